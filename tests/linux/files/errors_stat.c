/* SPDX-License-Identifier: BSD-2-Clause */
/* stat, lstat, fstatat, statx, access, readlink, statfs: paths, flags, buffers, permissions. */
#include "paths.h"

#include <sys/statfs.h>

static struct stat st;
static struct statfs sf;
static char buf[5000];

static int do_stat(const char *p)
{
    return stat(p, &st);
}

static int do_lstat(const char *p)
{
    return lstat(p, &st);
}

static int do_access(const char *p)
{
    return access(p, F_OK);
}

static int do_readlink(const char *p)
{
    return (int)readlink(p, buf, sizeof(buf));
}

static int do_statfs(const char *p)
{
    return statfs(p, &sf);
}

static int do_statx(int dirfd, const char *p, int flags, unsigned mask)
{
    return (int)syscall(SYS_statx, dirfd, p, flags, mask, buf);
}

int main(void)
{
    make_paths();
    FOR_BAD_PATHS(do_stat);
    FOR_BAD_PATHS(do_lstat);
    FOR_BAD_PATHS(do_access);
    FOR_BAD_PATHS(do_readlink);
    FOR_BAD_PATHS(do_statfs);
    VALUE(syscall(SYS_newfstatat, AT_FDCWD, "file", BAD_POINTER, 0));
    VALUE(fstatat(AT_FDCWD, "file", &st, 0x10));
    VALUE(fstatat(99, "file", &st, 0));
    VALUE(fstatat(0, "file", &st, 0));
    VALUE(fstatat(99, "/", &st, 0));
    VALUE(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH));
    VALUE(fstatat(0, "", &st, AT_EMPTY_PATH));
    VALUE(fstatat(99, "", &st, AT_EMPTY_PATH));
    VALUE(fstat(99, &st));
    VALUE(syscall(SYS_fstat, 0, BAD_POINTER));
    VALUE(lstat("link/", &st));
    VALUE(lstat("dirlink/", &st));
    VALUE(S_ISDIR(st.st_mode));
    VALUE(lstat("dirlink", &st));
    VALUE(st.st_size);
    VALUE(do_statx(AT_FDCWD, "file", 0, 0x7ff));
    VALUE(do_statx(AT_FDCWD, "file", 0x6000, 0x7ff));
    VALUE(do_statx(AT_FDCWD, "file", 0x2000, 0x7ff));
    VALUE(do_statx(AT_FDCWD, "file", 0x10, 0x7ff));
    VALUE(do_statx(AT_FDCWD, "file", 0, 0x80000000));
    VALUE(do_statx(99, "", AT_EMPTY_PATH, 0x7ff));
    VALUE(syscall(SYS_statx, AT_FDCWD, "file", 0, 0x7ff, BAD_POINTER));
    VALUE(access("file", 8));
    VALUE(access("file", X_OK));
    VALUE(access("file", R_OK | W_OK));
    VALUE(access("dir", X_OK | W_OK));
    VALUE(access("/proc/version", W_OK));
    VALUE(faccessat(99, "file", R_OK, 0));
    VALUE(faccessat(0, "file", R_OK, 0));
    VALUE(syscall(SYS_faccessat2, AT_FDCWD, "file", R_OK, 0x10));
    VALUE(syscall(SYS_faccessat2, AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW));
    VALUE(readlink("link", buf, 2));
    VALUE(readlink("link", buf, 0));
    VALUE(readlink("file", buf, 10));
    VALUE(syscall(SYS_readlinkat, AT_FDCWD, "link", buf, -1));
    VALUE(syscall(SYS_readlinkat, AT_FDCWD, "link", BAD_POINTER, 10));
    int l = open("link", O_PATH | O_NOFOLLOW);
    VALUE(readlinkat(l, "", buf, 10));
    VALUE(readlinkat(0, "", buf, 10));
    VALUE(readlinkat(99, "link", buf, 10));
    VALUE(readlinkat(AT_FDCWD, "", buf, 10));
    VALUE(fstatfs(99, &sf));
    VALUE(syscall(SYS_fstatfs, 0, BAD_POINTER));
    VALUE(syscall(SYS_statfs, "file", BAD_POINTER));
    chmod("file", 0640);
    AS_NOBODY(
        VALUE(stat("closed/file", &st));
        VALUE(lstat("closed/none", &st));
        VALUE(stat("closed", &st));
        VALUE(access("file", R_OK));
        VALUE(access("file", F_OK));
        VALUE(access("dir/inner", R_OK));
        VALUE(access("dir/inner", W_OK));
        VALUE(access("dir/inner", X_OK));
        VALUE(access("closed/file", F_OK));
        VALUE(access("dir", W_OK));
        VALUE(readlink("closed/x", buf, 10));
        VALUE(statfs("closed/x", &sf));
    );
    IN_CHILD("effective", {
        setresuid(65534, 0, 0);
        VALUE(access("file", R_OK));
        VALUE(syscall(SYS_faccessat2, AT_FDCWD, "file", R_OK, AT_EACCESS));
    });
    return 0;
}
