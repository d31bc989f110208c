/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /var/tmp
 * Extended attributes: set, get, list, remove on files, directories, links; flags, sizes, names, kinds, users.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

static char buf[70000];

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(const char *path)
{
    char *names[32];
    int count = 0;
    long n = VALUE(listxattr(path, buf, sizeof(buf)));

    for (long at = 0; at < n && count < 32; at += (long)strlen(buf + at) + 1)
        names[count++] = buf + at;
    qsort(names, (size_t)count, sizeof(*names), by_name);
    for (int i = 0; i < count; i++)
        printf("  %s\n", names[i]);
}

static void basics(void)
{
    VALUE(getxattr("f", "user.a", buf, 100));
    VALUE(setxattr("f", "user.a", "value", 5, 0));
    VALUE(getxattr("f", "user.a", buf, 100));
    printf("%.5s\n", buf);
    VALUE(getxattr("f", "user.a", NULL, 0));
    VALUE(getxattr("f", "user.a", buf, 4));
    VALUE(setxattr("f", "user.a", "other", 5, XATTR_CREATE));
    VALUE(setxattr("f", "user.a", "longer value", 12, XATTR_REPLACE));
    VALUE(setxattr("f", "user.b", "x", 1, XATTR_REPLACE));
    VALUE(setxattr("f", "user.b", "", 0, XATTR_CREATE));
    VALUE(getxattr("f", "user.b", buf, 100));
    VALUE(setxattr("f", "user.b", "x", 1, 3));
    VALUE(setxattr("f", "user.b", "x", 1, 4));
    VALUE(setxattr("f", "trusted.t", "tt", 2, 0));
    VALUE(setxattr("f", "security.s", "sss", 3, 0));
    list("f");
    VALUE(listxattr("f", NULL, 0));
    VALUE(listxattr("f", buf, 3));
    VALUE(removexattr("f", "user.a"));
    VALUE(removexattr("f", "user.a"));
    list("f");
    VALUE(setxattr("d", "user.dir", "d", 1, 0));
    list("d");
}

static void names(void)
{
    char name[300];

    VALUE(setxattr("f", "user.", "x", 1, 0));
    VALUE(setxattr("f", "user", "x", 1, 0));
    VALUE(setxattr("f", "other.x", "x", 1, 0));
    VALUE(setxattr("f", "system.x", "x", 1, 0));
    VALUE(setxattr("f", "", "x", 1, 0));
    VALUE(getxattr("f", "", buf, 1));
    VALUE(getxattr("f", "other.x", buf, 1));
    VALUE(getxattr("f", "user.", buf, 1));
    VALUE(removexattr("f", ""));
    memset(name, 'n', sizeof(name));
    memcpy(name, "user.", 5);
    name[255] = 0;
    VALUE(setxattr("f", name, "x", 1, 0));
    VALUE(getxattr("f", name, buf, 1));
    VALUE(removexattr("f", name));
    name[255] = 'n';
    name[256] = 0;
    VALUE(setxattr("f", name, "x", 1, 0));
    VALUE(setxattr("f", (void *)8, "x", 1, 0));
    VALUE(setxattr("f", "user.c", (void *)8, 1, 0));
    VALUE(setxattr("f", "user.c", buf, 65537, 0));
    VALUE(setxattr("f", "user.c", (void *)8, 0, 0));
    VALUE(getxattr("f", "user.c", (void *)8, 1));
    VALUE(getxattr("f", "security.s", (void *)8, 10));
    VALUE(setxattr("none", "user.c", "x", 1, 0));
    VALUE(setxattr("f/x", "user.c", "x", 1, 0));
    VALUE(setxattr((void *)8, "user.c", "x", 1, 0));
    VALUE(setxattr("", "user.c", "x", 1, 0));
}

static void links(void)
{
    VALUE(lsetxattr("l", "user.l", "x", 1, 0));
    VALUE(lgetxattr("l", "user.l", buf, 1));
    VALUE(lsetxattr("l", "trusted.l", "x", 1, 0));
    VALUE(lgetxattr("l", "trusted.l", buf, 10));
    VALUE(llistxattr("l", buf, 100));
    VALUE(getxattr("l", "trusted.l", buf, 10));
    VALUE(lremovexattr("l", "trusted.l"));
    VALUE(setxattr("l", "user.through", "x", 1, 0));
    VALUE(getxattr("f", "user.through", buf, 10));
    mknod("p", S_IFIFO | 0600, 0);
    VALUE(setxattr("p", "user.x", "x", 1, 0));
    VALUE(getxattr("p", "user.x", buf, 1));
    VALUE(setxattr("p", "trusted.x", "x", 1, 0));
    VALUE(setxattr("/proc/self/stat", "user.x", "x", 1, 0));
    VALUE(getxattr("/proc/self/stat", "user.x", buf, 1));
}

static void descriptors(void)
{
    int fd = open("f", O_RDONLY), path = open("f", O_PATH), pipes[2];

    VALUE(fsetxattr(fd, "user.fd", "fd", 2, 0));
    VALUE(fgetxattr(fd, "user.fd", buf, 10));
    VALUE(flistxattr(fd, NULL, 0) > 0);
    VALUE(fremovexattr(fd, "user.fd"));
    VALUE(fgetxattr(fd, "user.fd", buf, 10));
    VALUE(fsetxattr(99, "user.fd", "fd", 2, 0));
    VALUE(fgetxattr(path, "user.fd", buf, 10));
    pipe(pipes);
    VALUE(fgetxattr(pipes[0], "user.fd", buf, 10));
    VALUE(fsetxattr(pipes[0], "trusted.fd", buf, 10, 0));
}

static void user(void)
{
    setuid(65534);
    VALUE(getxattr("f", "security.s", buf, 10));
    VALUE(setxattr("f", "security.s", "x", 1, 0));
    VALUE(getxattr("f", "trusted.t", buf, 10));
    VALUE(setxattr("f", "trusted.t", "x", 1, 0));
    VALUE(getxattr("f", "user.b", buf, 10));
    VALUE(setxattr("f", "user.b", "x", 1, 0));
    VALUE(setxattr("open", "user.b", "x", 1, 0));
    VALUE(setxattr("sticky", "user.b", "x", 1, 0));
    list("f");
}

int main(void)
{
    struct stat before, after;

    umask(022);
    close(open("f", O_CREAT | O_RDWR, 0600));
    mkdir("d", 0755);
    symlink("f", "l");
    basics();
    names();
    links();
    descriptors();
    stat("f", &before);
    usleep(20000);
    setxattr("f", "user.time", "x", 1, 0);
    stat("f", &after);
    YES(before.st_ctim.tv_sec != after.st_ctim.tv_sec || before.st_ctim.tv_nsec != after.st_ctim.tv_nsec);
    YES(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
    mkdir("sticky", 01777);
    chmod("sticky", 01777);
    close(open("open", O_CREAT | O_RDWR, 0666));
    chmod("open", 0666);
    chmod(".", 0755);
    IN_CHILD("user", user());
    memset(buf, 'v', 3000);
    VALUE(setxattr("f", "user.big", buf, 3000, 0));
    VALUE(getxattr("f", "user.big", buf, sizeof(buf)));
    link("f", "f2");
    VALUE(getxattr("f2", "user.big", buf, sizeof(buf)));
    return 0;
}
