/* SPDX-License-Identifier: BSD-2-Clause */
/* fsopen, fsconfig, fsmount, fspick, open_tree, move_mount and mount_setattr: states, arguments, errors. */
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "paths.h"

enum { NOSYMFOLLOW = 0x200000, IDMAP = 0x100000, FLAG = 0, STRING = 1, BINARY = 2, PATH = 3, FD = 5, CREATE = 6, RECONFIGURE = 7,
       TO_EMPTY = 4, RECURSIVE = 0x8000 };

#define open_tree(a, b, c) syscall(428, a, b, c)
#define move_mount(a, b, c, d, e) syscall(429, a, b, c, d, e)
#define fsopen(a, b) syscall(430, a, b)
#define fsconfig(a, b, c, d, e) syscall(431, a, b, c, d, e)
#define fsmount(a, b, c) syscall(432, a, b, c)
#define fspick(a, b, c) syscall(433, a, b, c)
#define mount_setattr(a, b, c, d, e) syscall(442, a, b, c, d, e)

static void show(void)
{
    FILE *f = fopen("/proc/self/mountinfo", "r");
    char line[1000], place[300], options[200], rest[300];

    while (fgets(line, sizeof line, f))
        if (sscanf(line, "%*d %*d %*s %*s %299s %199s %299[^\n]", place, options, rest) == 3 && strstr(place, "/mnt"))
            printf("  %s %s %s\n", strstr(place, "/mnt"), options, rest);
    fclose(f);
}

static int parameters(void)
{
    int fd = fsopen("tmpfs", 1);
    char text[300];

    VALUE(fsopen("nofs", 0));
    VALUE(fsopen("tmpfs", 2));
    VALUE(fsopen(BAD_POINTER, 0));
    VALUE(fsopen("", 0));
    VALUE(fcntl(fd, F_GETFD));
    VALUE(fsmount(fd, 0, 0));
    VALUE(fsconfig(fd, STRING, "size", "1m", 0));
    VALUE(read(fd, text, sizeof text));
    VALUE(fsconfig(fd, STRING, "bogus", "1m", 0));
    VALUE(read(fd, text, 5));
    VALUE(read(fd, text, sizeof text));
    printf("%.35s", text);
    VALUE(fsconfig(fd, FLAG, "ro", NULL, 0));
    VALUE(fsconfig(fd, FLAG, "rw", NULL, 0));
    VALUE(fsconfig(fd, FLAG, "noatime", NULL, 0));
    VALUE(fsconfig(fd, STRING, "source", "abc", 0));
    VALUE(fsconfig(fd, STRING, "source", "abc", 0));
    VALUE(fsconfig(fd, STRING, "mode", "0711", 0));
    VALUE(fsconfig(fd, STRING, "size", "abc", 0));
    VALUE(fsconfig(fd, BINARY, "size", "abc", 3));
    VALUE(fsconfig(fd, PATH, "size", "abc", AT_FDCWD));
    VALUE(fsconfig(fd, FD, "size", NULL, 0));
    VALUE(fsconfig(fd, FLAG, "size", NULL, 0));
    return fd;
}

static void arguments(int fd)
{
    VALUE(fsconfig(fd, 9, NULL, NULL, 0));
    VALUE(fsconfig(fd, CREATE, "x", NULL, 0));
    VALUE(fsconfig(-1, CREATE, NULL, NULL, 0));
    VALUE(fsconfig(99, CREATE, NULL, NULL, 0));
    VALUE(fsconfig(0, CREATE, NULL, NULL, 0));
    VALUE(fsconfig(fd, STRING, NULL, "x", 0));
    VALUE(fsconfig(fd, STRING, "x", NULL, 0));
    VALUE(fsconfig(fd, STRING, "x", "y", 1));
    VALUE(fsconfig(fd, FLAG, BAD_POINTER, NULL, 0));
    VALUE(fsconfig(fd, STRING, "a", BAD_POINTER, 0));
}

static int made(int fd)
{
    VALUE(fsconfig(fd, RECONFIGURE, NULL, NULL, 0));
    VALUE(fsconfig(fd, CREATE, NULL, NULL, 0));
    VALUE(fsconfig(fd, CREATE, NULL, NULL, 0));
    VALUE(fsconfig(fd, STRING, "size", "2m", 0));
    VALUE(fsconfig(fd, RECONFIGURE, NULL, NULL, 0));
    VALUE(fsmount(fd, 2, 0));
    VALUE(fsmount(fd, 0, 0x1000));
    VALUE(fsmount(fd, 0, MOUNT_ATTR__ATIME));
    VALUE(fsmount(-1, 0, 0));
    VALUE(fsmount(0, 0, 0));
    int m = fsmount(fd, 1, MOUNT_ATTR_NOSUID | MOUNT_ATTR_STRICTATIME | MOUNT_ATTR_NODIRATIME | NOSYMFOLLOW);
    VALUE(fcntl(m, F_GETFD));
    VALUE(fsmount(fd, 0, 0));
    VALUE(fsconfig(fd, CREATE, NULL, NULL, 0));
    VALUE(fsconfig(fd, STRING, "size", "2m", 0));
    VALUE(fsconfig(fd, RECONFIGURE, NULL, NULL, 0));
    return m;
}

static void moved(int m)
{
    VALUE(move_mount(m, "", AT_FDCWD, "mnt", 0));
    VALUE(move_mount(m, "", AT_FDCWD, "none", TO_EMPTY));
    VALUE(move_mount(m, "", AT_FDCWD, "file", TO_EMPTY));
    VALUE(move_mount(m, "", AT_FDCWD, "mnt", 0x1000));
    VALUE(move_mount(m, "x", AT_FDCWD, "mnt", TO_EMPTY));
    VALUE(move_mount(-1, "", AT_FDCWD, "mnt", TO_EMPTY));
    VALUE(move_mount(m, "", -1, "mnt", TO_EMPTY));
    VALUE(move_mount(AT_FDCWD, "mnt2", AT_FDCWD, "mnt", 0));
    VALUE(move_mount(m, BAD_POINTER, AT_FDCWD, "mnt", TO_EMPTY));
    VALUE(move_mount(m, "", AT_FDCWD, BAD_POINTER, TO_EMPTY));
    VALUE(move_mount(m, "", AT_FDCWD, "mnt", TO_EMPTY));
    show();
    VALUE(move_mount(m, "", AT_FDCWD, "mnt2", TO_EMPTY));
    show();
    VALUE(move_mount(AT_FDCWD, "mnt2", AT_FDCWD, "mnt", 0));
}

static void picked(void)
{
    int p = fspick(AT_FDCWD, "mnt", 0);

    VALUE(fspick(AT_FDCWD, "mnt2", 0));
    VALUE(fspick(AT_FDCWD, "none", 0));
    VALUE(fspick(AT_FDCWD, "mnt", 0x10));
    VALUE(fspick(-1, "mnt", 0));
    VALUE(fspick(AT_FDCWD, BAD_POINTER, 0));
    VALUE(fsconfig(p, STRING, "size", "3m", 0));
    VALUE(fsconfig(p, FLAG, "ro", NULL, 0));
    VALUE(fsconfig(p, RECONFIGURE, NULL, NULL, 0));
    show();
    VALUE(fsconfig(p, CREATE, NULL, NULL, 0));
    VALUE(fsmount(p, 0, 0));
    VALUE(fsconfig(p, FLAG, "rw", NULL, 0));
    VALUE(fsconfig(p, RECONFIGURE, NULL, NULL, 0));
    show();
    close(p);
}

static void trees(void)
{
    int t = open_tree(AT_FDCWD, "mnt", 0);

    VALUE(fcntl(t, F_GETFD));
    close(t);
    VALUE(open_tree(AT_FDCWD, "mnt", RECURSIVE));
    VALUE(open_tree(AT_FDCWD, "mnt", 0x10000));
    VALUE(open_tree(AT_FDCWD, "none", 1));
    VALUE(open_tree(-1, "mnt", 1));
    VALUE(open_tree(AT_FDCWD, BAD_POINTER, 1));
    VALUE(open_tree(AT_FDCWD, "", 1));
    t = open_tree(AT_FDCWD, "mnt", 1 | O_CLOEXEC | RECURSIVE);
    VALUE(move_mount(t, "", AT_FDCWD, "mnt2", TO_EMPTY));
    show();
    close(t);
    VALUE(umount("mnt2"));
    t = open_tree(AT_FDCWD, "file", 1);
    VALUE(move_mount(t, "", AT_FDCWD, "mnt2", TO_EMPTY));
    VALUE(move_mount(t, "", AT_FDCWD, "file2", TO_EMPTY));
    VALUE(umount("file2"));
    close(t);
    VALUE(umount("file2"));
    mkdir("mnt/d", 0755);
    VALUE(mount("none", "mnt/d", "tmpfs", 0, NULL));
    close(open_tree(AT_FDCWD, "mnt", 1 | RECURSIVE)); /* all of it goes */
    VALUE(umount("mnt/d"));
}

static void set(uint64_t on, uint64_t off, uint64_t kind, uint64_t fd)
{
    struct mount_attr a = { on, off, kind, fd };

    printf("%lx %lx %lx %ld\n", (long)on, (long)off, (long)kind, (long)fd);
    VALUE(mount_setattr(AT_FDCWD, "mnt", 0, &a, sizeof a));
    show();
}

static void attributes(void)
{
    struct mount_attr a = { 0 };
    char large[100] = { 0 };

    VALUE(mount_setattr(AT_FDCWD, "mnt", 0, &a, 8));
    VALUE(mount_setattr(AT_FDCWD, "mnt", 0, &a, 5000));
    VALUE(mount_setattr(AT_FDCWD, "mnt", 0, large, sizeof large));
    large[90] = 1;
    VALUE(mount_setattr(AT_FDCWD, "mnt", 0, large, sizeof large));
    VALUE(mount_setattr(AT_FDCWD, "mnt", 1, &a, sizeof a));
    VALUE(mount_setattr(AT_FDCWD, "none", 0, &a, sizeof a));
    VALUE(mount_setattr(AT_FDCWD, "mnt", 0, BAD_POINTER, sizeof a));
    set(MOUNT_ATTR_RDONLY, 0, 0, 0);
    set(0, MOUNT_ATTR_RDONLY, 0, 0);
    set(MOUNT_ATTR_NOATIME, 0, 0, 0);
    set(MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME, 0, 0);
    set(0, MOUNT_ATTR__ATIME, 0, 0);
    set(MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME, 0, 0);
    set(0, MOUNT_ATTR_NOATIME, 0, 0);
    set(MOUNT_ATTR_NODEV, MOUNT_ATTR_NOSUID | NOSYMFOLLOW | MOUNT_ATTR_NODIRATIME, 0, 0);
    set(0, 0, MS_SHARED, 0);
    set(0, 0, MS_SHARED | MS_PRIVATE, 0);
    set(0, 0, MS_REC | MS_SHARED, 0);
    set(0, 0, MS_UNBINDABLE, 0);
    set(0, 0, MS_PRIVATE, 0);
    set(0, 0, 1, 0);
    set(0x1000, 0, 0, 0);
    set(0, 0x40000000, 0, 0);
    set(IDMAP, 0, 0, 0);
    set(IDMAP, 0, 0, 99);
    int w = open("mnt/file", O_CREAT | O_RDWR, 0600);
    set(MOUNT_ATTR_RDONLY, 0, 0, 0);
    close(w);
    a.attr_set = MOUNT_ATTR_RDONLY;
    VALUE(mount_setattr(AT_FDCWD, "mnt2", 0, &a, sizeof a));
}

static void as_user(int fd, int m)
{
    struct mount_attr a = { 0 };

    VALUE(fsopen("tmpfs", 0));
    VALUE(fspick(AT_FDCWD, "mnt", 0));
    VALUE(open_tree(AT_FDCWD, "mnt", 1));
    OK(open_tree(AT_FDCWD, "mnt", 0));
    VALUE(move_mount(m, "", AT_FDCWD, "mnt", TO_EMPTY));
    VALUE(fsmount(fd, 0, 0));
    VALUE(mount_setattr(AT_FDCWD, "mnt", 0, &a, sizeof a));
    VALUE(fsconfig(fd, CREATE, NULL, NULL, 0));
}

static void disks(void)
{
    int fd = fsopen("ext4", 0);

    VALUE(fsconfig(fd, CREATE, NULL, NULL, 0));
    VALUE(fsconfig(fd, STRING, "source", "/dev/none", 0));
    close(fd);
    fd = fsopen("ext4", 0);
    VALUE(fsconfig(fd, STRING, "source", "/dev/null", 0));
    VALUE(fsconfig(fd, CREATE, NULL, NULL, 0));
    close(fd);
    fd = fsopen("ext4", 0);
    VALUE(fsconfig(fd, STRING, "source", "/dev/vda", 0));
    VALUE(fsconfig(fd, FLAG, "bogus", NULL, 0));
    VALUE(fsconfig(fd, STRING, "errors", "continue", 0));
    VALUE(fsconfig(fd, FLAG, "acl", NULL, 0));
    VALUE(fsconfig(fd, CREATE, NULL, NULL, 0));
    int m = fsmount(fd, 0, 0);
    VALUE(move_mount(m, "", AT_FDCWD, "mnt", TO_EMPTY));
    VALUE(umount("mnt"));
    close(m);
    VALUE(umount("mnt"));
}

int main(void)
{
    mkdir("mnt", 0755);
    mkdir("mnt2", 0755);
    close(open("file", O_CREAT, 0600));
    close(open("file2", O_CREAT, 0600));
    int fd = parameters();
    arguments(fd);
    int m = made(fd);
    moved(m);
    picked();
    trees();
    IN_CHILD("user", setuid(1000); as_user(fd, m));
    attributes();
    VALUE(umount2("mnt", MNT_DETACH));
    disks();
    return 0;
}
