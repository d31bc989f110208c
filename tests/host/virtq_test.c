/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtqueues against a device in plain memory: honest, slow, and lying. */
#include "host_test.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <virtio/queue.h>

#include "../../lib/virtio/regs.h"

enum { SIZE = 8 };

/* The rings as the device sees them: the legacy layout, written out here once more from the
 * standard. */
struct desc {
    uint64_t addr;
    uint32_t len;
    uint16_t flags, next;
};
struct avail {
    uint16_t flags, idx, ring[SIZE];
};
struct used {
    uint16_t flags, idx;
    struct {
        uint32_t id, len;
    } ring[SIZE];
};

static _Alignas(4096) char memory[64 * 1024];
static uint32_t regs[VIRTIO_SLOT_BYTES / 4];
static struct dma_area area;
static struct virtio_device dev;
static struct virtq q;
static struct desc *desc;
static struct avail *avail;
static struct used *used;

static int setup(void **state)
{
    (void)state;
    memset(regs, 0, sizeof(regs));
    regs[REG_QUEUE_NUM_MAX / 4] = SIZE;
    area = (struct dma_area){.vaddr = memory, .paddr = 0x40000000, .bytes = sizeof(memory)};
    dev = (struct virtio_device){.regs = regs, .version = VIRTIO_LEGACY};
    assert_int_equal(virtq_init(&q, &dev, 0, VIRTQ_SIZE_MAX, &area), 0);
    assert_int_equal(q.size, SIZE);
    assert_int_equal(regs[REG_QUEUE_NUM / 4], SIZE);
    uint64_t at = (uint64_t)regs[REG_QUEUE_PFN / 4] * 4096 - area.paddr;
    desc = (struct desc *)(void *)(memory + at);
    avail = (struct avail *)(void *)(desc + SIZE);
    used = (struct used *)(void *)(memory + at + 4096);
    return 0;
}

static void device_done(uint32_t id, uint32_t len)
{
    used->ring[used->idx % SIZE].id = id;
    used->ring[used->idx % SIZE].len = len;
    used->idx++;
}

static int tokens[SIZE];

static void test_chain(void **state)
{
    (void)state;
    const struct virtq_buffer three[] = {{0x1000, 16}, {0x2000, 512}, {0x3000, 1}};
    uint32_t written;
    assert_int_equal(virtq_add(&q, three, 1, 2, &tokens[0]), 0);
    assert_int_equal(avail->idx, 1);
    const struct desc *d = &desc[avail->ring[0]];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(d->addr, three[i].paddr);
        assert_int_equal(d->len, three[i].bytes);
        assert_int_equal(d->flags, (i > 0 ? 2 : 0) | (i < 2 ? 1 : 0));
        d = &desc[d->next];
    }
    assert_null(virtq_take(&q, &written));
    device_done(avail->ring[0], 513);
    assert_ptr_equal(virtq_take(&q, &written), &tokens[0]);
    assert_int_equal(written, 513);
    assert_null(virtq_take(&q, &written));
}

static void test_full(void **state)
{
    (void)state;
    const struct virtq_buffer b[3] = {{0x1000, 1}, {0x2000, 1}, {0x3000, 1}};
    uint32_t written;
    assert_int_equal(virtq_add(&q, b, 1, 2, &tokens[0]), 0);
    assert_int_equal(virtq_add(&q, b, 1, 2, &tokens[1]), 0);
    assert_int_equal(virtq_add(&q, b, 1, 2, &tokens[2]), -EAGAIN);
    assert_int_equal(virtq_add(&q, b, 1, 1, &tokens[2]), 0);
    assert_int_equal(virtq_add(&q, b, 1, 0, &tokens[3]), -EAGAIN);
    assert_int_equal(virtq_add(&q, b, 0, 0, &tokens[3]), -EAGAIN);
    device_done(avail->ring[1], 1); /* out of order */
    assert_ptr_equal(virtq_take(&q, &written), &tokens[1]);
    assert_int_equal(virtq_add(&q, b, 1, 2, &tokens[3]), 0);
}

/* Whatever the device says, each request comes back at most once, and with no more than its size.
 */
static void test_lies(void **state)
{
    (void)state;
    const struct virtq_buffer in = {0x1000, 100};
    uint32_t written;
    assert_int_equal(virtq_add(&q, &in, 0, 1, &tokens[0]), 0);
    uint16_t id = avail->ring[0];
    device_done(SIZE, 1); /* no such descriptor */
    device_done(0xffffffff, 1);
    device_done(id == 0 ? 1 : 0, 1); /* not in flight */
    device_done(id, 0xffffffff);     /* longer than asked */
    device_done(id, 7);              /* once more */
    assert_ptr_equal(virtq_take(&q, &written), &tokens[0]);
    assert_int_equal(written, 100);
    assert_null(virtq_take(&q, &written));
    assert_int_equal(q.bad, 4);

    assert_int_equal(virtq_add(&q, &in, 0, 1, &tokens[1]), 0);
    used->idx =
        (uint16_t)(used->idx + 40000); /* far ahead: the ring is read round and round, and ends */
    unsigned taken = 0;
    while (virtq_take(&q, &written) != NULL)
        taken++;
    assert_true(taken <= 1);
}

static void test_scribbles(void **state)
{
    (void)state;
    const struct virtq_buffer b[2] = {{0x1000, 1}, {0x2000, 1}};
    uint32_t written;
    for (int i = 0; i < 4; i++)
        assert_int_equal(virtq_add(&q, b, 1, 1, &tokens[i]), 0);
    memset(desc, 0xff,
           SIZE * sizeof(*desc)); /* the driver does not believe its own descriptors either */
    uint16_t heads[4];
    memcpy(heads, avail->ring, sizeof(heads));
    memset(avail, 0xff, sizeof(*avail));
    for (int i = 0; i < 4; i++) {
        device_done(heads[i], 0);
        assert_ptr_equal(virtq_take(&q, &written), &tokens[i]);
    }
    for (int i = 0; i < 4; i++)
        assert_int_equal(virtq_add(&q, b, 1, 1, &tokens[i]), 0);
    assert_int_equal(virtq_add(&q, b, 1, 1, &tokens[0]), -EAGAIN);
}

static void test_random(void **state)
{
    (void)state;
    const struct virtq_buffer b[3] = {{0x1000, 1}, {0x2000, 1}, {0x3000, 1}};
    bool in_flight[SIZE] = {false};
    uint16_t pending[SIZE];
    unsigned pending_count = 0;
    uint16_t seen = 0;
    srand(3);
    for (int step = 0; step < 100000; step++) {
        int t = rand() % SIZE;
        if (!in_flight[t] && virtq_add(&q, b, 1, (unsigned)rand() % 3, &tokens[t]) == 0)
            in_flight[t] = true;
        for (; seen != avail->idx; seen++)
            pending[pending_count++] = avail->ring[seen % SIZE];
        if (pending_count > 0 && rand() % 2) {
            unsigned at = (unsigned)rand() % pending_count;
            device_done(pending[at], 0);
            pending[at] = pending[--pending_count];
        }
        uint32_t written;
        int *token = virtq_take(&q, &written);
        if (token != NULL) {
            assert_true(in_flight[token - tokens]);
            in_flight[token - tokens] = false;
        }
    }
    assert_int_equal(q.bad, 0);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct dma_area small = {.vaddr = memory, .paddr = 0x40000000, .bytes = 4096};
    assert_int_equal(virtq_init(&q, &dev, 0, SIZE, &small), -ENOMEM);
    regs[REG_QUEUE_NUM_MAX / 4] = 0;
    assert_int_equal(virtq_init(&q, &dev, 1, SIZE, &area), -ENODEV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_chain, setup),  cmocka_unit_test_setup(test_full, setup),
        cmocka_unit_test_setup(test_lies, setup),   cmocka_unit_test_setup(test_scribbles, setup),
        cmocka_unit_test_setup(test_random, setup), cmocka_unit_test_setup(test_no_memory, setup),
    };
    return cmocka_run_group_tests_name("virtq", tests, NULL, NULL);
}
