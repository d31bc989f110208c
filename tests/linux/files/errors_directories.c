/* SPDX-License-Identifier: BSD-2-Clause */
/* chdir, fchdir, chroot, getcwd, getdents64: paths, buffers, directories that are gone, permissions. */
#include "paths.h"

static char buf[5000];

static int do_chroot(const char *p)
{
    return chroot(p);
}

static long cwd(size_t size)
{
    return syscall(SYS_getcwd, buf, size);
}

static void gone(void)
{
    struct stat st;

    mkdir("gone", 0755);
    chdir("gone");
    int fd = open(".", O_RDONLY);
    rmdir("../gone");
    VALUE(cwd(100));
    VALUE(open("x", O_CREAT | O_RDWR, 0600));
    VALUE(mkdir("x", 0700));
    VALUE(open("none", O_RDONLY));
    OK(open(".", O_RDONLY));
    VALUE(stat(".", &st));
    VALUE(st.st_nlink);
    VALUE(syscall(SYS_getdents64, fd, buf, sizeof(buf)));
    VALUE(chdir(".."));
    VALUE(fchdir(fd));
    VALUE(symlink("x", "y"));
    VALUE(link("../file", "y"));
    VALUE(rename("../file", "y"));
    VALUE(chdir(".."));
}

static void reading(void)
{
    int fd = open("dir", O_RDONLY), file = open("file", O_RDONLY), path = open("dir", O_PATH);

    VALUE(syscall(SYS_getdents64, fd, buf, 10));
    VALUE(syscall(SYS_getdents64, fd, (void *)8, 1000));
    VALUE(syscall(SYS_getdents64, file, buf, 1000));
    VALUE(syscall(SYS_getdents64, path, buf, 1000));
    VALUE(syscall(SYS_getdents64, 99, buf, 1000));
    VALUE(syscall(SYS_getdents64, fd, buf, 1000));
    VALUE(syscall(SYS_getdents64, fd, buf, 1000));
    VALUE(syscall(SYS_getdents64, fd, buf, 0));
    VALUE(lseek(fd, 0, SEEK_SET));
    VALUE(read(fd, buf, 10));
    VALUE(write(fd, buf, 10));
    VALUE(pread(fd, buf, 10, 0));
    VALUE(lseek(fd, -1, SEEK_SET));
}

int main(void)
{
    make_paths();
    FOR_BAD_PATHS(chdir);
    FOR_BAD_PATHS(do_chroot);
    VALUE(chdir("file"));
    VALUE(chdir("link"));
    VALUE(fchdir(99));
    VALUE(fchdir(0));
    VALUE(fchdir(open("file", O_RDONLY)));
    VALUE(cwd(0));
    VALUE(cwd(2));
    VALUE(syscall(SYS_getcwd, (void *)8, 1000));
    VALUE(syscall(SYS_getcwd, NULL, 1000));
    gone();
    reading();
    AS_NOBODY(
        VALUE(chdir("closed"));
        VALUE(chroot("dir"));
        VALUE(chdir("dir"));
    );
    IN_CHILD("chroot", {
        VALUE(chroot("dir"));
        VALUE(cwd(100));
        printf("%.13s\n", buf);
        VALUE(access("/inner", F_OK));
        VALUE(chdir("/.."));
        VALUE(access("inner", F_OK));
        VALUE(cwd(100));
    });
    return 0;
}
