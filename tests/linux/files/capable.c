/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /root /tmp
 * What each capability about files allows to one who is not the owner, and root without any.
 */
#include "as_user.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static const struct {
    const char *name;
    unsigned bits;
} sets[] = { { "none", 0 }, { "dac_override", CAP(DAC_OVERRIDE) }, { "dac_read_search", CAP(DAC_READ_SEARCH) },
             { "fowner", CAP(FOWNER) }, { "chown", CAP(CHOWN) }, { "fsetid", CAP(FSETID) },
             { "fowner fsetid", CAP(FOWNER) | CAP(FSETID) }, { "mknod", CAP(MKNOD) } };

static void mode_of(const char *path)
{
    struct stat st;

    stat(path, &st);
    printf("%s %o %u:%u\n", path, st.st_mode, st.st_uid, st.st_gid);
}

static void restore(void)
{
    chown("file", 5, 6);
    chmod("file", 06750);
    chown("dir", 5, 6);
    chmod("dir", 01770);
    chown("dir/file", 5, 6);
}

static void all(unsigned uid, unsigned bits)
{
    restore();
    AS(uid, uid, 0, bits, VALUE(open("file", O_RDONLY) >= 0));
    AS(uid, uid, 0, bits, VALUE(open("file", O_WRONLY) >= 0));
    AS(uid, uid, 0, bits, VALUE(open("file", O_PATH) >= 0));
    AS(uid, uid, 0, bits, VALUE(open("dir", O_RDONLY) >= 0));
    AS(uid, uid, 0, bits, VALUE(access("dir/file", F_OK)));
    AS(uid, uid, 0, bits, VALUE(chmod("file", 02700)));
    mode_of("file");
    restore();
    AS(uid, uid, 0, bits, VALUE(chown("file", 7, 8)));
    AS(uid, uid, 0, bits, VALUE(chown("file", -1, -1)));
    mode_of("file");
    restore();
    AS(uid, uid, 0, bits, VALUE(truncate("file", 3)));
    mode_of("file");
    AS(uid, uid, 0, bits, VALUE(utimensat(AT_FDCWD, "file", NULL, 0)));
    AS(uid, uid, 0, bits, VALUE(utimensat(AT_FDCWD, "file", (struct timespec[2]){ { 1, 1 }, { 1, 1 } }, 0)));
    AS(uid, uid, 0, bits, VALUE(mkdir("dir/new", 0755)));
    rmdir("dir/new");
    chmod("dir", 01777);
    AS(uid, uid, 0, bits, VALUE(rename("dir/file", "dir/other")));
    rename("dir/other", "dir/file");
    AS(uid, uid, 0, bits, VALUE(link("file", "dir/link")));
    unlink("dir/link");
    AS(uid, uid, 0, bits, VALUE(mknod("dir/null", S_IFCHR | 0666, makedev(1, 3))));
    unlink("dir/null");
    chmod("file", 0666);
    AS(uid, uid, 0, bits, VALUE(open("file", O_RDONLY | O_NOATIME) >= 0));
    chmod("dir", 02777);
    AS(uid, uid, 0, bits, VALUE(close(open("dir/set", O_CREAT, 02770))));
    mode_of("dir/set");
    unlink("dir/set");
    AS(uid, uid, 0, bits, VALUE(chroot(".")));
}

int main(void)
{
    chmod(".", 0777);
    umask(0);
    close(open("file", O_CREAT, 0600));
    mkdir("dir", 0700);
    close(open("dir/file", O_CREAT, 0600));
    for (unsigned i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        printf("-- %s\n", sets[i].name);
        all(1000, sets[i].bits);
    }
    printf("-- root without any\n");
    all(0, 0);
    return 0;
}
