/* SPDX-License-Identifier: BSD-2-Clause */
/* The file side of kernel-thread and its disk: what is asked of it, a full one, a broken one, little memory. */
#include "vfs_calls.h"

#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/poll.h>
#include <linux/uio.h>
#include <rt/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

VFS_TEST(caching)
VFS_TEST(disk_full)
VFS_TEST(disk_errors)
VFS_TEST(little_memory)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_caching),
        cmocka_unit_test(test_disk_full),
        cmocka_unit_test(test_disk_errors),
        cmocka_unit_test(test_little_memory),
    };
    return VFS_MAIN("vfs_disk", tests);
}
