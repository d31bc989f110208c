/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of test-demo: a failed one is logged with both values, and the test goes on. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

void check_eq(int64_t got, int64_t want, const char *what, const char *file, int line);

#define CHECK_EQ(got, want) check_eq((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define CHECK(condition)    check_eq(!!(condition), 1, #condition, __FILE__, __LINE__)

/* The tests of root-task's services, in order: TEST(name).  They wait in the kernel. */
#define TEST_LIST                                                                                  \
    TEST(info)                                                                                     \
    TEST(heap)                                                                                     \
    TEST(strings)                                                                                  \
    TEST(translate)                                                                                \
    TEST(page)                                                                                     \
    TEST(untyped)                                                                                  \
    TEST(untyped_free)                                                                             \
    TEST(region)                                                                                   \
    TEST(region_table)                                                                             \
    TEST(slots)                                                                                    \
    TEST(windows)                                                                                  \
    TEST(notification)                                                                             \
    TEST(irq)                                                                                      \
    TEST(dma)                                                                                      \
    TEST(asid_pool)                                                                                \
    TEST(books)                                                                                    \
    TEST(find_service)                                                                             \
    TEST(channel)                                                                                  \
    TEST(channel_rounds)                                                                           \
    TEST(bad_requests)                                                                             \
    TEST(log)                                                                                      \
    TEST(peer_dies)                                                                                \
    TEST(restart_rounds)                                                                           \
    TEST(region_in_use)

/* Those of the services' interfaces; they run on a fiber. */
#define INTERFACE_LIST                                                                             \
    TEST(block)                                                                                    \
    TEST(fs)                                                                                       \
    TEST(fat)                                                                                      \
    TEST(uart)                                                                                     \
    TEST(console)

#define TEST(name) void test_##name(void);
TEST_LIST
INTERFACE_LIST
#undef TEST
