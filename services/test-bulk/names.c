/* SPDX-License-Identifier: BSD-2-Clause */
/* Names as a hostile client would send them, to the driver and through the file system.  Only where
 * that is a task of its own: who has it linked in does not send names. */
#include <string.h>

#include <ipc/block_gen.h>
#include <ipc/channel.h>
#include <ipc/fs_gen.h>
#include <linux/errno.h>
#include <rt/bulk.h>
#include <rt/cslot.h>
#include <rt/map.h>
#include <rt/task.h>
#include <sel4/sel4.h>
#include <test/peer.h>
#include <wire.h>

#include "bulk.h"
#include "check.h"

#define NAMED (1ull << 63)

/* What the generated stubs have behind a handle: messages of our own go through their channels. */
struct remote {
    const void *ops;
    struct ipc_channel channel;
};

static struct ipc_channel *disk, *files;
static cptr_t peer;

static int64_t ask_peer(seL4_Word label)
{
    seL4_SetMR(0, 0);
    seL4_Call(peer, seL4_MessageInfo_new(label, 0, 0, 1));
    return (int64_t)seL4_GetMR(0);
}

static void put_name(struct ipc_request *rq, uint64_t owner, uint32_t number, uint64_t offset,
                     uint32_t bytes)
{
    ipc_put_word(&rq->in, NAMED | 1);
    ipc_put_word(&rq->in, owner);
    ipc_put_word(&rq->in, (uint64_t)number << 32 | (uint64_t)(bytes / 512) << 23 | offset / 512);
}

/* block_read of sector 0 to a name. */
static int64_t read_to(uint64_t owner, uint32_t number, uint64_t offset, uint32_t bytes)
{
    struct ipc_request rq;
    ipc_request_begin(disk, &rq, BLOCK_OP_READ);
    ipc_put_word(&rq.in, 0); /* unit */
    ipc_put_word(&rq.in, 0); /* sector */
    ipc_put_word(&rq.in, bytes / 512);
    put_name(&rq, owner, number, offset, bytes);
    int64_t result = ipc_request_call(&rq);
    ipc_request_end(&rq);
    return result;
}

/* fs_read of the file to a name that is another task's. */
static int64_t read_file_to(uint32_t mount, uint64_t ino, uint64_t owner, uint32_t number)
{
    struct ipc_request rq;
    ipc_request_begin(files, &rq, FS_OP_READ);
    ipc_put_word(&rq.in, mount);
    ipc_put_word(&rq.in, ino);
    ipc_put_word(&rq.in, 0);
    put_name(&rq, owner, number, 0, PAGE);
    ipc_put_word(&rq.in, PAGE);
    int64_t result = ipc_request_call(&rq);
    ipc_request_end(&rq);
    return result;
}

static uint64_t badge_of(const char *name)
{
    struct root_task_state state;
    for (uint32_t i = 0; root_task(rt_root(), i, &state) == 0; i++)
        if (strcmp(state.name, name) == 0)
            return state.badge;
    return 0;
}

static void test_disk(uint32_t mine, uint32_t others, uint64_t me, uint64_t other)
{
    memset(region, 0xee, 4 * PAGE);
    CHECK_EQ("own", read_to(0, mine, 2 * PAGE, PAGE), 0);
    CHECK_EQ("own by badge", read_to(me, mine, 2 * PAGE, PAGE), 0);
    CHECK_EQ("before it", region[2 * PAGE - 1], 0xee);
    CHECK_EQ("behind it", region[3 * PAGE], 0xee);
    CHECK_EQ("came", region[2 * PAGE], 0); /* the first sector of an ext4 disk is empty */
    CHECK_EQ("its last page", read_to(0, mine, REGION_BYTES - PAGE, PAGE), 0);
    CHECK_EQ("past its end", read_to(0, mine, REGION_BYTES - PAGE, 2 * PAGE), -EFAULT);
    CHECK_EQ("behind its end", read_to(0, mine, REGION_BYTES, PAGE), -EFAULT);
    CHECK_EQ("no such region", read_to(0, mine + REGION_LINES, 0, PAGE), -EFAULT);
    CHECK_EQ("no such line", read_to(0, REGION_LINES - 1, 0, PAGE), -EFAULT);
    CHECK_EQ("nonsense", read_to(0, UINT32_MAX, 0, PAGE), -EFAULT);
    CHECK_EQ("empty", read_to(0, mine, 0, 0), -EINVAL);
    CHECK_EQ("another's", read_to(0, others, 0, PAGE), -EPERM);
    CHECK_EQ("another's in its name", read_to(other, others, 0, PAGE), -EPERM);
    CHECK_EQ("nobody's", read_to(63, others, 0, PAGE), -EPERM);
    CHECK_EQ("own in another's name", read_to(other, mine, 0, PAGE), -EPERM);
    CHECK_EQ("untouched", ask_peer(PEER_REGION_SUM), 0);
    CHECK_EQ("share", ask_peer(PEER_SHARE), 0);
    CHECK_EQ("not as one's own", read_to(0, others, 0, PAGE), -EPERM);
    CHECK_EQ("shared", read_to(other, others, 0, PAGE), 0);
    int64_t arrived = ask_peer(PEER_REGION_SUM); /* some bytes of the disk may be PEER_BYTE */
    CHECK_EQ("arrived", arrived > PAGE - 64 && arrived <= PAGE, 1);
}

static void test_freed(uint32_t mine, uint32_t others, uint64_t other)
{
    region_end();
    CHECK_EQ("freed", read_to(0, mine, 0, PAGE), -EFAULT);
    region_make();
    CHECK_EQ("numbers are not used again", region_number != (int)mine, 1);
    CHECK_EQ("still", read_to(0, mine, 0, PAGE), -EFAULT);
    CHECK_EQ("new", read_to(0, (uint32_t)region_number, 0, PAGE), 0);
    CHECK_EQ("restart", root_restart(rt_root(), "test-peer"), 0);
    CHECK_EQ("its owner has ended", read_to(other, others, 0, PAGE), -EFAULT);
    rt_cslot_delete(peer);
}

/* The file system passes on what its client owns; what it says of others counts nothing. */
static void test_through_files(uint32_t others, uint64_t other)
{
    struct fs *fs = wire_fs();
    struct fs_attr attr = {0};
    uint32_t mount = 0;
    CHECK_EQ("mount", fs_mount(fs, 0, 0, &mount, &attr), 0);
    CHECK_EQ("lookup", fs_lookup(fs, mount, attr.ino, "big", &attr), 0);
    CHECK_EQ("in another's name", read_file_to(mount, attr.ino, other, others), -EPERM);
    int64_t result = read_file_to(mount, attr.ino, 0, others); /* found out by the driver */
    CHECK_EQ("as one's own", result, -EPERM);
    CHECK_EQ("no such region", read_file_to(mount, attr.ino, 0, 77), -EFAULT);
    CHECK_EQ("untouched", ask_peer(PEER_REGION_SUM), 0);
    CHECK_EQ("own", read_file_to(mount, attr.ino, 0, (uint32_t)region_number), PAGE);
    CHECK_EQ("unmount", fs_unmount(fs, mount), 0);
}

void test_names(void)
{
    bool driver = rt_task_mem("dma:block-thread", 0) == NULL, fs = badge_of("fs-thread") != 0;
    uint64_t other = badge_of("test-peer");
    peer = rt_cslot_alloc();
    CHECK_EQ("peer", root_find_service(rt_root(), "test-peer", peer), 0);
    int64_t others = ask_peer(PEER_REGION);
    CHECK_EQ("its region", others >= 0, 1);
    if (fs) {
        files = &((struct remote *)wire_fs())->channel;
        test_through_files((uint32_t)others, other);
    }
    if (driver && badge_of("block-thread") != 0) {
        disk = &((struct remote *)wire_block())->channel;
        test_disk((uint32_t)region_number, (uint32_t)others, rt_task_info->badge, other);
        test_freed((uint32_t)region_number, (uint32_t)others, other);
    }
}
