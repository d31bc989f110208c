/* SPDX-License-Identifier: BSD-2-Clause */
/* Known physical addresses: joined neighbours, holes, overlaps, forgetting. */
#include "host_test.h"

#include <stdlib.h>

#include <linux/errno.h>
#include <rt/dma.h>

static void *at(uintptr_t vaddr)
{
    return (void *)vaddr;
}

static void test_ranges(void **state)
{
    (void)state;
    assert_int_equal(rt_dma_address(at(0x1000), 1), RT_DMA_NONE);
    assert_int_equal(rt_dma_add(at(0x3000), 0x1000, 0x80000), 0);
    assert_int_equal(rt_dma_add(at(0x4000), 0x1000, 0x81000), 0); /* goes on */
    assert_int_equal(rt_dma_add(at(0x5000), 0x1000, 0x90000), 0); /* only in virtual addresses */
    assert_int_equal(rt_dma_add(at(0x1000), 0x1000, 0x70000), 0);

    assert_int_equal(rt_dma_address(at(0x3010), 0x1ff0), 0x80010);
    assert_int_equal(rt_dma_address(at(0x3010), 0x1ff1), RT_DMA_NONE); /* not contiguous */
    assert_int_equal(rt_dma_address(at(0x5fff), 1), 0x90fff);
    assert_int_equal(rt_dma_address(at(0x5fff), 2), RT_DMA_NONE);
    assert_int_equal(rt_dma_address(at(0x2fff), 2), RT_DMA_NONE);
    assert_int_equal(rt_dma_address(at(0x1000), 0x1000), 0x70000);
    assert_int_equal(rt_dma_address(at(0x1000), SIZE_MAX), RT_DMA_NONE);

    assert_int_equal(rt_dma_add(at(0x4800), 0x1000, 0), -EINVAL);
    assert_int_equal(rt_dma_add(at(0x0), 0x1001, 0), -EINVAL);
    assert_int_equal(rt_dma_add(at(0x8000), 0, 0), -EINVAL);
    assert_int_equal(rt_dma_add(at(UINTPTR_MAX - 10), 100, 0), -EINVAL);

    rt_dma_remove(at(0x3000), 0x3000);
    assert_int_equal(rt_dma_address(at(0x3000), 1), RT_DMA_NONE);
    assert_int_equal(rt_dma_address(at(0x5000), 1), RT_DMA_NONE);
    assert_int_equal(rt_dma_address(at(0x1800), 1), 0x70800);
    rt_dma_remove(at(0), 0x10000);
    assert_int_equal(rt_dma_address(at(0x1800), 1), RT_DMA_NONE);
}

/* Many ranges in random order against a table. */
static void test_many(void **state)
{
    (void)state;
    enum { PAGES = 512 };
    static uint64_t table[PAGES];
    srand(5);
    for (int step = 0; step < 20000; step++) {
        uintptr_t page = (uintptr_t)rand() % PAGES;
        if (rand() % 3 == 0 && table[page] == 0) {
            table[page] = (uint64_t)(rand() % 4096 + 1) << 12 | 1;
            assert_int_equal(rt_dma_add(at((page * 2 + 16) << 12), 4096, table[page] - 1), 0);
        } else if (rand() % 3 == 0) {
            rt_dma_remove(at((page * 2 + 16) << 12), 4096);
            table[page] = 0;
        }
        uint64_t want = table[page] == 0 ? RT_DMA_NONE : table[page] - 1 + 8;
        assert_int_equal(rt_dma_address(at(((page * 2 + 16) << 12) + 8), 4088), want);
    }
    rt_dma_remove(at(0), SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ranges), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests_name("rt_dma", tests, NULL, NULL);
}
