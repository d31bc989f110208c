/* SPDX-License-Identifier: BSD-2-Clause */
/* Named buffers: bulk data that is named as (region, offset, length) and not carried
 * (docs/bulk-data.md).
 *
 * A named buffer is a `void *` as any other to who passes it on: its parts are reached by pointer
 * arithmetic, and it is good until it is dropped.  But it is no address of memory.  Whoever wants
 * the bytes asks here: rt_bulk_get, rt_bulk_put and rt_bulk_zero take plain memory and named
 * buffers alike. For a buffer that is mapped nowhere in this task they give -EREMOTE; a service
 * hands that error to its client before it has changed anything, and the client's stub repeats the
 * request with the bytes in the channel. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <task/regions.h>

enum {
    RT_BULK_PIECES = 32, /* of one buffer */
    RT_BULK_UNIT = 512,  /* pieces begin and end at multiples of this in their region */
    RT_BULK_MAX = 256 * RT_BULK_UNIT,
};

struct rt_bulk_piece {
    uint32_t region; /* its number */
    uint32_t bytes;
    uint64_t offset; /* in the region */
};

/* What stands for a buffer in a message. */
struct rt_bulk_name {
    uint64_t owner; /* badge of the task whose regions they are */
    uint32_t count;
    struct rt_bulk_piece piece[RT_BULK_PIECES];
};

bool rt_bulk_is_named(const void *buf);
/* The bytes can be touched through rt_bulk_get and rt_bulk_put: plain memory, or gathered here. */
bool rt_bulk_is_here(const void *buf);

/* One buffer of `count` parts of the task's own memory, `part_bytes` each, in order.  NULL: no
 * memory, or more parts than RT_BULK_PIECES. */
void *rt_bulk_gather(void *const parts[], unsigned count, uint32_t part_bytes);
/* A buffer for a name that `client` sent.  A task that sees the table of regions checks it and
 * holds the memory until the buffer is dropped; others can only pass it on, and take names of the
 * client's own memory only.  -EPERM when the client may not name that, -EFAULT when there is no
 * such region or it ends before, -EINVAL, -ENOMEM. */
int rt_bulk_hold(const struct rt_bulk_name *name, uint64_t client, void **buf);
void rt_bulk_drop(void *buf);

/* The name of a buffer: named, or plain memory that was given to rt_dma_add_region.  -EREMOTE if it
 * has none. */
int rt_bulk_name(const void *buf, size_t bytes, struct rt_bulk_name *name);

int rt_bulk_get(void *to, const void *buf, size_t bytes);
int rt_bulk_put(void *buf, const void *from, size_t bytes);
int rt_bulk_zero(void *buf, size_t bytes);

/* Root-task's table and this task's counts; NULL, NULL: it sees none.  done(number) says that the
 * last use of a region that has ended is over. */
void rt_bulk_set_table(const volatile struct region_line *table, volatile uint32_t *uses,
                       void (*done)(uint32_t number));
