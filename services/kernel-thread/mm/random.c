/* SPDX-License-Identifier: BSD-2-Clause */
/* The random number generator: ChaCha20 (RFC 8439) with fast key erasure.
 *
 * Each request takes a block of key stream whose first half is the next key, so what was handed out cannot be
 * computed again from the state.  The key starts from the device tree's rng-seed and the counter; everything
 * added later is mixed into it. */
#include "mm/random.h"

#include <string.h>

#include <dt/dt.h>
#include <rt/log.h>
#include <rt/task.h>
#include <rt/timer.h>

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

void random_bytes(void *buf, size_t size)
{
    uint32_t block[BLOCK_WORDS], next_key[KEY_WORDS];
    uint8_t *to = buf;

    requests++;
    chacha_block(0, block);
    memcpy(next_key, block, sizeof(next_key));
    for (uint32_t counter = 1; size > 0; counter++) {
        size_t part = size < BLOCK_BYTES ? size : BLOCK_BYTES;
        chacha_block(counter, block);
        memcpy(to, block, part);
        to += part;
        size -= part;
    }
    memcpy(key, next_key, sizeof(key));
    memset(block, 0, sizeof(block));
}

static bool places_are_fixed; /* option aslr=off */

static uint64_t draw(void)
{
    uint64_t value;

    random_bytes(&value, sizeof(value));
    return value;
}

uint64_t mm_random(void)
{
    return places_are_fixed ? 0 : draw();
}

/* The seed is taken in pieces of a key's size; each piece is added to the key and a block drawn. */
void random_add(const void *seed, size_t size)
{
    const uint8_t *from = seed;

    while (size > 0) {
        size_t part = size < sizeof(key) ? size : sizeof(key);
        for (size_t i = 0; i < part; i++)
            ((uint8_t *)key)[i] ^= from[i];
        draw();
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
