/* SPDX-License-Identifier: BSD-2-Clause */
/* Partition tables: MBR, logical, GPT with its copy, none, and nonsense. */
#include "host_test.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "../../services/block-thread/partition.h"

enum { SECTORS = 4096 };

static uint8_t disk[SECTORS][512];
static uint64_t fails_at; /* reading this sector fails; 0: none */
static unsigned reads;
static struct partition table[PARTITIONS_MAX + 1];

static int read_disk(void *ctx, uint64_t sector, void *buf)
{
    (void)ctx;
    reads++;
    assert_true(sector < SECTORS);
    if (sector == fails_at && sector != 0)
        return -EIO;
    memcpy(buf, disk[sector], 512);
    return 0;
}

static int scan(void)
{
    reads = 0;
    return partition_scan(table, SECTORS, read_disk, NULL);
}

static void put(uint8_t *p, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static void mbr(uint64_t sector, int index, uint8_t type, uint32_t first, uint32_t count)
{
    uint8_t *e = disk[sector] + 446 + index * 16;
    e[4] = type;
    put(e + 8, first, 4);
    put(e + 12, count, 4);
    disk[sector][510] = 0x55;
    disk[sector][511] = 0xaa;
}

static uint32_t crc(const uint8_t *p, size_t n)
{
    uint32_t c = 0xffffffff;
    while (n-- > 0) {
        c ^= *p++;
        for (int i = 0; i < 8; i++)
            c = (c >> 1) ^ (0xedb88320 & -(c & 1));
    }
    return ~c;
}

static void gpt_seal(uint64_t header, uint64_t entries)
{
    uint8_t *h = disk[header];
    memcpy(h, "EFI PART", 8);
    put(h + 12, 92, 4);
    put(h + 24, header, 8);
    put(h + 72, entries, 8);
    put(h + 80, 128, 4);
    put(h + 84, 128, 4);
    put(h + 88, crc(disk[entries], 128 * 128), 4);
    put(h + 16, 0, 4);
    put(h + 16, crc(h, 92), 4);
}

static void gpt_entry(uint64_t entries, int number, uint64_t first, uint64_t last)
{
    uint8_t *e = disk[entries] + (number - 1) * 128;
    e[0] = 1;
    put(e + 32, first, 8);
    put(e + 40, last, 8);
}

static void gpt(void)
{
    mbr(0, 0, 0xee, 1, SECTORS - 1);
    for (int copy = 0; copy < 2; copy++) {
        uint64_t entries = copy == 0 ? 2 : SECTORS - 33;
        gpt_entry(entries, 1, 64, 127);
        gpt_entry(entries, 3, 128, 128);
        gpt_entry(entries, 4, 200, 100);     /* ends before it starts */
        gpt_entry(entries, 5, 100, SECTORS); /* behind the end */
        gpt_entry(entries, 6, UINT64_MAX, UINT64_MAX);
        gpt_entry(entries, 7, 1, UINT64_MAX);
        gpt_entry(entries, 40, 64, 127); /* a number too high for us */
        gpt_seal(copy == 0 ? 1 : SECTORS - 1, entries);
    }
}

static int clear(void **state)
{
    (void)state;
    memset(disk, 0, sizeof(disk));
    fails_at = 0;
    return 0;
}

static void expect(int number, uint64_t first, uint64_t sectors)
{
    assert_int_equal(table[number].first, first);
    assert_int_equal(table[number].sectors, sectors);
}

static void test_mbr(void **state)
{
    (void)state;
    assert_int_equal(scan(), 0);
    mbr(0, 0, 0x83, 2048, 1000);
    mbr(0, 1, 0x83, 4000, 97); /* one too many */
    mbr(0, 2, 0x0c, 4000, 96);
    mbr(0, 3, 0x83, 0, 10); /* over the table */
    assert_int_equal(scan(), 3);
    expect(1, 2048, 1000);
    expect(2, 0, 0);
    expect(3, 4000, 96);
    expect(4, 0, 0);
}

static void test_logical(void **state)
{
    (void)state;
    mbr(0, 0, 0x83, 64, 64);
    mbr(0, 1, 0x05, 1000, 2000);
    mbr(1000, 0, 0x83, 10, 100);
    mbr(1000, 1, 0x05, 500, 400); /* relative to 1000 */
    mbr(1500, 0, 0x83, 10, 200);  /* relative to 1500 */
    mbr(1500, 1, 0x05, 600, 400);
    mbr(1600, 0, 0x83, 1, 7);
    assert_int_equal(scan(), 7);
    expect(5, 1010, 100);
    expect(6, 1510, 200);
    expect(7, 1601, 7);
    mbr(1600, 1, 0x05, 500, 1); /* a circle */
    assert_int_equal(scan(), PARTITIONS_MAX);
    assert_true(reads < 20);
    fails_at = 1500;
    assert_int_equal(scan(), -EIO);
}

static void test_gpt(void **state)
{
    (void)state;
    gpt();
    assert_int_equal(scan(), 3);
    expect(1, 64, 64);
    expect(2, 0, 0);
    expect(3, 128, 1);
    disk[2][40]++; /* the entries are damaged: the copy counts */
    assert_int_equal(scan(), 3);
    expect(1, 64, 64);
    disk[1][0]++;
    assert_int_equal(scan(), 3);
    fails_at = 1;
    assert_int_equal(scan(), 3);
    disk[SECTORS - 1][30]++; /* the copy's header too */
    assert_int_equal(scan(), 0);
    expect(1, 0, 0);
}

static void test_no_table(void **state)
{
    (void)state;
    memcpy(disk[0] + 440, "NTLDR is missing and so on, the code of a boot sector .....", 60);
    disk[0][510] = 0x55;
    disk[0][511] = 0xaa;
    assert_int_equal(scan(), 0);
    assert_int_equal(partition_scan(table, 1, read_disk, NULL), 0);
}

static void test_random(void **state)
{
    (void)state;
    srand(11);
    for (int round = 0; round < 3000; round++) {
        clear(NULL);
        if (rand() % 2)
            gpt();
        else
            mbr(0, rand() % 4, rand() % 2 ? 0x05 : 0x83, (uint32_t)rand() % SECTORS,
                (uint32_t)rand());
        for (int i = rand() % 20; i > 0; i--)
            disk[rand() % 40][rand() % 512] = (uint8_t)rand();
        disk[0][510] = 0x55;
        disk[0][511] = 0xaa;
        if (rand() % 2)
            gpt_seal(1, (uint64_t)rand() % (SECTORS - 40));
        int last = scan();
        assert_true(last <= PARTITIONS_MAX && reads < 400);
        for (int i = 1; i <= PARTITIONS_MAX; i++)
            assert_true(table[i].first + table[i].sectors <= SECTORS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_mbr, clear),    cmocka_unit_test_setup(test_logical, clear),
        cmocka_unit_test_setup(test_gpt, clear),    cmocka_unit_test_setup(test_no_table, clear),
        cmocka_unit_test_setup(test_random, clear),
    };
    return cmocka_run_group_tests_name("partition", tests, NULL, NULL);
}
