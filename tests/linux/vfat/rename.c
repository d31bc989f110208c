/* renameat2 on a FAT volume: replacing, exchanging, files and directories.
 *
 * parts: fat12 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"

enum { NOREPLACE = 1, EXCHANGE = 2 };

static long move(const char *from, const char *to, int flags)
{
    return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void make(const char *name)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    write(fd, name, strlen(name));
    close(fd);
}

static const char *text(const char *name)
{
    static char buf[64];
    int fd = open(name, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);

    buf[n < 0 ? 0 : n] = 0;
    close(fd);
    return buf;
}

static void mount_it(void)
{
    VALUE(mount("/dev/vdc1", "/tmp/m", "vfat", 0, NULL));
    VALUE(chdir("/tmp/m"));
}

int main(void)
{
    struct stat st;

    mkdir("/tmp/m", 0755);
    mount_it();
    make("one");
    make("Two with a long name");
    mkdir("dir", 0755);
    make("dir/in");
    VALUE(move("one", "Two with a long name", NOREPLACE));
    VALUE(move("one", "none", EXCHANGE));
    VALUE(move("none", "one", EXCHANGE));
    VALUE(move("one", "Two with a long name", EXCHANGE));
    printf("%s, %s\n", text("one"), text("Two with a long name"));
    VALUE(move("one", "dir/in", EXCHANGE));
    printf("%s, ", text("one"));
    printf("%s\n", text("dir/in"));
    VALUE(move("one", "dir", EXCHANGE));
    printf("%s, ", text("dir"));
    printf("%s\n", text("one/in"));
    VALUE(move("one", "one/in", EXCHANGE));
    mkdir("other", 0755);
    mkdir("other/below", 0755);
    make("other/below/x");
    VALUE(move("one", "other/below", EXCHANGE));
    VALUE((stat("other", &st), st.st_nlink));
    printf("%s, ", text("one/x"));
    printf("%s\n", text("other/below/in"));
    VALUE(move("dir", "other/file", 0));
    VALUE(move("dir", "other/file", 0));
    VALUE(move("other/file", "Two with a long name", 0));
    VALUE(move("one", "one", EXCHANGE));
    VALUE(move("one", "two", NOREPLACE | EXCHANGE));
    VALUE(move("one", "two", 8));
    VALUE(chdir("/"));
    VALUE(umount("/tmp/m"));
    mount_it();
    printf("%s, ", text("one/x"));
    printf("%s, ", text("other/below/in"));
    printf("%s\n", text("Two with a long name"));
    VALUE(chdir("other/below/.."));
    VALUE(access("below/../below/in", F_OK));
    VALUE(chdir("/"));
    VALUE(umount("/tmp/m"));
    VALUE(rmdir("/tmp/m"));
    return 0;
}
