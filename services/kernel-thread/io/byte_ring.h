/* SPDX-License-Identifier: BSD-2-Clause */
/* A ring of bytes between fibers. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { BYTE_RING_BYTES = 16384 };

struct byte_ring {
    uint32_t head, fill; /* first byte, how many */
    char bytes[BYTE_RING_BYTES];
};

static inline size_t byte_ring_room(const struct byte_ring *r)
{
    return BYTE_RING_BYTES - r->fill;
}
/* As much as fits; returns how much. */
size_t byte_ring_put(struct byte_ring *r, const char *src, size_t n);
/* The bytes at the front that lie in one piece; *src is set.  byte_ring_skip takes them. */
size_t byte_ring_front(const struct byte_ring *r, const char **src);
void byte_ring_skip(struct byte_ring *r, size_t n);
