/* SPDX-License-Identifier: BSD-2-Clause */
/* A ring of bytes between fibers. */
#include "io/byte_ring.h"

#include <string.h>

size_t byte_ring_put(struct byte_ring *r, const char *src, size_t n)
{
    size_t done = 0;

    if (n > byte_ring_room(r))
        n = byte_ring_room(r);
    while (done < n) {
        uint32_t at = (r->head + r->fill) % BYTE_RING_BYTES;
        size_t part = BYTE_RING_BYTES - at < n - done ? BYTE_RING_BYTES - at : n - done;
        memcpy(r->bytes + at, src + done, part);
        r->fill += (uint32_t)part;
        done += part;
    }
    return n;
}

size_t byte_ring_front(const struct byte_ring *r, const char **src)
{
    *src = r->bytes + r->head;
    return BYTE_RING_BYTES - r->head < r->fill ? BYTE_RING_BYTES - r->head : r->fill;
}

void byte_ring_skip(struct byte_ring *r, size_t n)
{
    r->head = (r->head + (uint32_t)n) % BYTE_RING_BYTES;
    r->fill -= (uint32_t)n;
}
