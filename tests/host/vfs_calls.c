/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls of kernel-thread's file side as plain functions. */
#include "vfs_calls.h"

#include <rt/loop.h>
#include <string.h>

long open_(const char *path, int flags, unsigned mode)
{
    return CALL(openat, CWD, P(path), (uint64_t)flags, mode);
}

long close_(long fd)
{
    return CALL(close, (uint64_t)fd);
}

long write_(long fd, const void *buf, size_t n)
{
    return CALL(write, (uint64_t)fd, P(buf), n);
}

long read_(long fd, void *buf, size_t n)
{
    return CALL(read, (uint64_t)fd, P(buf), n);
}

long mkdir_(const char *path)
{
    return CALL(mkdirat, CWD, P(path), 0755);
}

long unlink_(const char *path)
{
    return CALL(unlinkat, CWD, P(path), 0);
}

long rmdir_(const char *path)
{
    return CALL(unlinkat, CWD, P(path), AT_REMOVEDIR);
}

long rename_(const char *a, const char *b, unsigned flags)
{
    return CALL(renameat2, CWD, P(a), CWD, P(b), flags);
}

long symlink_(const char *target, const char *path)
{
    return CALL(symlinkat, P(target), CWD, P(path));
}

struct linux_stat stat_of(const char *path)
{
    struct linux_stat st = { 0 };

    assert_int_equal(CALL(newfstatat, CWD, P(path), P(&st), AT_SYMLINK_NOFOLLOW), 0);
    return st;
}

long exists(const char *path)
{
    struct linux_stat st;

    return CALL(newfstatat, CWD, P(path), P(&st), AT_SYMLINK_NOFOLLOW);
}

void put_file(const char *path, const char *text)
{
    long fd = open_(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    assert_true(fd >= 0);
    assert_int_equal(write_(fd, text, strlen(text)), strlen(text));
    assert_int_equal(close_(fd), 0);
}

void check_file(const char *path, const char *text)
{
    char buf[256] = { 0 };
    long fd = open_(path, O_RDONLY, 0);

    assert_true(fd >= 0);
    assert_int_equal(read_(fd, buf, sizeof buf - 1), strlen(text));
    assert_string_equal(buf, text);
    assert_int_equal(close_(fd), 0);
}

static int with_fake(void *arg)
{
    static int started;
    int (*const *fn)(void *) = arg;

    if (!started)
        fake_start();
    started = 1;
    fake_begin();
    return (*fn)(NULL);
}

int vfs_run(int (*fn)(void *arg))
{
    return rt_run(with_fake, &fn);
}
