/* SPDX-License-Identifier: BSD-2-Clause */
/* The file side of kernel-thread through its system calls: names, errors, data, on a disk and on tmpfs. */
#include "vfs_calls.h"

#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/poll.h>
#include <linux/uio.h>
#include <rt/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    assert_int_equal(CALL(fchmodat, CWD, P("f"), 0600), 0);
    assert_int_equal(CALL(fchmodat, CWD, P("."), 0755), 0);
    fake_user(2000, 2000);
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
    fake_user(1000, 2000);
    assert_int_equal(CALL(faccessat, CWD, P("f"), R_OK | W_OK), 0);
    assert_int_equal(CALL(faccessat, CWD, P("f"), X_OK), -EACCES);
    assert_int_equal(CALL(fchmodat, CWD, P("f"), 0640), 0);
    fake_user(0, 0);
    assert_int_equal(CALL(faccessat, CWD, P("f"), X_OK), -EACCES);

    /* The sticky bit. */
    assert_int_equal(CALL(fchmodat, CWD, P("."), 01777), 0);
    fake_user(2000, 0);
    assert_int_equal(unlink_("f"), -EPERM);
    put_file("mine", "m");
    assert_int_equal(unlink_("mine"), 0);
    fake_user(0, 0);
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

VFS_TEST(on_disk)
VFS_TEST(on_slow_disk)
VFS_TEST(on_tmpfs)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_disk),
        cmocka_unit_test(test_on_slow_disk),
        cmocka_unit_test(test_on_tmpfs),
    };
    return VFS_MAIN("vfs", tests);
}
