/* SPDX-License-Identifier: BSD-2-Clause */
/* openat2: RESOLVE_ flags on links, "..", absolute paths and mounts; sizes and unknown bits. */
#include "paths.h"

struct how {
    uint64_t flags, mode, resolve, more;
};

enum { NO_XDEV = 1, NO_MAGIC = 2, NO_SYMLINKS = 4, BENEATH = 8, IN_ROOT = 16, CACHED = 32 };

static long try(int dirfd, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
    struct how how = { flags, mode, resolve, 0 };
    long fd = syscall(SYS_openat2, dirfd, path, &how, 24);

    if (fd >= 0)
        close((int)fd);
    return fd < 0 ? fd : 0;
}

static void resolves(int dir)
{
    static const char *const paths[] = { "inner", "up", "abs", "../file", "dir2/../inner", "..", ".", "/inner", "/proc/self/exe",
                                         "same", "dir2/back" };
    static const uint64_t how[] = { 0, NO_XDEV, NO_MAGIC, NO_SYMLINKS, BENEATH, IN_ROOT };

    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        printf("%s:", paths[i]);
        for (size_t k = 0; k < sizeof(how) / sizeof(*how); k++)
            printf(" %s", try(dir, paths[i], O_RDONLY, 0, how[k]) ? error_name(errno) : "ok");
        printf("\n");
    }
}

int main(void)
{
    struct how how = { O_RDONLY, 0, 0, 0 };

    make_paths();
    mkdir("dir/dir2", 0755);
    symlink("../file", "dir/up");
    symlink("/inner", "dir/abs");
    symlink("inner", "dir/same");
    symlink("../inner", "dir/dir2/back");
    int dir = open("dir", O_PATH);
    resolves(dir);
    VALUE(try(AT_FDCWD, "/proc/self/stat", O_RDONLY, 0, NO_XDEV));
    VALUE(try(AT_FDCWD, "/proc/self/fd/0", O_RDONLY, 0, NO_MAGIC));
    VALUE(try(AT_FDCWD, "link", O_PATH | O_NOFOLLOW, 0, NO_SYMLINKS));
    VALUE(try(AT_FDCWD, "link", O_RDONLY | O_NOFOLLOW, 0, 0));
    VALUE(try(AT_FDCWD, "dirlink/inner", O_RDONLY, 0, NO_SYMLINKS));
    VALUE(try(dir, "new", O_RDWR | O_CREAT, 0600, BENEATH));
    VALUE(try(dir, "../new", O_RDWR | O_CREAT, 0600, BENEATH));
    VALUE(try(dir, "/new2", O_RDWR | O_CREAT, 0600, IN_ROOT));
    VALUE(access("dir/new2", F_OK));
    VALUE(try(dir, "inner", O_RDONLY, 0, BENEATH | IN_ROOT));
    VALUE(try(dir, "inner", O_RDONLY, 0, 64));
    VALUE(try(dir, "inner", O_RDONLY, 0600, 0));
    VALUE(try(dir, "new", O_RDWR | O_CREAT, 010600, 0));
    VALUE(try(dir, "inner", O_RDONLY | 0x80000000u, 0, 0));
    VALUE(try(dir, "inner", 1ull << 40, 0, 0));
    VALUE(try(dir, "inner", O_PATH | O_RDWR, 0, 0));
    VALUE(try(dir, "inner", O_PATH | O_CLOEXEC, 0, 0));
    VALUE(try(dir, "new3", O_RDWR | O_CREAT, 0600, CACHED));
    VALUE(try(99, "inner", O_RDONLY, 0, 0));
    VALUE(try(99, "inner", O_RDONLY, 0, BENEATH));
    VALUE(try(99, "/", O_RDONLY, 0, IN_ROOT));
    VALUE(syscall(SYS_openat2, dir, "inner", &how, 23));
    VALUE(syscall(SYS_openat2, dir, "inner", &how, 0));
    VALUE(syscall(SYS_openat2, dir, "inner", &how, 32) > 0);
    how.more = 1;
    VALUE(syscall(SYS_openat2, dir, "inner", &how, 32));
    VALUE(syscall(SYS_openat2, dir, "inner", &how, 5000));
    VALUE(syscall(SYS_openat2, dir, "inner", BAD_POINTER, 24));
    VALUE(syscall(SYS_openat2, dir, BAD_POINTER, &how, 24));
    VALUE(syscall(SYS_openat2, dir, "none", &how, 24));
    return 0;
}
