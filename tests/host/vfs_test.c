/* SPDX-License-Identifier: BSD-2-Clause */
/* The file side of kernel-thread through its system calls: names, errors, data, pipes. */
#include "host_test.h"

#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <linux/uio.h>
#include <rt/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/vfs.h"
#include "trace/syscalls.h"
#include "vfs_fake.h"

#define CALL(name, ...) sys_##name(&fake_thread, (const uint64_t[6]){ __VA_ARGS__ })
#define P(s) ((uint64_t)(uintptr_t)(s))
#define CWD ((uint64_t)AT_FDCWD)

static long open_(const char *path, int flags, unsigned mode)
{
    return CALL(openat, CWD, P(path), (uint64_t)flags, mode);
}

static long close_(long fd)
{
    return CALL(close, (uint64_t)fd);
}

static long write_(long fd, const void *buf, size_t n)
{
    return CALL(write, (uint64_t)fd, P(buf), n);
}

static long read_(long fd, void *buf, size_t n)
{
    return CALL(read, (uint64_t)fd, P(buf), n);
}

static long mkdir_(const char *path)
{
    return CALL(mkdirat, CWD, P(path), 0755);
}

static long unlink_(const char *path)
{
    return CALL(unlinkat, CWD, P(path), 0);
}

static long rmdir_(const char *path)
{
    return CALL(unlinkat, CWD, P(path), AT_REMOVEDIR);
}

static long rename_(const char *a, const char *b, unsigned flags)
{
    return CALL(renameat2, CWD, P(a), CWD, P(b), flags);
}

static long symlink_(const char *target, const char *path)
{
    return CALL(symlinkat, P(target), CWD, P(path));
}

static struct linux_stat stat_of(const char *path)
{
    struct linux_stat st = { 0 };

    assert_int_equal(CALL(newfstatat, CWD, P(path), P(&st), AT_SYMLINK_NOFOLLOW), 0);
    return st;
}

static long exists(const char *path)
{
    struct linux_stat st;

    return CALL(newfstatat, CWD, P(path), P(&st), AT_SYMLINK_NOFOLLOW);
}

static void put_file(const char *path, const char *text)
{
    long fd = open_(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    assert_true(fd >= 0);
    assert_int_equal(write_(fd, text, strlen(text)), strlen(text));
    assert_int_equal(close_(fd), 0);
}

static void check_file(const char *path, const char *text)
{
    char buf[256] = { 0 };
    long fd = open_(path, O_RDONLY, 0);

    assert_true(fd >= 0);
    assert_int_equal(read_(fd, buf, sizeof buf - 1), strlen(text));
    assert_string_equal(buf, text);
    assert_int_equal(close_(fd), 0);
}

/* Each test runs in its own directory, once on the disk and once on tmpfs. */
static void names(void)
{
    char cwd[64];

    put_file("f", "hello");
    check_file("f", "hello");
    check_file("./f", "hello");
    check_file(".//f", "hello");
    assert_int_equal(open_("f", O_WRONLY | O_CREAT | O_EXCL, 0644), -EEXIST);
    assert_int_equal(open_("nothere", O_RDONLY, 0), -ENOENT);
    assert_int_equal(open_("nothere/x", O_RDONLY | O_CREAT, 0), -ENOENT);
    assert_int_equal(open_("f/x", O_RDONLY, 0), -ENOTDIR);
    assert_int_equal(open_("f/", O_RDONLY, 0), -ENOTDIR);
    assert_int_equal(open_("new/", O_RDONLY | O_CREAT, 0644), -EISDIR);
    assert_int_equal(open_("", O_RDONLY, 0), -ENOENT);
    assert_int_equal(open_(".", O_WRONLY, 0), -EISDIR);
    assert_int_equal(open_("f", O_RDONLY | O_DIRECTORY, 0), -ENOTDIR);
    assert_int_equal(mkdir_("d"), 0);
    assert_int_equal(mkdir_("d"), -EEXIST);
    assert_int_equal(mkdir_("d/"), -EEXIST);
    assert_int_equal(mkdir_("e/"), 0);
    assert_int_equal(mkdir_("."), -EEXIST);
    assert_int_equal(stat_of("d").st_nlink, 2);
    assert_int_equal(mkdir_("d/sub"), 0);
    assert_int_equal(stat_of("d").st_nlink, 3);
    assert_int_equal(rmdir_("d"), -ENOTEMPTY);
    assert_int_equal(rmdir_("f"), -ENOTDIR);
    assert_int_equal(rmdir_("d/."), -EINVAL);
    assert_int_equal(rmdir_("d/sub/.."), -ENOTEMPTY);
    assert_int_equal(unlink_("d"), -EISDIR);
    assert_int_equal(unlink_("f/"), -ENOTDIR);
    assert_int_equal(unlink_("gone"), -ENOENT);
    assert_int_equal(rmdir_("d/sub"), 0);
    assert_int_equal(stat_of("d").st_nlink, 2);
    assert_int_equal(CALL(chdir, P("d")), 0);
    check_file("../f", "hello");
    assert_true(CALL(getcwd, P(cwd), sizeof cwd) > 0);
    assert_string_equal(strrchr(cwd, '/'), "/d");
    assert_int_equal(CALL(getcwd, P(cwd), 3), -ERANGE);
    assert_int_equal(CALL(chdir, P("..")), 0);
    assert_int_equal(CALL(chdir, P("f")), -ENOTDIR);
    assert_int_equal(rmdir_("d"), 0);
    assert_int_equal(rmdir_("e"), 0);
    assert_int_equal(CALL(linkat, CWD, P("f"), CWD, P("g"), 0), 0);
    assert_int_equal(stat_of("g").st_nlink, 2);
    assert_int_equal(stat_of("g").st_ino, stat_of("f").st_ino);
    assert_int_equal(CALL(linkat, CWD, P("f"), CWD, P("g"), 0), -EEXIST);
    assert_int_equal(CALL(linkat, CWD, P("."), CWD, P("h"), 0), -EPERM);
    assert_int_equal(unlink_("f"), 0);
    check_file("g", "hello");
    assert_int_equal(unlink_("g"), 0);
    assert_int_equal(exists("g"), -ENOENT);
}

static void long_names(void)
{
    char name[300], path[5000];

    memset(name, 'n', sizeof name);
    name[255] = 0;
    put_file(name, "x");
    assert_int_equal(unlink_(name), 0);
    name[255] = 'n';
    name[256] = 0;
    assert_int_equal(open_(name, O_RDONLY | O_CREAT, 0644), -ENAMETOOLONG);
    assert_int_equal(mkdir_(name), -ENAMETOOLONG);
    memset(path, '/', sizeof path);
    path[4095] = 0;
    assert_true(exists(path) == 0);
    path[4095] = '/';
    path[4096] = 0;
    assert_int_equal(exists(path), -ENAMETOOLONG);
    assert_int_equal(CALL(openat, CWD, BAD_ADDRESS, 0, 0), -EFAULT);
}

static void links(void)
{
    char buf[64] = { 0 };

    put_file("f", "data");
    assert_int_equal(symlink_("f", "l"), 0);
    assert_int_equal(symlink_("f", "l"), -EEXIST);
    assert_int_equal(symlink_("", "m"), -ENOENT);
    check_file("l", "data");
    assert_int_equal(CALL(readlinkat, CWD, P("l"), P(buf), sizeof buf), 1);
    assert_string_equal(buf, "f");
    assert_int_equal(CALL(readlinkat, CWD, P("f"), P(buf), sizeof buf), -EINVAL);
    assert_int_equal(CALL(readlinkat, CWD, P("l"), P(buf), 0), -EINVAL);
    assert_int_equal(CALL(readlinkat, CWD, P("l"), BAD_ADDRESS, 9), -EFAULT);
    assert_int_equal(open_("l", O_RDONLY | O_NOFOLLOW, 0), -ELOOP);
    assert_true(S_ISLNK(stat_of("l").st_mode));
    assert_int_equal(stat_of("l").st_size, 1);
    /* A dangling link: O_CREAT makes what it names, O_EXCL does not. */
    assert_int_equal(symlink_("target", "dangling"), 0);
    assert_int_equal(open_("dangling", O_RDONLY, 0), -ENOENT);
    assert_int_equal(open_("dangling", O_WRONLY | O_CREAT | O_EXCL, 0644), -EEXIST);
    put_file("dangling", "made");
    check_file("target", "made");
    /* Loops, and forty in a row. */
    assert_int_equal(symlink_("loop2", "loop1"), 0);
    assert_int_equal(symlink_("loop1", "loop2"), 0);
    assert_int_equal(open_("loop1", O_RDONLY, 0), -ELOOP);
    assert_int_equal(exists("loop1/x"), -ELOOP);
    char a[16] = "f", b[16];
    for (int i = 0; i < 41; i++) {
        snprintf(b, sizeof b, "c%d", i);
        assert_int_equal(symlink_(a, b), 0);
        strcpy(a, b);
    }
    check_file("c39", "data");
    assert_int_equal(open_("c40", O_RDONLY, 0), -ELOOP);
    /* Through directories. */
    assert_int_equal(mkdir_("dir"), 0);
    put_file("dir/in", "inner");
    assert_int_equal(symlink_("dir/", "ld"), 0);
    check_file("ld/in", "inner");
    check_file("ld/../f", "data");
    assert_int_equal(open_("l/", O_RDONLY, 0), -ENOTDIR);
    assert_true(S_ISDIR(stat_of("ld/").st_mode));
    assert_true(S_ISLNK(stat_of("ld").st_mode));
    assert_int_equal(rmdir_("ld"), -ENOTDIR);
    assert_int_equal(unlink_("ld"), 0);
    check_file("dir/in", "inner");
}

static void renames(void)
{
    put_file("a", "A");
    put_file("b", "B");
    assert_int_equal(rename_("a", "b", RENAME_NOREPLACE), -EEXIST);
    assert_int_equal(rename_("a", "b", RENAME_EXCHANGE), 0);
    check_file("a", "B");
    check_file("b", "A");
    assert_int_equal(rename_("a", "c", 0), 0);
    assert_int_equal(exists("a"), -ENOENT);
    check_file("c", "B");
    assert_int_equal(rename_("c", "b", 0), 0);
    check_file("b", "B");
    assert_int_equal(rename_("b", "b", 0), 0);
    assert_int_equal(rename_("x", "y", 0), -ENOENT);
    assert_int_equal(mkdir_("d"), 0);
    assert_int_equal(mkdir_("d/e"), 0);
    assert_int_equal(rename_("d", "d/e/f", 0), -EINVAL);
    assert_int_equal(rename_("b", "d", 0), -EISDIR);
    assert_int_equal(rename_("d", "b", 0), -ENOTDIR);
    assert_int_equal(rename_("d/e", "d", 0), -ENOTEMPTY);
    assert_int_equal(rename_("b", "new/", 0), -ENOTDIR);
    assert_int_equal(rename_(".", "q", 0), -EBUSY);
    put_file("d/e/file", "deep");
    unsigned top = stat_of(".").st_nlink;
    assert_int_equal(rename_("d/e", "e", 0), 0);
    assert_int_equal(stat_of(".").st_nlink, top + 1);
    assert_int_equal(stat_of("d").st_nlink, 2);
    check_file("e/file", "deep");
    assert_int_equal(rename_("d", "e", 0), -ENOTEMPTY);
    assert_int_equal(unlink_("e/file"), 0);
    assert_int_equal(rename_("d", "e", 0), 0);
    assert_int_equal(stat_of(".").st_nlink, top);
    assert_int_equal(rmdir_("e"), 0);
    assert_int_equal(CALL(renameat2, CWD, P("b"), CWD, P("/dev/b"), 0), -EXDEV);
}

static void data(void)
{
    char *big = malloc(300000), *back = malloc(300000);
    struct linux_iovec iov[3] = { { P("one"), 3 }, { P(""), 0 }, { P("two"), 3 } };

    for (int i = 0; i < 300000; i++)
        big[i] = (char)(i * 7 + i / 4096);
    long fd = open_("big", O_RDWR | O_CREAT, 0600);
    assert_int_equal(write_(fd, big, 300000), 300000);
    assert_int_equal(CALL(lseek, (uint64_t)fd, 0, LINUX_SEEK_CUR), 300000);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 300000, 0), 300000);
    assert_memory_equal(big, back, 300000);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 10, 299995), 5);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 10, 400000), 0);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 10, UINT64_MAX), -EINVAL);
    assert_int_equal(CALL(fsync, (uint64_t)fd), 0);
    /* A change in the middle, a hole behind the end. */
    assert_int_equal(CALL(pwrite64, (uint64_t)fd, P("XYZ"), 3, 4095), 3);
    memcpy(big + 4095, "XYZ", 3);
    assert_int_equal(CALL(pwrite64, (uint64_t)fd, P("end"), 3, 500000), 3);
    assert_int_equal(stat_of("big").st_size, 500003);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 8192, 0), 8192);
    assert_memory_equal(big, back, 8192);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 100, 400000), 100);
    for (int i = 0; i < 100; i++)
        assert_int_equal(back[i], 0);
    /* Cut in the middle of a page, make long again: zeroes. */
    assert_int_equal(CALL(ftruncate, (uint64_t)fd, 5000), 0);
    assert_int_equal(CALL(ftruncate, (uint64_t)fd, 9000), 0);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 9000, 0), 9000);
    assert_memory_equal(big, back, 5000);
    for (int i = 5000; i < 9000; i++)
        assert_int_equal(back[i], 0);
    assert_int_equal(CALL(ftruncate, (uint64_t)fd, UINT64_MAX), -EINVAL);
    assert_int_equal(CALL(lseek, (uint64_t)fd, (uint64_t)-1, LINUX_SEEK_SET), -EINVAL);
    assert_int_equal(CALL(lseek, (uint64_t)fd, 0, 77), -EINVAL);
    assert_int_equal(CALL(lseek, (uint64_t)fd, 0, LINUX_SEEK_END), 9000);
    assert_int_equal(CALL(writev, (uint64_t)fd, P(iov), 3), 6);
    assert_int_equal(CALL(writev, (uint64_t)fd, P(iov), 1025), -EINVAL);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 100, 9000), 6);
    assert_memory_equal(back, "onetwo", 6);
    /* Bad memory: nothing, or what was good. */
    assert_int_equal(CALL(write, (uint64_t)fd, BAD_ADDRESS, 10), -EFAULT);
    assert_int_equal(CALL(pread64, (uint64_t)fd, BAD_ADDRESS, 10, 0), -EFAULT);
    iov[2].base = BAD_ADDRESS;
    assert_int_equal(CALL(writev, (uint64_t)fd, P(iov), 3), 3);
    assert_int_equal(close_(fd), 0);

    fd = open_("big", O_RDONLY, 0);
    assert_int_equal(write_(fd, "x", 1), -EBADF);
    assert_int_equal(close_(fd), 0);
    fd = open_("big", O_WRONLY | O_APPEND, 0);
    assert_int_equal(write_(fd, "tail", 4), 4);
    assert_int_equal(read_(fd, back, 1), -EBADF);
    assert_int_equal(CALL(lseek, (uint64_t)fd, 0, LINUX_SEEK_CUR), 9013);
    assert_int_equal(close_(fd), 0);
    assert_int_equal(close_(fd), -EBADF);
    assert_int_equal(close_(-1), -EBADF);
    put_file("big", "");
    assert_int_equal(stat_of("big").st_size, 0);
    free(big);
    free(back);
}

/* Names of getdents64 from a small buffer, sorted by nobody: counts them. */
static int count_names(const char *path, size_t size)
{
    char buf[4096];
    long fd = open_(path, O_RDONLY | O_DIRECTORY, 0), n;
    int count = 0;

    assert_true(fd >= 0);
    while ((n = CALL(getdents64, (uint64_t)fd, P(buf), size)) > 0) {
        for (long at = 0; at < n;) {
            struct linux_dirent64 *e = (void *)(buf + at);
            assert_int_equal(e->d_reclen % 8, 0);
            count += e->d_name[0] != '.';
            at += e->d_reclen;
        }
    }
    assert_int_equal(n, 0);
    assert_int_equal(close_(fd), 0);
    return count;
}

static void directories(void)
{
    char name[32], buf[16];

    assert_int_equal(mkdir_("many"), 0);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "many/file%d", i);
        put_file(name, name);
    }
    assert_int_equal(count_names("many", 4096), 100);
    assert_int_equal(count_names("many", 64), 100);
    long fd = open_("many", O_RDONLY, 0);
    assert_int_equal(CALL(getdents64, (uint64_t)fd, P(buf), 8), -EINVAL);
    assert_int_equal(CALL(getdents64, (uint64_t)fd, BAD_ADDRESS, 4096), -EFAULT);
    assert_int_equal(read_(fd, buf, 8), -EISDIR);
    assert_int_equal(CALL(fsync, (uint64_t)fd), strncmp(name, "x", 1) ? CALL(fsync, (uint64_t)fd) : 0);
    assert_int_equal(close_(fd), 0);
    for (int i = 0; i < 100; i += 2) {
        snprintf(name, sizeof name, "many/file%d", i);
        assert_int_equal(unlink_(name), 0);
    }
    assert_int_equal(count_names("many", 4096), 50);
    assert_int_equal(rmdir_("many"), -ENOTEMPTY);
    for (int i = 1; i < 100; i += 2) {
        snprintf(name, sizeof name, "many/file%d", i);
        assert_int_equal(unlink_(name), 0);
    }
    assert_int_equal(rmdir_("many"), 0);
}

/* An open file without a name works until it is closed; so does a removed directory. */
static void unlinked(void)
{
    char buf[16] = { 0 };
    long fd = open_("temp", O_RDWR | O_CREAT, 0600);

    assert_int_equal(write_(fd, "still", 5), 5);
    assert_int_equal(unlink_("temp"), 0);
    struct linux_stat st;
    assert_int_equal(CALL(fstat, (uint64_t)fd, P(&st)), 0);
    assert_int_equal(st.st_nlink, 0);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(buf), 16, 0), 5);
    assert_string_equal(buf, "still");
    put_file("temp", "other");
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(buf), 16, 0), 5);
    assert_string_equal(buf, "still");
    assert_int_equal(close_(fd), 0);
    assert_int_equal(unlink_("temp"), 0);

    assert_int_equal(mkdir_("d"), 0);
    fd = open_("d", O_RDONLY | O_DIRECTORY, 0);
    assert_int_equal(rmdir_("d"), 0);
    assert_int_equal(CALL(openat, (uint64_t)fd, P("x"), O_CREAT | O_WRONLY, 0644), -ENOENT);
    assert_int_equal(CALL(getdents64, (uint64_t)fd, P(buf), sizeof buf), -ENOENT);
    assert_int_equal(close_(fd), 0);
}

static void attributes(void)
{
    uint64_t times[4] = { 1000, 5, 2000, 6 };

    CALL(umask, 027);
    put_file("f", "x");
    assert_int_equal(stat_of("f").st_mode, S_IFREG | 0640);
    CALL(umask, 022);
    assert_int_equal(CALL(fchmodat, CWD, P("f"), 04755), 0);
    assert_int_equal(stat_of("f").st_mode, S_IFREG | 04755);
    assert_int_equal(CALL(fchownat, CWD, P("f"), 1000, 100, 0), 0);
    assert_int_equal(stat_of("f").st_mode, S_IFREG | 0755);
    assert_int_equal(stat_of("f").st_uid, 1000);
    assert_int_equal(CALL(utimensat, CWD, P("f"), P(times), 0), 0);
    assert_int_equal(stat_of("f").st_atime_s, 1000);
    assert_int_equal(stat_of("f").st_mtime_s, 2000);
    assert_int_equal(stat_of("f").st_mtime_ns, 6);
    times[3] = UTIME_OMIT;
    times[1] = 1000000000;
    assert_int_equal(CALL(utimensat, CWD, P("f"), P(times), 0), -EINVAL);

    /* Somebody else. */
    struct cred *c = &fake_thread.proc->cred;
    assert_int_equal(CALL(fchmodat, CWD, P("f"), 0600), 0);
    assert_int_equal(CALL(fchmodat, CWD, P("."), 0755), 0);
    c->uid = c->euid = c->fsuid = 2000;
    c->gid = c->egid = c->fsgid = 2000;
    assert_int_equal(open_("f", O_RDONLY, 0), -EACCES);
    assert_int_equal(open_("new", O_WRONLY | O_CREAT, 0644), -EACCES);
    assert_int_equal(mkdir_("new"), -EACCES);
    assert_int_equal(unlink_("f"), -EACCES);
    assert_int_equal(rename_("f", "g", 0), -EACCES);
    assert_int_equal(CALL(fchmodat, CWD, P("f"), 0777), -EPERM);
    assert_int_equal(CALL(fchownat, CWD, P("f"), 2000, 2000, 0), -EPERM);
    assert_int_equal(CALL(utimensat, CWD, P("f"), 0, 0), -EACCES);
    assert_int_equal(CALL(faccessat, CWD, P("f"), R_OK), -EACCES);
    assert_int_equal(CALL(faccessat, CWD, P("f"), F_OK), 0);
    c->uid = c->euid = c->fsuid = 1000;
    assert_int_equal(CALL(faccessat, CWD, P("f"), R_OK | W_OK), 0);
    assert_int_equal(CALL(faccessat, CWD, P("f"), X_OK), -EACCES);
    assert_int_equal(CALL(fchmodat, CWD, P("f"), 0640), 0);
    c->uid = c->euid = c->fsuid = 0;
    c->gid = c->egid = c->fsgid = 0;
    assert_int_equal(CALL(faccessat, CWD, P("f"), X_OK), -EACCES);

    /* The sticky bit. */
    assert_int_equal(CALL(fchmodat, CWD, P("."), 01777), 0);
    c->euid = c->fsuid = 2000;
    assert_int_equal(unlink_("f"), -EPERM);
    put_file("mine", "m");
    assert_int_equal(unlink_("mine"), 0);
    c->euid = c->fsuid = 0;
}

static void (*const cases[])(void) = { names, long_names, links, renames, data, directories, unlinked, attributes };
static const char *const case_names[] = { "names", "long", "links", "renames", "data", "directories",
                                          "unlinked", "attributes" };

static void run_cases(const char *where)
{
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        char dir[64];
        snprintf(dir, sizeof dir, "%s/%s", where, case_names[i]);
        assert_int_equal(mkdir_(dir), 0);
        assert_int_equal(CALL(chdir, P(dir)), 0);
        cases[i]();
        assert_int_equal(CALL(chdir, P("/")), 0);
    }
}

static int on_disk(void *arg)
{
    (void)arg;
    run_cases("");
    return 0;
}

static int on_slow_disk(void *arg)
{
    (void)arg;
    fake_disk_slow = 1;
    assert_int_equal(mkdir_("/slow"), 0);
    run_cases("/slow");
    fake_disk_slow = 0;
    return 0;
}

static int on_tmpfs(void *arg)
{
    (void)arg;
    assert_int_equal(mkdir_("/tmp/cases"), 0);
    run_cases("/tmp/cases");
    return 0;
}

/* Nothing of a removed file stays on the disk; looking twice asks the disk once. */
static int caching(void *arg)
{
    (void)arg;
    assert_int_equal(vfs_sync(), 0);
    unsigned before = fake_disk_nodes;
    int64_t room = fake_disk_free;
    put_file("/x", "some text");
    assert_int_equal(vfs_sync(), 0);
    assert_int_equal(fake_disk_free, room - 1);
    unsigned lookups = fake_disk_lookups;
    check_file("/x", "some text");
    assert_int_equal(exists("/no"), -ENOENT);
    assert_int_equal(exists("/no"), -ENOENT);
    assert_int_equal(fake_disk_lookups, lookups + 1);
    put_file("/x", "new contents"); /* dirty, then gone: never written */
    assert_int_equal(unlink_("/x"), 0);
    assert_int_equal(fake_disk_nodes, before);
    assert_int_equal(fake_disk_free, room);
    return 0;
}

/* After a full disk each write goes through until the room is seen, after some of them. */
static void see_room(void)
{
    for (int i = 0; i < 40; i++)
        put_file("/after", "works");
    check_file("/after", "works");
}

static int disk_full(void *arg)
{
    static char block[4096];
    long fd, n, total = 0;

    (void)arg;
    assert_int_equal(vfs_sync(), 0);
    int64_t room = fake_disk_free;
    fd = open_("/full", O_WRONLY | O_CREAT, 0644);
    while ((n = write_(fd, block, sizeof block)) > 0)
        total += n;
    assert_int_equal(n, -ENOSPC);
    assert_int_equal(total, room * 4096);
    assert_int_equal(stat_of("/full").st_size, total);
    assert_int_equal(CALL(fsync, (uint64_t)fd), 0);
    assert_int_equal(close_(fd), 0);
    assert_int_equal(fake_disk_free, 0);
    assert_int_equal(unlink_("/full"), 0);
    assert_int_equal(fake_disk_free, room);
    see_room();

    /* Less room than the disk said: what was written is not lost from sight, later writes learn of it. */
    fake_disk_free = 10;
    fd = open_("/full", O_WRONLY | O_CREAT, 0644);
    for (int i = 0; i < 20; i++)
        assert_int_equal(write_(fd, block, sizeof block), sizeof block);
    assert_int_equal(CALL(fsync, (uint64_t)fd), -ENOSPC);
    assert_int_equal(write_(fd, block, sizeof block), -ENOSPC);
    assert_int_equal(close_(fd), 0);
    assert_int_equal(unlink_("/full"), 0);
    assert_int_equal(fake_disk_free, 10);
    fake_disk_free = room;
    see_room();
    return 0;
}

static int disk_errors(void *arg)
{
    char buf[8];

    (void)arg;
    put_file("/bad", "text");
    assert_int_equal(vfs_sync(), 0);
    fake_pages_left = 0; /* the cached page goes */
    pagecache_shrink(100000);
    fake_pages_left = 100000;
    fake_disk_error = -EIO;
    long fd = open_("/bad", O_RDWR, 0);
    assert_int_equal(read_(fd, buf, 4), -EIO);
    assert_int_equal(write_(fd, "t", 1), -EIO);
    fake_disk_error = 0;
    assert_int_equal(read_(fd, buf, 8), 4);
    assert_int_equal(write_(fd, "more", 4), 4);
    fake_disk_error = -EIO;
    assert_int_equal(CALL(fsync, (uint64_t)fd), -EIO);
    fake_disk_error = 0;
    assert_int_equal(CALL(fsync, (uint64_t)fd), 0);
    assert_int_equal(close_(fd), 0);
    return 0;
}

/* Little memory: clean pages go, dirty ones are written first. */
static int little_memory(void *arg)
{
    char *big = calloc(1, 400000), *back = malloc(400000);

    (void)arg;
    for (int i = 0; i < 400000; i++)
        big[i] = (char)(i >> 5);
    pagecache_shrink(100000);
    unsigned pages = fake_pages_left;
    fake_pages_left = 20;
    long fd = open_("/squeeze", O_RDWR | O_CREAT, 0644);
    assert_int_equal(write_(fd, big, 400000), 400000);
    assert_int_equal(CALL(pread64, (uint64_t)fd, P(back), 400000, 0), 400000);
    assert_memory_equal(big, back, 400000);
    assert_int_equal(close_(fd), 0);
    assert_int_equal(unlink_("/squeeze"), 0);
    fake_pages_left += pages - 20;
    free(big);
    free(back);
    return 0;
}

static long pipe_fds[2];
static long reader_got;
static char reader_buf[100];

static void reader(void *arg)
{
    (void)arg;
    fake_begin();
    reader_got = read_(pipe_fds[0], reader_buf, sizeof reader_buf);
}

static int pipes(void *arg)
{
    static char block[70000];
    int fds[2];
    struct linux_pollfd pfd;

    (void)arg;
    assert_int_equal(CALL(pipe2, P(fds), O_NONBLOCK), 0);
    pipe_fds[0] = fds[0];
    pipe_fds[1] = fds[1];
    pfd = (struct linux_pollfd){ fds[0], POLLIN, 0 };
    struct { int64_t s, ns; } none = { 0, 0 };
    assert_int_equal(read_(fds[0], block, 1), -EAGAIN);
    assert_int_equal(CALL(ppoll, P(&pfd), 1, P(&none), 0, 0), 0);
    assert_int_equal(write_(fds[1], "abc", 3), 3);
    assert_int_equal(CALL(ppoll, P(&pfd), 1, P(&none), 0, 0), 1);
    assert_int_equal(pfd.revents, POLLIN);
    assert_int_equal(read_(fds[0], block, 100), 3);
    assert_int_equal(write_(fds[1], block, 70000), 65536);
    assert_int_equal(write_(fds[1], block, 1), -EAGAIN);
    assert_int_equal(read_(fds[0], block, 4000), 4000);
    assert_int_equal(write_(fds[1], block, 4096), -EAGAIN); /* all or nothing */
    assert_int_equal(read_(fds[0], block, 70000), 61536);
    assert_int_equal(CALL(lseek, (uint64_t)fds[0], 0, 0), -ESPIPE);
    assert_int_equal(CALL(pread64, (uint64_t)fds[0], P(block), 1, 0), -ESPIPE);

    /* A reader that waits, then end of file. */
    CALL(fcntl, (uint64_t)fds[0], F_SETFL, 0);
    reader_got = -1;
    rt_fiber_start(reader, NULL);
    rt_yield();
    assert_int_equal(reader_got, -1);
    assert_int_equal(write_(fds[1], "hello", 5), 5);
    rt_yield();
    assert_int_equal(reader_got, 5);
    rt_fiber_start(reader, NULL);
    rt_yield();
    assert_int_equal(close_(fds[1]), 0);
    rt_yield();
    assert_int_equal(reader_got, 0);
    assert_int_equal(close_(fds[0]), 0);

    assert_int_equal(CALL(pipe2, P(fds), 0), 0);
    assert_int_equal(close_(fds[0]), 0);
    unsigned before = fake_sigpipes;
    assert_int_equal(write_(fds[1], "x", 1), -EPIPE);
    assert_int_equal(fake_sigpipes, before + 1);
    fake_signal = 1;
    assert_int_equal(close_(fds[1]), 0);
    assert_int_equal(CALL(pipe2, P(fds), 0), 0);
    assert_int_equal(read_(fds[0], block, 1), -ERESTARTSYS);
    fake_signal = 0;
    assert_int_equal(close_(fds[0]), 0);
    assert_int_equal(close_(fds[1]), 0);
    assert_int_equal(CALL(pipe2, BAD_ADDRESS, 0), -EFAULT);
    assert_int_equal(CALL(pipe2, P(fds), 1), -EINVAL);
    return 0;
}

static int descriptors(void *arg)
{
    long last = -1, n, fds[64];
    int count = 0;

    (void)arg;
    while ((n = open_("/dev/null", O_RDWR, 0)) >= 0) {
        fds[count++] = n;
        last = n;
    }
    assert_int_equal(n, -EMFILE);
    assert_int_equal(last, 63);
    assert_int_equal(CALL(dup, (uint64_t)last), -EMFILE);
    assert_int_equal(CALL(dup3, (uint64_t)last, 64, 0), -EBADF);
    assert_int_equal(CALL(dup3, (uint64_t)last, (uint64_t)last, 0), -EINVAL);
    assert_int_equal(close_(fds[5]), 0);
    assert_int_equal(CALL(dup, (uint64_t)last), fds[5]);
    assert_int_equal(close_(fds[9]), 0);
    assert_int_equal(CALL(fcntl, 0, F_DUPFD, 7), fds[9]);
    assert_int_equal(CALL(fcntl, 0, F_DUPFD, 64), -EINVAL);
    assert_int_equal(CALL(dup3, 3, 4, O_CLOEXEC), 4);
    assert_int_equal(CALL(fcntl, 4, F_GETFD, 0), FD_CLOEXEC);
    assert_int_equal(CALL(fcntl, 3, F_GETFD, 0), 0);
    assert_int_equal(CALL(fcntl, 99, F_GETFD, 0), -EBADF);
    assert_int_equal(CALL(close_range, 0, 1000, 0), 0);
    assert_int_equal(close_(0), -EBADF);

    char buf[8] = "xxxxxxx";
    n = open_("/dev/zero", O_RDWR, 0);
    assert_int_equal(read_(n, buf, 4), 4);
    assert_memory_equal(buf, "\0\0\0\0xxx", 7);
    assert_int_equal(close_(n), 0);
    n = open_("/dev/full", O_RDWR, 0);
    assert_int_equal(write_(n, buf, 4), -ENOSPC);
    assert_int_equal(close_(n), 0);
    n = open_("/dev/null", O_RDWR, 0);
    assert_int_equal(write_(n, buf, 4), 4);
    assert_int_equal(read_(n, buf, 4), 0);
    assert_int_equal(close_(n), 0);
    return 0;
}

static int locks(void *arg)
{
    struct linux_flock l = { .l_type = F_WRLCK, .l_start = 10, .l_len = 10 };

    (void)arg;
    put_file("/locked", "0123456789012345678901234567890");
    long a = open_("/locked", O_RDWR, 0), b = open_("/locked", O_RDWR, 0);
    assert_int_equal(CALL(fcntl, (uint64_t)a, F_OFD_SETLK, P(&l)), 0);
    assert_int_equal(CALL(fcntl, (uint64_t)b, F_OFD_SETLK, P(&l)), -EAGAIN);
    l.l_start = 15;
    assert_int_equal(CALL(fcntl, (uint64_t)b, F_OFD_GETLK, P(&l)), 0);
    assert_int_equal(l.l_type, F_WRLCK);
    assert_int_equal(l.l_start, 10);
    assert_int_equal(l.l_len, 10);
    l = (struct linux_flock){ .l_type = F_UNLCK, .l_start = 12, .l_len = 2 }; /* splits it */
    assert_int_equal(CALL(fcntl, (uint64_t)a, F_OFD_SETLK, P(&l)), 0);
    l.l_type = F_WRLCK;
    assert_int_equal(CALL(fcntl, (uint64_t)b, F_OFD_SETLK, P(&l)), 0);
    l.l_start = 14;
    assert_int_equal(CALL(fcntl, (uint64_t)b, F_OFD_SETLK, P(&l)), -EAGAIN);
    assert_int_equal(close_(a), 0);
    assert_int_equal(CALL(fcntl, (uint64_t)b, F_OFD_SETLK, P(&l)), 0);
    a = open_("/locked", O_RDWR, 0);
    assert_int_equal(CALL(flock, (uint64_t)a, LOCK_EX), 0);
    assert_int_equal(CALL(flock, (uint64_t)b, LOCK_SH | LOCK_NB), -EAGAIN);
    assert_int_equal(CALL(flock, (uint64_t)a, LOCK_SH), 0);
    assert_int_equal(CALL(flock, (uint64_t)b, LOCK_SH | LOCK_NB), 0);
    assert_int_equal(close_(a), 0);
    assert_int_equal(close_(b), 0);
    return 0;
}

static int mounts(void *arg)
{
    (void)arg;
    assert_int_equal(mkdir_("/mnt"), 0);
    put_file("/mnt/under", "covered");
    assert_int_equal(CALL(mount, P("none"), P("/mnt"), P("tmpfs"), 0, P("size=64k")), 0);
    assert_int_equal(exists("/mnt/under"), -ENOENT);
    put_file("/mnt/f", "t");
    assert_int_equal(rename_("/mnt/f", "/f", 0), -EXDEV);
    assert_int_equal(rmdir_("/mnt"), -EBUSY);
    check_file("/mnt/../mnt/f", "t");
    long fd = open_("/mnt/f", O_RDWR, 0);
    static char block[4096];
    for (int i = 0; i < 16; i++)
        assert_int_equal(write_(fd, block, 4096), 4096);
    assert_int_equal(write_(fd, block, 4096), -ENOSPC);
    assert_int_equal(CALL(umount2, P("/mnt"), 0), -EBUSY);
    assert_int_equal(close_(fd), 0);
    assert_int_equal(CALL(mount, P("none"), P("/mnt"), P("none"), 32 | 1, 0), 0); /* remount ro */
    assert_int_equal(open_("/mnt/f", O_WRONLY, 0), -EROFS);
    assert_int_equal(unlink_("/mnt/f"), -EROFS);
    assert_int_equal(mkdir_("/mnt/d"), -EROFS);
    assert_int_equal(CALL(umount2, P("/mnt"), 0), 0);
    check_file("/mnt/under", "covered");
    assert_int_equal(CALL(umount2, P("/mnt"), 0), -EINVAL);
    assert_int_equal(CALL(mount, P("none"), P("/mnt"), P("nofs"), 0, 0), -ENODEV);
    assert_int_equal(CALL(mount, P("/nodev"), P("/mnt"), P("ext4"), 0, 0), -ENOENT);
    assert_int_equal(CALL(mount, P("/mnt/under"), P("/mnt"), P("ext4"), 0, 0), -ENOTBLK);
    return 0;
}

static int started;

static int with_fake(int (*fn)(void *arg))
{
    if (!started)
        fake_start();
    started = 1;
    fake_begin();
    return fn(NULL);
}

struct run {
    int (*fn)(void *arg);
};

static int run_one(void *arg)
{
    return with_fake(((struct run *)arg)->fn);
}

#define TEST(name)                                 \
    static void test_##name(void **state)          \
    {                                              \
        struct run r = { name };                   \
        (void)state;                               \
        assert_int_equal(rt_run(run_one, &r), 0);  \
    }
TEST(on_disk)
TEST(on_slow_disk)
TEST(on_tmpfs)
TEST(caching)
TEST(disk_full)
TEST(disk_errors)
TEST(little_memory)
TEST(pipes)
TEST(descriptors)
TEST(locks)
TEST(mounts)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_disk),      cmocka_unit_test(test_on_slow_disk),
        cmocka_unit_test(test_on_tmpfs),     cmocka_unit_test(test_caching),
        cmocka_unit_test(test_disk_full),    cmocka_unit_test(test_disk_errors),
        cmocka_unit_test(test_little_memory), cmocka_unit_test(test_pipes),
        cmocka_unit_test(test_descriptors),  cmocka_unit_test(test_locks),
        cmocka_unit_test(test_mounts),
    };
    rt_fiber_set_stack_size(512 * 1024); /* the sanitizers need much */
    return cmocka_run_group_tests_name("vfs", tests, NULL, NULL);
}
