/* SPDX-License-Identifier: BSD-2-Clause */
/* open and openat: paths that cannot be walked, kinds of files, flags, descriptors, permissions, limits. */
#include "paths.h"

#include <sys/resource.h>

static int open_read(const char *p)
{
    return open(p, O_RDONLY);
}

static int open_create(const char *p)
{
    int fd = open(p, O_RDWR | O_CREAT, 0600);

    if (fd >= 0)
        close(fd);
    return fd < 0 ? fd : 0;
}

int main(void)
{
    make_paths();
    FOR_BAD_PATHS(open_read);
    FOR_BAD_PATHS(open_create);
    VALUE(unlink("none"));
    VALUE(open("dir", O_WRONLY));
    VALUE(open("dir", O_RDWR | O_CREAT, 0600));
    VALUE(open("dir/", O_RDONLY | O_CREAT, 0600));
    VALUE(open("new/", O_RDWR | O_CREAT, 0600));
    VALUE(open("file", O_RDONLY | O_DIRECTORY));
    VALUE(open("link", O_RDONLY | O_NOFOLLOW));
    VALUE(open("dirlink", O_RDONLY | O_NOFOLLOW | O_DIRECTORY));
    VALUE(open("link", O_RDWR | O_CREAT | O_EXCL, 0600));
    VALUE(open("dangling", O_RDWR | O_CREAT | O_EXCL, 0600));
    VALUE(open("file", O_RDWR | O_CREAT | O_EXCL, 0600));
    VALUE(open("newdir", O_RDWR | O_CREAT | O_DIRECTORY, 0600));
    VALUE(access("newdir", F_OK));
    VALUE(open("dir", O_RDWR | O_CREAT | O_DIRECTORY, 0600));
    OK(open("dir", O_RDONLY | O_TRUNC | O_PATH));
    VALUE(open("dir", O_RDONLY | O_TRUNC));
    OK(open("link", O_PATH | O_NOFOLLOW));
    OK(open("file", O_RDONLY | 0x80000000));
    int fd = open("file", O_RDONLY), path = open("dir", O_PATH), accmode = open("file", 3);
    VALUE(openat(fd, "x", O_RDONLY));
    VALUE(openat(99, "x", O_RDONLY));
    VALUE(openat(-1, "x", O_RDONLY));
    OK(openat(99, "/", O_RDONLY));
    OK(openat(path, "inner", O_RDONLY));
    VALUE(openat(path, "none", O_RDONLY));
    char c;
    YES(accmode >= 0);
    VALUE(read(accmode, &c, 1));
    VALUE(write(accmode, &c, 1));
    VALUE(read(path, &c, 1));
    VALUE(fchmod(path, 0700));
    VALUE(mknod("fifo", S_IFIFO | 0600, 0));
    VALUE(open("fifo", O_WRONLY | O_NONBLOCK));
    OK(open("fifo", O_RDONLY | O_NONBLOCK));
    VALUE(mknod("dev", S_IFCHR | 0600, 99 << 8));
    VALUE(open("dev", O_RDONLY));
    VALUE(mknod("blk", S_IFBLK | 0600, 99 << 8));
    VALUE(open("blk", O_RDONLY));
    chmod("file", 0200);
    AS_NOBODY(
        VALUE(open("file", O_RDONLY));
        VALUE(open("closed/file", O_RDONLY));
        VALUE(open("closed", O_RDONLY));
        VALUE(open("new", O_RDWR | O_CREAT, 0600));
        VALUE(open("dir/inner", O_RDWR));
        VALUE(open("dir/inner", O_RDONLY | O_NOATIME));
        VALUE(open("dir/inner", O_RDONLY | O_TRUNC));
        OK(open("dir/inner", O_RDONLY));
        OK(open("file", O_PATH));
        VALUE(open("closed/file", O_PATH));
    );
    struct rlimit limit = { 20, 20 };
    setrlimit(RLIMIT_NOFILE, &limit);
    while (open("file", O_RDONLY) >= 0)
        ;
    VALUE(open("file", O_RDONLY));
    VALUE(open("none", O_RDONLY));
    VALUE(dup(0));
    VALUE(dup2(0, 20));
    VALUE(dup2(0, 19) == 19);
    VALUE(fcntl(0, F_DUPFD, 20));
    VALUE(open("created", O_CREAT | O_RDWR, 0600));
    VALUE(access("created", F_OK));
    return 0;
}
