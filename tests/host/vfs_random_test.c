/* SPDX-License-Identifier: BSD-2-Clause */
/* Random system calls by several fibers at once, over a disk whose calls wait: nothing may break.
 *
 * The seed is printed; VFS_SEED=N runs one again. */
#include "host_test.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <rt/fiber.h>
#include <rt/loop.h>
#include <rt/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/pagecache.h"
#include "fs/vfs.h"
#include "trace/syscalls.h"
#include "vfs_fake.h"

enum { CALLS_EACH = 20000, FIBERS = 4, BUFFER_BYTES = 70000 };

/* A call and what its arguments are: f descriptor, d directory descriptor, p path, b own buffer, n size that
 * fits in it, o offset, l longer length, g open flags, m mode, s small number, t type of file system, _ zero.
 * Now and then any of them is something else. */
static const struct {
    long (*fn)(struct thread *t, const uint64_t a[6]);
    const char *kinds;
} calls[] = {
    { sys_openat, "dpgm" },    { sys_openat, "dpgm" },      { sys_openat, "dpgm" },    { sys_openat, "dpgm" },
    { sys_close, "f" },        { sys_close, "f" },          { sys_read, "fbn" },       { sys_write, "fbn" },
    { sys_write, "fbn" },      { sys_write, "fbn" },        { sys_pread64, "fbno" },   { sys_pwrite64, "fbno" },
    { sys_pwrite64, "fbno" },  { sys_lseek, "fos" },        { sys_dup, "f" },          { sys_dup3, "ffs" },
    { sys_fcntl, "fsb" },      { sys_flock, "fs" },         { sys_mkdirat, "dpm" },    { sys_mkdirat, "dpm" },
    { sys_mknodat, "dpms" },   { sys_unlinkat, "dp_" },     { sys_unlinkat, "dp_" },   { sys_unlinkat, "dpR" },
    { sys_symlinkat, "pdp" },  { sys_linkat, "dpdp_" },     { sys_renameat2, "dpdps" }, { sys_renameat2, "dpdp_" },
    { sys_newfstatat, "dpb" }, { sys_fstat, "fb" },         { sys_statx, "dp__b" },    { sys_readlinkat, "dpbn" },
    { sys_faccessat, "dps" },  { sys_fchmod, "fm" },        { sys_fchmodat, "dpm" },   { sys_fchownat, "dpss" },
    { sys_truncate, "pl" },    { sys_ftruncate, "fl" },     { sys_fallocate, "f_ol" }, { sys_chdir, "p" },
    { sys_chdir, "p" },        { sys_fchdir, "f" },         { sys_getcwd, "bn" },      { sys_getdents64, "fbn" },
    { sys_fsync, "f" },        { sys_sync, "" },            { sys_statfs, "pb" },      { sys_sendfile, "ff_l" },
    { sys_copy_file_range, "f_f_l" }, { sys_pipe2, "b_" },  { sys_memfd_create, "p_" }, { sys_eventfd2, "s_" },
    { sys_epoll_create1, "_" }, { sys_epoll_ctl, "fsfb" },  { sys_epoll_pwait, "fbs__" }, { sys_ppoll, "bs_" },
    { sys_mount, "_pt__" },    { sys_umount2, "p_" },       { sys_umask, "m" },        { sys_getxattr, "ppbn" },
    { sys_utimensat, "dp_" },  { sys_sync_file_range, "fol" },
};
enum { CALLS = sizeof calls / sizeof *calls };

static const char *const paths[] = {
    "a", "b", "c", "d", "d/e", "d/f", "d/e/g", "a/b", "/", ".", "..", "d/..", "/tmp", "/tmp/a", "/tmp/b", "/tmp/d",
    "/tmp/d/e", "/dev/null", "/dev/zero", "link", "link/x", "../a", "/dev", "/mnt", "/mnt/a", "/mnt/d", "", "d/",
    "/a", "/b", "/d", "/d/e", "/tmp/link", "/dev/full",
};
static const char *const types[] = { "tmpfs", "tmpfs", "devtmpfs", "none" };

static char buffers[FIBERS][BUFFER_BYTES];
static unsigned running;
static unsigned done[CALLS]; /* calls that succeeded */

static uint64_t pick(const char *const *list, size_t count)
{
    return (uint64_t)(uintptr_t)list[(unsigned long)random() % count];
}

static uint64_t garbage(void)
{
    switch (random() % 4) {
    case 0: return BAD_ADDRESS;
    case 1: return (uint64_t)random() << 33 ^ (uint64_t)random();
    case 2: return UINT64_MAX;
    default: return (uint64_t)random() % 100000;
    }
}

static uint64_t argument(char kind, unsigned who)
{
    uint64_t r = (uint64_t)random();
    int sizes = kind == 'n' || kind == 'l'; /* of transfers: must stay in the buffers */

    if (r % 25 == 0 && kind != 't' && !sizes)
        return garbage();
    r >>= 5;
    switch (kind) {
    case 'f': return r % 12;
    case 'd': return r % 4 ? (uint64_t)AT_FDCWD : r % 12;
    case 'p': return pick(paths, sizeof paths / sizeof *paths);
    case 't': return pick(types, sizeof types / sizeof *types);
    case 'b': return (uint64_t)(uintptr_t)buffers[who];
    case 'n': return r % 3 ? r % 5000 : r % BUFFER_BYTES;
    case 'o': return r % 3 ? r % 9000 : r % 600000;
    case 'l': return r % 200000;
    case 'g': return r % 3 ? (r & 3) | (r & (O_CREAT | O_TRUNC | O_APPEND | O_EXCL)) : O_RDWR | O_CREAT;
    case 'm': return r % 2 ? 0755 : r & 07777;
    case 's': return r % 8;
    case 'R': return AT_REMOVEDIR;
    default: return 0;
    }
}

static void random_call(unsigned who)
{
    unsigned which = (unsigned)((unsigned long)random() % CALLS);
    uint64_t a[6] = { 0 };

    if (random() % 4 == 0)
        memset(buffers[who], (int)random() % 256, 64); /* structures of other contents */
    for (int i = 0; calls[which].kinds[i]; i++)
        a[i] = argument(calls[which].kinds[i], who);
    long n = calls[which].fn(&fake_thread, a);
    assert_true(n >= -4095);
    done[which] += n >= 0;
}

static void fiber(void *arg)
{
    unsigned who = (unsigned)(uintptr_t)arg;

    fake_begin();
    for (int i = 0; i < CALLS_EACH; i++) {
        random_call(who);
        if (random() % 5000 == 0)
            (void)pagecache_shrink(100);
        if (random() % 50 == 0)
            rt_yield();
    }
    running--;
}

static int many_calls(void *arg)
{
    (void)arg;
    fake_start();
    fake_disk_slow = 1;
    fake_pages_left = 400; /* so that pages must be written and dropped */
    fake_signal = 1; /* what would wait for others returns */
    running = FIBERS;
    for (unsigned i = 0; i < FIBERS; i++)
        assert_int_equal(rt_fiber_start(fiber, (void *)(uintptr_t)i), 0);
    while (running)
        rt_yield();
    fake_disk_slow = 0;
    /* Everything closed: the disk can be written whole. */
    sys_close_range(&fake_thread, (const uint64_t[6]){ 0, 1000, 0 });
    assert_int_equal(vfs_sync(), 0);
    struct pagecache_stats st;
    pagecache_stats(&st);
    assert_int_equal(st.dirty, 0);
    assert_int_equal(st.writeback, 0);
    unsigned never = 0;
    for (unsigned i = 0; i < CALLS; i++)
        never += !done[i];
    assert_true(never <= 3); /* nearly each call of the list did something */
    return 0;
}

static void test_random(void **state)
{
    const char *given = getenv("VFS_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 0) : (unsigned)rt_now_ns();

    (void)state;
    print_message("VFS_SEED=%u\n", seed);
    srandom(seed);
    assert_int_equal(rt_run(many_calls, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_random) };

    rt_fiber_set_stack_size(512 * 1024);
    return cmocka_run_group_tests_name("vfs_random", tests, NULL, NULL);
}
