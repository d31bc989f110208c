/* SPDX-License-Identifier: BSD-2-Clause */
/* The random number generator: ChaCha20 (RFC 8439) with fast key erasure.
 *
 * The first block of each piece of key stream is the next key, and what is handed out is erased, so it cannot be
 * computed again from the state.  The key starts from the device tree's rng-seed and the counter; everything
 * added later is mixed into it. */
#include "mm/random.h"

#include <string.h>

#include <dt/dt.h>
#include <rt/log.h>
#include <rt/task.h>
#include <rt/timer.h>

#include "proc/proc.h"

enum { KEY_WORDS = 8, BLOCK_WORDS = 16, BLOCK_BYTES = 64, ROUNDS = 20 };

static uint32_t key[KEY_WORDS];
static uint64_t requests; /* nonce: never the same twice under one key */

static uint32_t rotate(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}

static void quarter_round(uint32_t s[BLOCK_WORDS], int a, int b, int c, int d)
{
    s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 16);
    s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 12);
    s[a] += s[b], s[d] = rotate(s[d] ^ s[a], 8);
    s[c] += s[d], s[b] = rotate(s[b] ^ s[c], 7);
}

static void chacha_block(uint32_t counter, uint32_t out[BLOCK_WORDS])
{
    uint32_t start[BLOCK_WORDS] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    memcpy(start + 4, key, sizeof(key));
    start[12] = counter;
    start[13] = (uint32_t)requests;
    start[14] = (uint32_t)(requests >> 32);
    memcpy(out, start, BLOCK_BYTES);
    for (int round = 0; round < ROUNDS; round += 2) {
        quarter_round(out, 0, 4, 8, 12), quarter_round(out, 1, 5, 9, 13);
        quarter_round(out, 2, 6, 10, 14), quarter_round(out, 3, 7, 11, 15);
        quarter_round(out, 0, 5, 10, 15), quarter_round(out, 1, 6, 11, 12);
        quarter_round(out, 2, 7, 8, 13), quarter_round(out, 3, 4, 9, 14);
    }
    for (int i = 0; i < BLOCK_WORDS; i++)
        out[i] += start[i];
}

/* Key stream that nobody has had yet, from the end; what is handed out is forgotten. */
enum { STORE_BLOCKS = 8 };
static uint32_t store[STORE_BLOCKS][BLOCK_WORDS];
static size_t stored;

static void store_fill(void)
{
    uint32_t block[BLOCK_WORDS];

    requests++;
    chacha_block(0, block);
    for (uint32_t i = 0; i < STORE_BLOCKS; i++)
        chacha_block(i + 1, store[i]);
    memcpy(key, block, sizeof(key));
    memset(block, 0, sizeof(block));
    stored = sizeof(store);
}

void random_bytes(void *buf, size_t size)
{
    uint8_t *to = buf;

    while (size > 0) {
        if (stored == 0)
            store_fill();
        size_t part = size < stored ? size : stored;
        uint8_t *from = (uint8_t *)store + stored - part;
        memcpy(to, from, part);
        memset(from, 0, part);
        stored -= part;
        to += part;
        size -= part;
    }
}

static bool places_are_fixed; /* option aslr=off */

uint64_t mm_random(void)
{
    uint64_t value = 0;

    if (!places_are_fixed)
        random_bytes(&value, sizeof(value));
    return value;
}

int randomize_places = 2;

uint64_t layout_random(void)
{
    enum { ADDR_NO_RANDOMIZE = 0x40000 };
    const struct thread *t = current();

    return randomize_places == 0 || (t != NULL && (t->proc->personality & ADDR_NO_RANDOMIZE)) ? 0 : mm_random();
}

/* The seed is taken in pieces of a key's size; each piece is added to the key and a block drawn. */
void random_add(const void *seed, size_t size)
{
    const uint8_t *from = seed;

    while (size > 0) {
        size_t part = size < sizeof(key) ? size : sizeof(key);
        for (size_t i = 0; i < part; i++)
            ((uint8_t *)key)[i] ^= from[i];
        store_fill();
        from += part;
        size -= part;
    }
}

void random_init(void)
{
    struct dt dt;
    uint32_t bytes = 0;
    uint64_t now = rt_now_ns();
    const void *seed = NULL;

    if (rt_task_info->dtb && dt_open(&dt, (const void *)rt_task_info->dtb, rt_task_info->dtb_bytes)) {
        dt_node chosen = dt_path(&dt, "/chosen");
        seed = chosen ? dt_property(&dt, chosen, "rng-seed", &bytes) : NULL;
    }
    if (seed)
        random_add(seed, bytes);
    else
        log_warn("random: no rng-seed in the device tree: numbers can be guessed");
    random_add(&now, sizeof(now));
    char aslr[8] = "";
    (void)rt_task_option("aslr", aslr, sizeof(aslr));
    places_are_fixed = strcmp(aslr, "off") == 0;
}
