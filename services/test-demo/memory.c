/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of memory: heap, pages, untyped memory, regions, slots, address ranges. */
#include <stdlib.h>
#include <string.h>

#include <sel4/sel4.h>

#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/map.h>
#include <rt/task.h>
#include <rt/window.h>
#include <task/regions.h>

#include "test.h"

enum { PAGE_BYTES = 4096 };

void test_info(void)
{
    const struct task_info *info = rt_task_info;
    char value[8];

    CHECK_EQ(strcmp(info->name, "test-demo"), 0);
    CHECK(info->badge > 0);
    CHECK(info->counter_hz > 1000000);
    CHECK_EQ(info->irq_count, 1);
    CHECK_EQ(info->irq[0], 30);
    CHECK(rt_task_mem("dma:test-demo", 0) != NULL);
    CHECK(rt_task_mem("dma:test-demo", 1) == NULL);
    CHECK(!rt_task_option("no-such-option", value, sizeof(value)));
}

void test_heap(void)
{
    enum { BYTES = 5 << 20 };
    uint8_t *p = malloc(BYTES);

    CHECK(p != NULL);
    if (!p)
        return;
    for (size_t i = 0; i < BYTES; i += 509)
        p[i] = (uint8_t)(i / 509);
    unsigned wrong = 0;
    for (size_t i = 0; i < BYTES; i += 509)
        wrong += p[i] != (uint8_t)(i / 509);
    CHECK_EQ(wrong, 0);
    free(p);
    CHECK(malloc(1ull << 40) == NULL);

    /* in small pieces: thousands of frames */
    enum { PIECES = 200, PIECE_BYTES = 100 << 10 };
    static uint8_t *piece[PIECES];
    unsigned got = 0;
    for (; got < PIECES; got++) {
        piece[got] = malloc(PIECE_BYTES);
        if (!piece[got])
            break;
        piece[got][0] = piece[got][PIECE_BYTES - 1] = 1;
    }
    CHECK_EQ(got, PIECES);
    while (got-- > 0)
        free(piece[got]);
}

void test_translate(void)
{
    static char in_bss[2 * PAGE_BYTES];
    char on_stack;
    uint64_t a, b;

    CHECK_EQ(root_translate(rt_root(), (uint64_t)&on_stack, &a), 0);
    CHECK_EQ(a % PAGE_BYTES, (uint64_t)&on_stack % PAGE_BYTES);
    CHECK_EQ(root_translate(rt_root(), (uint64_t)in_bss, &a), 0);
    CHECK_EQ(root_translate(rt_root(), (uint64_t)in_bss + 1, &b), 0);
    CHECK_EQ(b, a + 1);
    CHECK_EQ(root_translate(rt_root(), 0, &a), -EFAULT);
    CHECK_EQ(root_translate(rt_root(), rt_task_info->free_vaddr, &a), -EFAULT);
}

void test_page(void)
{
    cptr_t slot = rt_cslot_alloc();
    uintptr_t vaddr = rt_window_alloc(PAGE_BYTES, 0);
    struct root *root = rt_root();

    CHECK_EQ(root_page(root, slot), 0);
    CHECK_EQ(root_page(root, slot), -EEXIST);
    CHECK_EQ(root_page(root, 0), -EINVAL);
    CHECK_EQ(root_page(root, 1ull << 40), -EINVAL);
    CHECK_EQ(rt_map_frame(slot, vaddr, seL4_ReadWrite, seL4_ARM_Default_VMAttributes), 0);

    volatile uint64_t *word = (volatile uint64_t *)vaddr;
    CHECK_EQ(*word, 0);
    *word = 0x1234;
    CHECK_EQ(*word, 0x1234);
    rt_cslot_delete(slot); /* the range is kept: its page table would be in the way of large pages */

    CHECK_EQ(rt_map_pages(rt_window_alloc(40 * PAGE_BYTES, 1 << 21), 40 * PAGE_BYTES), 0);
}

void test_untyped(void)
{
    enum { BITS = 16, PAGES = 1 << (BITS - 12) };
    uint64_t paddr;
    cptr_t slot = rt_cslot_alloc(), frames = rt_cslot_alloc_range(PAGES);
    struct root *root = rt_root();

    CHECK_EQ(root_untyped(root, BITS, slot, &paddr), 0);
    CHECK_EQ(paddr % (1 << BITS), 0);
    CHECK_EQ(seL4_Untyped_Retype(slot, seL4_ARM_SmallPageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(frames),
                                 TASK_LEAF_DEPTH, rt_cslot_offset(frames), PAGES),
             seL4_NoError);
    for (unsigned i = 0; i < PAGES; i++)
        CHECK_EQ(seL4_ARM_Page_GetAddress(frames + i).paddr, paddr + i * PAGE_BYTES);
    CHECK_EQ(root_untyped(root, 3, rt_cslot_alloc(), &paddr), -EINVAL);
    CHECK_EQ(root_untyped(root, 200, rt_cslot_alloc(), &paddr), -EINVAL);
    CHECK_EQ(root_untyped(root, 46, rt_cslot_alloc(), &paddr), -ENOMEM);
    CHECK_EQ(root_untyped(root, BITS, slot, &paddr), -EEXIST);
}

/* All made of an untyped that is given back ends, and the books are as before. */
void test_untyped_free(void)
{
    enum { BITS = 17, ROUNDS = 50 };
    uint64_t paddr, total, before, after, mine, mine_after;
    cptr_t slot = rt_cslot_alloc(), frame = rt_cslot_alloc();
    struct root *root = rt_root();

    CHECK_EQ(root_memory(root, &total, &before, &mine), 0);
    for (unsigned i = 0; i < ROUNDS; i++) {
        CHECK_EQ(root_untyped(root, BITS | ROOT_UNTYPED_RETURNS, slot, &paddr), 0);
        CHECK_EQ(seL4_Untyped_Retype(slot, seL4_ARM_SmallPageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(frame),
                                     TASK_LEAF_DEPTH, rt_cslot_offset(frame), 1),
                 seL4_NoError);
        CHECK_EQ(root_untyped_free(root, paddr + 1), -ENOENT);
        CHECK_EQ(root_untyped_free(root, paddr), 0);
        CHECK_EQ(root_untyped_free(root, paddr), -ENOENT);
    }
    CHECK(seL4_ARM_Page_GetAddress(frame).error != 0); /* the frame went with it */
    CHECK_EQ(root_memory(root, &total, &after, &mine_after), 0);
    CHECK_EQ(after, before);
    CHECK_EQ(mine_after, mine);
}

void test_region(void)
{
    enum { BYTES = 1 << seL4_LargePageBits };
    uint64_t paddr, second;
    cptr_t slot = rt_cslot_alloc(), frame = rt_cslot_alloc();
    struct root *root = rt_root();
    int number = root_region(root, seL4_LargePageBits, slot, &paddr);

    CHECK(number >= 0);
    CHECK_EQ(paddr % BYTES, 0);
    CHECK_EQ(root_region(root, seL4_LargePageBits, rt_cslot_alloc(), &second), number + 1);
    CHECK(paddr != second);
    CHECK_EQ(root_region(root, 20, rt_cslot_alloc(), &second), -EINVAL);
    CHECK_EQ(root_region(root, seL4_LargePageBits, slot, &second), -EEXIST);
    CHECK_EQ(seL4_Untyped_Retype(slot, seL4_ARM_LargePageObject, 0, TASK_SLOT_CNODE, rt_cslot_leaf(frame),
                                 TASK_LEAF_DEPTH, rt_cslot_offset(frame), 1),
             seL4_NoError);

    uintptr_t vaddr = rt_window_alloc(BYTES, BYTES);
    CHECK_EQ(rt_map_frame(frame, vaddr, seL4_ReadWrite, seL4_ARM_Default_VMAttributes), 0);
    volatile uint64_t *last = (volatile uint64_t *)(vaddr + BYTES - 8);
    CHECK_EQ(*last, 0);
    *last = 7;
    CHECK_EQ(*last, 7);
}

/* The line of the table that a region's number names. */
static const struct region_line *line_of(int number)
{
    const struct task_mem *table = rt_task_mem(TASK_MEM_REGIONS, 0);

    return (const struct region_line *)table->vaddr + number % REGION_LINES;
}

void test_region_table(void)
{
    enum { BITS = 22 };
    struct root *root = rt_root();
    uint64_t paddr, total, before, after, mine;
    cptr_t slot = rt_cslot_alloc();
    volatile uint32_t *uses = (volatile uint32_t *)rt_task_mem(TASK_MEM_REGION_USES, 0)->vaddr;

    CHECK_EQ(root_memory(root, &total, &before, &mine), 0);
    int number = root_region(root, BITS, slot, &paddr);
    CHECK(number >= 0);
    const struct region_line *line = line_of(number);
    CHECK_EQ(line->owner, rt_task_info->badge);
    CHECK_EQ(line->paddr, paddr);
    CHECK_EQ(line->number, number);
    CHECK_EQ(line->bits, BITS);
    CHECK_EQ(line->users, 0);

    CHECK_EQ(root_region_share(root, "nobody"), -ENOENT);
    CHECK_EQ(root_region_share(root, "test-demo"), -EINVAL);
    CHECK_EQ(root_region_share(root, "test-peer"), 0);
    CHECK(line->users != 0 && (line->users & (line->users - 1)) == 0);

    uses[number % REGION_LINES] = 1; /* as a driver that lets a device write there */
    CHECK_EQ(root_region_free(root, (uint32_t)number), -EBUSY);
    CHECK_EQ(line->owner, rt_task_info->badge);
    uses[number % REGION_LINES] = 0;
    CHECK_EQ(root_region_free(root, (uint32_t)number + REGION_LINES), -ENOENT);
    CHECK_EQ(root_region_free(root, REGION_LINES - 1), -ENOENT);
    CHECK_EQ(root_region_free(root, UINT32_MAX), -ENOENT);
    CHECK_EQ(root_region_free(root, (uint32_t)number), 0);
    CHECK_EQ(line->owner, 0);
    CHECK_EQ(root_region_free(root, (uint32_t)number), -ENOENT);
    CHECK_EQ(root_region_done(root, (uint32_t)number), 0);
    CHECK_EQ(root_region_done(root, UINT32_MAX), 0); /* nobody's business, no harm */
    CHECK_EQ(root_memory(root, &total, &after, &mine), 0);
    CHECK_EQ(after, before);
    rt_cslot_free(slot); /* what was made of it has ended with it */

    int next = root_region(root, BITS, slot, &paddr);
    CHECK(next >= 0 && next != number); /* numbers are not used again */
    CHECK_EQ(root_region_free(root, (uint32_t)next), 0);
    CHECK_EQ(root_region_free(root, (uint32_t)number), -ENOENT);
}

void test_slots(void)
{
    enum { MANY = 6000 }; /* more than one leaf has */
    static cptr_t slot[MANY];
    unsigned got = 0;

    for (; got < MANY; got++) {
        slot[got] = rt_cslot_alloc();
        if (!slot[got])
            break;
    }
    CHECK_EQ(got, MANY);
    if (got == MANY) {
        CHECK_EQ(root_page(rt_root(), slot[MANY - 1]), 0); /* in the new leaf */
        rt_cslot_delete(slot[MANY - 1]);
        got--;
    }
    for (unsigned i = 0; i < got; i++)
        rt_cslot_free(slot[i]);

    cptr_t range = rt_cslot_alloc_range(256);
    CHECK(range != 0);
    rt_cslot_free_range(range, 256);
}

void test_windows(void)
{
    uintptr_t a = rt_window_alloc(PAGE_BYTES, 0), b = rt_window_alloc(1 << 21, 1 << 21);

    CHECK(a && b);
    CHECK_EQ(b % (1 << 21), 0);
    CHECK(a + PAGE_BYTES <= b || b + (1 << 21) <= a);
    rt_window_free(a, PAGE_BYTES);
    CHECK_EQ(rt_window_alloc(PAGE_BYTES, 0), a);
    rt_window_free(b, 1 << 21);
    CHECK_EQ(rt_window_alloc(1 << 20, 1 << 20) % (1 << 20), 0);
    CHECK_EQ(rt_window_alloc(1ull << 50, 0), 0);
}

void test_dma(void)
{
    const struct task_mem *mem = rt_task_mem("dma:test-demo", 0);
    uint64_t paddr;

    CHECK_EQ(mem->bytes, 64 << 10);
    CHECK_EQ(mem->flags, TASK_MEM_DMA);
    for (uint64_t at = 0; at < mem->bytes; at += PAGE_BYTES) {
        CHECK_EQ(root_translate(rt_root(), mem->vaddr + at, &paddr), 0);
        CHECK_EQ(paddr, mem->paddr + at);
        *(volatile uint64_t *)(mem->vaddr + at) = at;
    }
}

void test_asid_pool(void)
{
    cptr_t vspace, pool = rt_cslot_alloc();

    CHECK_EQ(rt_object_new(seL4_ARM_VSpaceObject, 0, &vspace), 0);
    CHECK_EQ(seL4_ARM_ASIDPool_Assign(TASK_SLOT_ASID_POOL, vspace), seL4_NoError);
    rt_cslot_delete(vspace);

    CHECK_EQ(root_asid_pool(rt_root(), pool), 0);
    CHECK_EQ(rt_object_new(seL4_ARM_VSpaceObject, 0, &vspace), 0);
    CHECK_EQ(seL4_ARM_ASIDPool_Assign(pool, vspace), seL4_NoError);
    rt_cslot_delete(vspace);
}

void test_books(void)
{
    uint64_t total, before, after, mine, mine_after, paddr;
    struct root *root = rt_root();

    CHECK_EQ(root_memory(root, &total, &before, &mine), 0);
    CHECK(total > before && mine > 0);
    CHECK_EQ(root_untyped(root, 20, rt_cslot_alloc(), &paddr), 0);
    CHECK_EQ(root_memory(root, &total, &after, &mine_after), 0);
    CHECK_EQ(before - after, 1 << 20);
    CHECK_EQ(mine_after - mine, 1 << 20);

    struct root_task_state state;
    bool seen = false;
    unsigned index = 0;
    for (; root_task(root, index, &state) == 0; index++)
        seen = seen || (strcmp(state.name, "test-demo") == 0 && state.bytes == mine_after &&
                        state.badge == rt_task_info->badge);
    CHECK(seen);
    CHECK(index >= 2);
    CHECK_EQ(root_task(root, 1u << 30, &state), -ENOENT);
}
