/* SPDX-License-Identifier: BSD-2-Clause */
/* The tree of regions against a plain map of pages. */
#include "host_test.h"

#include <stdlib.h>
#include <string.h>

#include "fs/file.h"
#include "ipc/shm.h"
#include "mm/space.h"

enum { PAGES = 300, BASE_PAGE = MM_LOWEST / PAGE_BYTES };

static struct inode inode;
static struct file file = {.refs = 1, .inode = &inode};

/* The test holds the file itself. */
void file_free(struct file *f)
{
    assert_ptr_not_equal(f, &file);
}

/* No segment of System V is mapped. */
void shm_region_ends(struct inode *inode_)
{
    assert_null(inode_);
}

static uint64_t address(int page)
{
    return (uint64_t)(BASE_PAGE + page) * PAGE_BYTES;
}

/* What the tree should say: 0 nothing, else protection + 1; index of the file + 1. */
static struct model {
    uint32_t prot;
    uint64_t index;
} model[PAGES];

static void compare(struct mm *mm)
{
    uint64_t pages = 0;
    for (int i = 0; i < PAGES; i++) {
        struct region *r = mm_find(mm, address(i) + 5);
        assert_int_equal(r != NULL, model[i].prot != 0);
        pages += r != NULL;
        if (r == NULL)
            continue;
        assert_int_equal(r->prot + 1, model[i].prot);
        if (r->file != NULL)
            assert_int_equal(r->index + (address(i) - r->start) / PAGE_BYTES + 1, model[i].index);
        else
            assert_int_equal(model[i].index, 0);
    }
    assert_int_equal(mm->mapped_pages, pages);
    unsigned regions = 0;
    for (struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end)) {
        assert_true(r->start < r->end);
        regions += r->file != NULL;
    }
    assert_int_equal(file.refs, 1 + regions);
}

static void cut(struct mm *mm, uint64_t addr)
{
    struct region *r = mm_find(mm, addr);
    if (r != NULL && r->start != addr)
        assert_non_null(region_split(r, addr));
}

static void unmap(struct mm *mm, int first, int end)
{
    cut(mm, address(first));
    cut(mm, address(end));
    struct region *r;
    while ((r = mm_next_region(mm, address(first))) != NULL && r->start < address(end))
        region_free(r);
    memset(model + first, 0, sizeof(model[0]) * (size_t)(end - first));
}

static void map(struct mm *mm, int first, int end)
{
    unmap(mm, first, end);
    assert_true(region_range_free(mm, address(first), address(end)));
    struct region *r = region_new(mm, address(first), address(end));
    r->prot = (uint32_t)rand() % 3;
    if (rand() % 3 == 0) {
        region_set_file(r, &file);
        r->index = (uint64_t)(rand() % 50);
    }
    for (int i = first; i < end; i++)
        model[i] = (struct model){r->prot + 1, r->file != NULL ? r->index + (uint64_t)(i - first) + 1 : 0};
    region_insert(r);
    r = region_merge(r);
    assert_true(r->start <= address(first) && r->end >= address(end));
}

static void random_changes(void **state)
{
    (void)state;
    struct mm mm = {.mmap_top = address(PAGES)};
    srand(7);
    for (int round = 0; round < 20000; round++) {
        int first = rand() % PAGES, end = first + 1 + rand() % 20;
        if (end > PAGES)
            end = PAGES;
        if (rand() % 3 != 0)
            map(&mm, first, end);
        else
            unmap(&mm, first, end);
        if (round % 16 == 0)
            compare(&mm);
    }
    unmap(&mm, 0, PAGES);
    compare(&mm);
}

static void gaps(void **state)
{
    (void)state;
    struct mm mm = {.mmap_top = address(100)};
    assert_int_equal(region_gap(&mm, 4 * PAGE_BYTES), address(96));
    map(&mm, 90, 98);
    assert_int_equal(region_gap(&mm, 2 * PAGE_BYTES), address(98));
    assert_int_equal(region_gap(&mm, 3 * PAGE_BYTES), address(87));
    map(&mm, 0, 80);
    assert_int_equal(region_gap(&mm, 10 * PAGE_BYTES), address(80));
    assert_int_equal(region_gap(&mm, 11 * PAGE_BYTES), 0);
    unmap(&mm, 0, 98);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_changes), cmocka_unit_test(gaps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
