/* SPDX-License-Identifier: BSD-2-Clause */
/* Named buffers: parts, arithmetic, pieces, holding what others named, and the end of a region in
 * between. */
#include "host_test.h"

#include <string.h>

#include <linux/errno.h>
#include <rt/bulk.h>
#include <rt/dma.h>

enum { PAGE = 4096 };

static _Alignas(4096) char memory[8 * PAGE];
static struct region_line table[REGION_LINES];
static uint32_t uses[REGION_LINES], ended;

static void done(uint32_t number)
{
    ended = number;
}

static void test_gather(void **state)
{
    (void)state;
    void *parts[] = {memory + 4 * PAGE, memory, memory + PAGE};
    char copy[3 * PAGE];
    assert_null(rt_bulk_gather(parts, 0, PAGE));
    assert_null(rt_bulk_gather(parts, RT_BULK_PIECES + 1, PAGE));
    assert_null(rt_bulk_gather(parts, 3, RT_BULK_MAX / 2));

    char *buf = rt_bulk_gather(parts, 3, PAGE);
    assert_true(rt_bulk_is_named(buf));
    assert_true(rt_bulk_is_here(buf));
    memset(copy, 'x', sizeof(copy));
    assert_int_equal(rt_bulk_put(buf, copy, sizeof(copy)), 0);
    assert_int_equal(rt_bulk_zero(buf + PAGE - 10, 20), 0);
    assert_int_equal(memory[5 * PAGE - 11], 'x');
    assert_int_equal(memory[5 * PAGE - 10], 0);
    assert_int_equal(memory[9], 0);
    assert_int_equal(memory[10], 'x');
    assert_int_equal(rt_bulk_get(copy, buf + 2 * PAGE, PAGE), 0);
    assert_memory_equal(copy, memory + PAGE, PAGE);
    assert_int_equal(rt_bulk_get(copy, buf + 3 * PAGE, 0), 0);
    assert_int_equal(rt_bulk_get(copy, buf + 2 * PAGE + 1, PAGE), -EFAULT); /* past its end */
    struct rt_bulk_name name;
    struct rt_dma_piece piece[4];
    assert_int_equal(rt_bulk_name(buf, PAGE, &name), -EREMOTE); /* memory of no region */
    assert_int_equal(rt_dma_pieces(buf, PAGE, piece, 4), -EREMOTE);
    rt_bulk_drop(buf);
    assert_int_equal(rt_bulk_get(copy, buf, 1), -EFAULT);
    rt_bulk_drop(buf);    /* twice */
    rt_bulk_drop(memory); /* not a named one */

    for (int i = 0; i < 5000; i++) { /* none is lost */
        buf = rt_bulk_gather(parts, 2, PAGE);
        assert_non_null(buf);
        rt_bulk_drop(buf);
    }
}

static void test_pieces(void **state)
{
    (void)state;
    struct rt_dma_piece piece[8];
    struct rt_bulk_name name;
    assert_int_equal(rt_dma_add_region(memory, 4 * PAGE, 0x100000, 11, 0), 0);
    assert_int_equal(rt_dma_add_region(memory + 4 * PAGE, 2 * PAGE, 0x104000, 12, 8 * PAGE), 0);
    assert_int_equal(rt_dma_add(memory + 6 * PAGE, PAGE, 0x300000), 0);

    assert_int_equal(rt_dma_pieces(memory + 100, 6 * PAGE, piece, 8),
                     2); /* joined across regions */
    assert_int_equal(piece[0].paddr, 0x100064);
    assert_int_equal(piece[0].bytes, 6 * PAGE - 100);
    assert_int_equal(piece[1].paddr, 0x300000);
    assert_int_equal(piece[1].bytes, 100);
    assert_int_equal(rt_dma_pieces(memory + 100, 6 * PAGE, piece, 1), -EREMOTE);
    assert_int_equal(rt_dma_pieces(memory + PAGE, 7 * PAGE, piece, 8), -EREMOTE);

    assert_int_equal(rt_bulk_name(memory + 3 * PAGE, 2 * PAGE, &name), 0);
    assert_int_equal(name.count, 2);
    assert_int_equal(name.piece[0].region, 11);
    assert_int_equal(name.piece[0].offset, 3 * PAGE);
    assert_int_equal(name.piece[1].region, 12);
    assert_int_equal(name.piece[1].offset, 8 * PAGE);
    assert_int_equal(rt_bulk_name(memory + 6 * PAGE, PAGE, &name), -EREMOTE);
    assert_int_equal(rt_bulk_name(memory + 1, 512, &name), -EREMOTE);
    assert_int_equal(rt_bulk_name(memory, 100, &name), -EREMOTE);
    assert_int_equal(rt_bulk_name(memory, 0, &name), -EREMOTE);

    void *parts[] = {memory + 5 * PAGE, memory + PAGE, memory + 2 * PAGE};
    char *buf = rt_bulk_gather(parts, 3, PAGE);
    assert_int_equal(rt_bulk_name(buf, 3 * PAGE, &name), 0);
    assert_int_equal(name.count, 2);
    assert_int_equal(name.piece[1].bytes, 2 * PAGE);
    assert_int_equal(rt_dma_pieces(buf + 512, PAGE, piece, 8), 2);
    assert_int_equal(piece[0].paddr, 0x105200);
    assert_int_equal(piece[0].bytes, PAGE - 512);
    assert_int_equal(piece[1].paddr, 0x101000);
    assert_int_equal(piece[1].bytes, 512);
    rt_bulk_drop(buf);
    rt_dma_remove(memory, sizeof(memory));
}

static void test_hold(void **state)
{
    (void)state;
    struct rt_bulk_name name = {.owner = 4, .count = 2, .piece = {{11, PAGE, PAGE}, {11, 512, 0}}};
    struct rt_dma_piece piece[8];
    char byte;
    void *buf;
    table[11] = (struct region_line){.paddr = 0x100000, .owner = 4, .number = 11, .bits = 14};
    rt_bulk_set_table(table, uses, done);

    assert_int_equal(rt_bulk_hold(&name, 4, &buf), 0);
    assert_int_equal(uses[11], 2);
    assert_false(rt_bulk_is_here(buf));
    assert_int_equal(rt_bulk_get(&byte, buf, 1), -EREMOTE);
    assert_int_equal(rt_bulk_put(buf, &byte, 1), -EREMOTE);
    assert_int_equal(rt_bulk_zero(buf, 1), -EREMOTE);
    assert_int_equal(rt_dma_pieces(buf, PAGE + 512, piece, 8), 2);
    assert_int_equal(piece[0].paddr, 0x101000);
    assert_int_equal(piece[1].paddr, 0x100000);
    struct rt_bulk_name again;
    assert_int_equal(rt_bulk_name((char *)buf + 1024, PAGE - 512, &again), 0); /* passed on */
    assert_int_equal(again.owner, 4);
    assert_int_equal(again.count, 2);
    assert_int_equal(again.piece[0].offset, PAGE + 1024);

    table[11] =
        (struct region_line){0}; /* the region ends meanwhile: said when the last use is over */
    assert_int_equal(ended, 0);
    rt_bulk_drop(buf);
    assert_int_equal(uses[11], 0);
    assert_int_equal(ended, 11);
    assert_int_equal(rt_bulk_hold(&name, 4, &buf), -EFAULT);
    assert_int_equal(uses[11], 0);

    table[11] = (struct region_line){.paddr = 0x100000, .owner = 4, .number = 11, .bits = 14};
    assert_int_equal(rt_bulk_hold(&name, 5, &buf), -EPERM);
    assert_int_equal(rt_bulk_hold(&name, 0, &buf), -EPERM);
    assert_int_equal(rt_bulk_hold(&name, 1000, &buf), -EPERM);
    name.piece[1].offset = 100;
    assert_int_equal(rt_bulk_hold(&name, 4, &buf), -EINVAL);
    name.piece[1].offset = UINT64_MAX - 511;
    assert_int_equal(rt_bulk_hold(&name, 4, &buf), -EFAULT); /* the first piece is let go again */
    name.count = 0;
    assert_int_equal(rt_bulk_hold(&name, 4, &buf), -EINVAL);
    name.count = RT_BULK_PIECES + 1;
    assert_int_equal(rt_bulk_hold(&name, 4, &buf), -EINVAL);
    assert_int_equal(uses[11], 0);
    rt_bulk_set_table(NULL, NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gather), cmocka_unit_test(test_pieces),
                                       cmocka_unit_test(test_hold)};
    return cmocka_run_group_tests_name("rt_bulk", tests, NULL, NULL);
}
