/* SPDX-License-Identifier: BSD-2-Clause */
/* The file side of kernel-thread: pipes, descriptors, locks, mounts. */
#include "vfs_calls.h"

#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/poll.h>
#include <linux/uio.h>
#include <rt/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

VFS_TEST(pipes)
VFS_TEST(descriptors)
VFS_TEST(locks)
VFS_TEST(mounts)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pipes),
        cmocka_unit_test(test_descriptors),
        cmocka_unit_test(test_locks),
        cmocka_unit_test(test_mounts),
    };
    return VFS_MAIN("vfs_fd", tests);
}
