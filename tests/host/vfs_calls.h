/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls of kernel-thread's file side as plain functions, and tests that run in a fiber. */
#pragma once
#include "host_test.h"

#include <linux/fcntl.h>
#include <linux/stat.h>

#include "fs/vfs.h"
#include "trace/syscalls.h"
#include "vfs_fake.h"

#define CALL(name, ...) sys_##name(&fake_thread, (const uint64_t[6]){ __VA_ARGS__ })
#define P(s) ((uint64_t)(uintptr_t)(s))
#define CWD ((uint64_t)AT_FDCWD)

/* As the calls of these names: a result or a negative errno. */
long open_(const char *path, int flags, unsigned mode);
long close_(long fd);
long write_(long fd, const void *buf, size_t n);
long read_(long fd, void *buf, size_t n);
long mkdir_(const char *path);
long unlink_(const char *path);
long rmdir_(const char *path);
long rename_(const char *a, const char *b, unsigned flags);
long symlink_(const char *target, const char *path);

/* Of the link itself; it must be there. */
struct linux_stat stat_of(const char *path);
/* 0 or the error. */
long exists(const char *path);
/* A file that holds just this text. */
void put_file(const char *path, const char *text);
void check_file(const char *path, const char *text);

/* Runs fn in a fiber of a system with a fake disk, which the first call makes. */
int vfs_run(int (*fn)(void *arg));
#define VFS_TEST(name)                             \
    static void test_##name(void **state)          \
    {                                              \
        (void)state;                               \
        assert_int_equal(vfs_run(name), 0);        \
    }
/* Fibers with room for the sanitizers; then the group. */
#define VFS_MAIN(group, tests) (rt_fiber_set_stack_size(512 * 1024), cmocka_run_group_tests_name(group, tests, NULL, NULL))
