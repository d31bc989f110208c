/* SPDX-License-Identifier: BSD-2-Clause */
/* mount and umount2: tmpfs, binds, remounts, moves, lazy and expiring unmounts, errors, users. */
#include "paths.h"

#include <sys/mount.h>

static int exists(const char *p)
{
    return access(p, F_OK) == 0;
}

static void errors(void)
{
    VALUE(mount("none", "none", "tmpfs", 0, NULL));
    VALUE(mount("none", "dir", "nofs", 0, NULL));
    VALUE(mount("none", "dir", NULL, 0, NULL));
    VALUE(mount("none", "file", "tmpfs", 0, NULL));
    VALUE(mount("file", "dir", "ext4", 0, NULL));
    VALUE(mount("nodev", "dir", "ext4", 0, NULL));
    VALUE(mount(NULL, "dir", "ext4", 0, NULL));
    VALUE(mount("/dev/null", "dir", "ext4", 0, NULL));
    VALUE(mount("file", "dir", NULL, MS_BIND, NULL));
    VALUE(mount("dir", "file", NULL, MS_BIND, NULL));
    VALUE(mount("nodir", "dir", NULL, MS_BIND, NULL));
    VALUE(mount(NULL, "dir", NULL, MS_BIND, NULL));
    VALUE(mount(NULL, "dir", NULL, MS_REMOUNT, NULL));
    VALUE(mount("dir", "closed", NULL, MS_MOVE, NULL));
    VALUE(mount("none", "dir", NULL, MS_PRIVATE, NULL));
    VALUE(mount(BAD_POINTER, "dir", "tmpfs", 0, NULL));
    VALUE(mount("none", BAD_POINTER, "tmpfs", 0, NULL));
    VALUE(mount("none", "dir", BAD_POINTER, 0, NULL));
    VALUE(mount("none", long_name, "tmpfs", 0, NULL));
    VALUE(umount("dir"));
    VALUE(umount("none"));
    VALUE(umount("file"));
    VALUE(umount2("dir", 0x100));
    VALUE(umount(BAD_POINTER));
    VALUE(umount(long_path));
    AS_NOBODY(
        VALUE(mount("none", "dir", "tmpfs", 0, NULL));
        VALUE(mount("none", "none", "tmpfs", 0, NULL));
        VALUE(umount("/proc"));
        VALUE(umount("none"));
    );
}

static void plain(void)
{
    VALUE(mount("name", "dir", "tmpfs", MS_NOEXEC | MS_NODEV, "size=64k,mode=700"));
    VALUE(exists("dir/inner"));
    struct stat st;
    stat("dir", &st);
    VALUE(st.st_mode & 07777);
    int fd = open("dir/x", O_CREAT | O_RDWR, 0755);
    static char block[70000];
    VALUE(write(fd, block, sizeof(block)));
    VALUE(write(fd, block, 1));
    VALUE(umount("dir"));
    close(fd);
    VALUE(execl("dir/x", "x", NULL));
    mknod("dir/null", S_IFCHR | 0666, 0x103);
    VALUE(open("dir/null", O_RDONLY));
    VALUE(rmdir("dir"));
    VALUE(rename("dir", "other"));
    VALUE(link("dir/x", "y"));
    VALUE(rename("dir/x", "y"));
    fd = open("dir/x", O_RDWR);
    VALUE(mount(NULL, "dir", NULL, MS_REMOUNT | MS_RDONLY, NULL));
    close(fd);
    VALUE(mount(NULL, "dir", NULL, MS_REMOUNT | MS_RDONLY, NULL));
    VALUE(open("dir/x", O_RDWR));
    VALUE(open("dir/new", O_RDWR | O_CREAT, 0600));
    VALUE(unlink("dir/x"));
    VALUE(chmod("dir/x", 0));
    VALUE(mkdir("dir/d", 0700));
    VALUE(mkdir("dir/x", 0700));
    VALUE(access("dir/x", W_OK));
    VALUE(truncate("dir/x", 0));
    VALUE(symlink("x", "dir/l"));
    VALUE(rename("dir/x", "dir/z"));
    VALUE(utimensat(AT_FDCWD, "dir/x", NULL, 0));
    VALUE(mount(NULL, "dir", NULL, MS_REMOUNT, NULL));
    VALUE(unlink("dir/x"));
    VALUE(umount("dir"));
    VALUE(exists("dir/inner"));
}

static void binds(void)
{
    mkdir("a", 0755);
    mkdir("b", 0755);
    VALUE(mount("dir", "a", NULL, MS_BIND, NULL));
    VALUE(exists("a/inner"));
    VALUE(mount("dir/inner", "file", NULL, MS_BIND, NULL));
    struct stat one, two;
    stat("file", &one);
    stat("dir/inner", &two);
    YES(one.st_ino == two.st_ino);
    VALUE(unlink("file"));
    VALUE(umount("file"));
    VALUE(mount(NULL, "a", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
    VALUE(open("a/inner", O_RDWR));
    VALUE(open("a/new", O_RDWR | O_CREAT, 0600));
    OK(open("dir/inner", O_RDWR));
    VALUE(link("dir/inner", "a/hard"));
    VALUE(rename("dir/inner", "a/renamed"));
    mkdir("dir/deep", 0755);
    VALUE(mount("t", "dir/deep", "tmpfs", 0, NULL));
    VALUE(mkdir("dir/deep/on_tmpfs", 0755));
    VALUE(mount("dir", "b", NULL, MS_BIND, NULL));
    VALUE(exists("b/deep/on_tmpfs"));
    VALUE(umount("b"));
    VALUE(mount("dir", "b", NULL, MS_BIND | MS_REC, NULL));
    VALUE(exists("b/deep/on_tmpfs"));
    VALUE(umount("b"));
    VALUE(umount2("b", MNT_DETACH));
    VALUE(exists("b/deep"));
    VALUE(umount("dir/deep"));
    VALUE(umount("a"));
}

static void moves(void)
{
    mkdir("m1", 0755);
    mkdir("m2", 0755);
    VALUE(mount("t", "m1", "tmpfs", 0, NULL));
    mkdir("m1/sub", 0755);
    VALUE(mount("m1", "m2", NULL, MS_MOVE, NULL));
    VALUE(exists("m1/sub"));
    VALUE(exists("m2/sub"));
    VALUE(mount("m2", "m2/sub", NULL, MS_MOVE, NULL));
    VALUE(mount("m2/sub", "m1", NULL, MS_MOVE, NULL));
    VALUE(mount("/", "m1", NULL, MS_MOVE, NULL));
    VALUE(mount("m2", "file", NULL, MS_MOVE, NULL));
    VALUE(umount2("m2", MNT_EXPIRE | MNT_FORCE));
    VALUE(umount2("m2", MNT_EXPIRE));
    VALUE(umount2("m2", MNT_EXPIRE));
    VALUE(umount2("m2", MNT_EXPIRE));
    VALUE(mount("t", "m1", "tmpfs", 0, NULL));
    VALUE(mount("u", "m1", "tmpfs", 0, NULL));
    mkdir("m1/upper", 0755);
    VALUE(umount("m1"));
    VALUE(exists("m1/upper"));
    int fd = open("m1/open", O_CREAT | O_RDWR, 0600);
    symlink("m1", "ml");
    VALUE(umount2("ml", UMOUNT_NOFOLLOW));
    VALUE(umount("m1"));
    VALUE(umount2("m1", MNT_DETACH));
    VALUE(write(fd, "still", 5));
    VALUE(exists("m1/open"));
    VALUE(umount("m1"));
    VALUE(umount("/"));
}

int main(void)
{
    make_paths();
    errors();
    plain();
    binds();
    moves();
    return 0;
}
