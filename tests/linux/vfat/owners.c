/* SPDX-License-Identifier: BSD-2-Clause */
/* Owners and permissions of a FAT volume: options of the mount, chmod, chown.
 *
 * parts: fat16 */
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "check.h"

static void show(const char *name)
{
    struct stat st;

    if (stat(name, &st))
        printf("%s: %s\n", name, error_name(errno));
    else
        printf("%s: %o %d:%d\n", name, st.st_mode, (int)st.st_uid, (int)st.st_gid);
}

static void volume(const char *options)
{
    static const int modes[] = { 0444, 0555, 0644, 0755, 0777, 0500, 0700, 0400, 0, 01755, 04755 };

    printf("%s\n", options ? options : "(none)");
    if (VALUE(mount("/dev/vdc1", "/tmp/m", "vfat", 0, options)))
        return;
    close(open("/tmp/m/file", O_CREAT, 0600));
    mkdir("/tmp/m/dir", 0700);
    show("/tmp/m");
    show("/tmp/m/file");
    show("/tmp/m/dir");
    for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
        int mode = modes[i];
        printf("%o\n", mode);
        VALUE(chmod("/tmp/m/file", mode));
        show("/tmp/m/file");
    }
    VALUE(chmod("/tmp/m/file", 0755));
    VALUE(chmod("/tmp/m/dir", 0500));
    show("/tmp/m/dir");
    VALUE(chown("/tmp/m/file", 0, 0));
    VALUE(chown("/tmp/m/file", 1000, -1));
    VALUE(chown("/tmp/m/file", -1, 100));
    VALUE(chown("/tmp/m/file", -1, -1));
    VALUE(mount("/dev/vdc1", "/tmp/m", "vfat", MS_REMOUNT, "bogus"));
    if (!options || !strstr(options, "quiet"))
        IN_CHILD("user", setgid(100); setuid(1000); VALUE(open("/tmp/m/new", O_CREAT, 0600) >= 0);
                 VALUE(open("/tmp/m/file", O_RDWR) >= 0); VALUE(chmod("/tmp/m/file", 0444)));
    show("/tmp/m/file");
    VALUE(umount("/tmp/m"));
}

int main(void)
{
    mkdir("/tmp/m", 0755);
    umask(022);
    volume(NULL);
    volume("uid=1000,gid=100");
    volume("umask=077");
    volume("fmask=133,dmask=000,quiet");
    volume("uid=1000,fmask=0177,dmask=0077");
    volume("bogus");
    volume("uid=x");
    volume("umask=9");
    umask(027);
    volume("utf8");
    VALUE(rmdir("/tmp/m"));
    return 0;
}
