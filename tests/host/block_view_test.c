/* SPDX-License-Identifier: BSD-2-Clause */
/* Which disks a client may use: every form of the list, and lists that are wrong. */
#include "host_test.h"

#include "view.h"

static struct block_view parsed(const char *list, uint64_t badge)
{
    struct block_view view = {0};
    block_view_parse(&view, list, badge);
    return view;
}

static bool allows(const char *list, uint64_t badge, unsigned disk, unsigned partition)
{
    struct block_view view = parsed(list, badge);
    return block_view_allows(&view, disk, partition);
}

static void test_lists(void **state)
{
    (void)state;
    const char *list = "1:*;2:0p1;3:1+0p15;12:2p3+2p4";
    assert_true(allows(list, 1, 0, 0));
    assert_true(allows(list, 1, 7, 15));
    assert_false(allows(list, 1, 8, 0));
    assert_true(allows(list, 2, 0, 1));
    assert_false(allows(list, 2, 0, 0));
    assert_false(allows(list, 2, 0, 2));
    assert_false(allows(list, 2, 1, 1));
    assert_true(allows(list, 3, 1, 0));
    assert_true(allows(list, 3, 1, 5)); /* the whole disk has its partitions */
    assert_true(allows(list, 3, 0, 15));
    assert_false(allows(list, 3, 0, 16));
    assert_true(allows(list, 12, 2, 4));
    assert_false(allows(list, 12, 2, 5));
    assert_false(allows(list, 4, 0, 0)); /* not named: nothing */
    assert_false(allows(list, 0, 0, 0));
}

static void test_wrong_lists(void **state)
{
    (void)state;
    const char *const wrong[] = {"",    "1",   "1:",    ":",      "1:p",  "1:p1",
                                 "x:*", "1:9", "1:0p0", "1:0p16", "1:0p", "1;*"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct block_view view = parsed(wrong[i], 1);
        for (unsigned disk = 0; disk < DISKS_MAX; disk++)
            assert_int_equal(view.parts[disk], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lists),
                                       cmocka_unit_test(test_wrong_lists)};
    return cmocka_run_group_tests_name("block_view", tests, NULL, NULL);
}
