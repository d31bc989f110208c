/* SPDX-License-Identifier: BSD-2-Clause */
/* toy: an interface with every kind of parameter, for the tests of what ifacegen makes. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <ipc/annot.h>

IFACE(toy)
struct toy;

struct toy_point {
    int64_t x;
    uint16_t y;
};

/* Returns a + b. */
int toy_add(struct toy *t, uint8_t a, int32_t b);
/* Adds `by` to each of two outputs; waits in between if `wait`. */
int toy_move(struct toy *t, const struct toy_point *from IN, uint32_t wait, struct toy_point *to OUT,
             uint64_t *distance OUT);
/* Joins two names, with '/' between, in buf; returns the length. */
ssize_t toy_join(struct toy *t, const char *a, void *buf OUT_BYTES(size), uint32_t size, const char *b);
/* Sum of count 16-bit numbers. */
ssize_t toy_sum(struct toy *t, const void *numbers IN_BYTES(count * 2), uint32_t count);
/* Fills count * 512 bytes with value; waits if `wait`. */
int toy_fill(struct toy *t, uint32_t count, uint8_t value, uint32_t wait, void *buf OUT_BYTES(count * 512));
/* Reads and writes count bytes that may be named. */
ssize_t toy_load(struct toy *t, uint32_t count, void *buf OUT_BULK(count));
ssize_t toy_store(struct toy *t, const void *buf IN_BULK(count), uint32_t count);
