/* SPDX-License-Identifier: BSD-2-Clause */
/* The allocator under random use: blocks never overlap, keep their bytes, and all comes back. */
#include "host_test.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/tlsf.h>

enum { ARENA = 1 << 22, FIRST = 1 << 16, SLOTS = 400, ROUNDS = 200000 };

static _Alignas(16) char arena[ARENA];

struct slot {
    unsigned char *memory;
    size_t bytes;
    unsigned char fill;
};

static uint32_t seed = 1;

static uint32_t next_random(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static void check_filled(const struct slot *s)
{
    for (size_t i = 0; i < s->bytes; i++)
        assert_int_equal(s->memory[i], s->fill);
}

static void random_use(void **state)
{
    (void)state;
    static struct tlsf tlsf;
    static struct slot slots[SLOTS];
    size_t given = FIRST;

    tlsf_add(&tlsf, arena, FIRST);
    for (int round = 0; round < ROUNDS; round++) {
        struct slot *s = &slots[next_random() % SLOTS];
        if (s->memory) {
            check_filled(s);
            assert_int_equal(tlsf_free(&tlsf, s->memory), 0);
            s->memory = NULL;
            continue;
        }
        size_t align = (size_t)16 << (next_random() % 8 == 0 ? next_random() % 9 : 0);
        s->bytes = next_random() % (next_random() % 16 == 0 ? 30000 : 300);
        s->fill = (unsigned char)next_random();
        s->memory = tlsf_alloc(&tlsf, s->bytes, align);
        if (!s->memory && given < ARENA) {
            size_t more = (tlsf_want(s->bytes, align) + 15) & ~(size_t)15;
            if (more > ARENA - given)
                continue;
            tlsf_add(&tlsf, arena + given, more);
            given += more;
            s->memory = tlsf_alloc(&tlsf, s->bytes, align);
            assert_non_null(s->memory);
        }
        if (!s->memory)
            continue;
        assert_int_equal((uintptr_t)s->memory % align, 0);
        assert_true((char *)s->memory >= arena);
        assert_true((char *)s->memory + s->bytes <= arena + given);
        assert_true(tlsf_usable(s->memory) >= s->bytes);
        memset(s->memory, s->fill, s->bytes);
    }
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].memory) {
            check_filled(&slots[i]);
            assert_int_equal(tlsf_free(&tlsf, slots[i].memory), 0);
        }
    assert_int_equal(tlsf.used, 0);
    /* all is one block again */
    assert_non_null(tlsf_alloc(&tlsf, given - given / 16 - 1024, 16));
}

static void errors(void **state)
{
    (void)state;
    static struct tlsf tlsf;
    static _Alignas(16) char small[4096];

    assert_null(tlsf_alloc(&tlsf, 1, 16)); /* no arena yet */
    tlsf_add(&tlsf, small, sizeof(small));
    assert_null(tlsf_alloc(&tlsf, sizeof(small), 16));
    assert_null(tlsf_alloc(&tlsf, SIZE_MAX - 8, 16));
    void *a = tlsf_alloc(&tlsf, 0, 16), *b = tlsf_alloc(&tlsf, 100, 16);
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(tlsf_free(&tlsf, a), 0);
    assert_int_equal(tlsf_free(&tlsf, a), -EINVAL);
    assert_int_equal(tlsf_free(&tlsf, (char *)b + 8), -EINVAL);
    assert_int_equal(tlsf_free(&tlsf, b), 0);
}

/* Areas apart from the arena are used, known to be empty, and gone. */
static void areas(void **state)
{
    (void)state;
    static struct tlsf tlsf;
    static _Alignas(16) char first[4096], area[65536];

    tlsf_add(&tlsf, first, sizeof(first));
    assert_null(tlsf_alloc(&tlsf, 8192, 16));
    tlsf_add_area(&tlsf, area, sizeof(area));
    assert_true(tlsf_area_unused(area, sizeof(area)));
    char *a = tlsf_alloc(&tlsf, 8192, 16), *b = tlsf_alloc(&tlsf, 20000, 64);
    assert_in_range((uintptr_t)a, (uintptr_t)area, (uintptr_t)area + sizeof(area));
    assert_in_range((uintptr_t)b, (uintptr_t)area, (uintptr_t)area + sizeof(area) - 20000);
    assert_int_equal(tlsf_free(&tlsf, a), 0);
    assert_false(tlsf_area_unused(area, sizeof(area)));
    assert_int_equal(tlsf_free(&tlsf, b), 0);
    assert_true(tlsf_area_unused(area, sizeof(area)));
    tlsf_remove_area(&tlsf, area);
    memset(area, 0xff, sizeof(area));
    assert_null(tlsf_alloc(&tlsf, 8192, 16));
    assert_non_null(tlsf_alloc(&tlsf, 2000, 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_use), cmocka_unit_test(errors), cmocka_unit_test(areas)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
