/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/bulk.c: buffers of requests that are named where they can be, and carried by the channel
 * where not.
 *
 * In a message such a buffer is either the offset of its room, as every other, or: NAMED and the
 * number of pieces; the badge of the owner, 0 for the sender; a word for each piece (region << 32 |
 * units << 23 | offset in units). */
#include <ipc/channel.h>
#include <ipc/server.h>

#include <string.h>

#include <linux/errno.h>
#include <rt/bulk.h>

#define NAMED (1ull << 63)

enum {
    OFFSET_BITS = 23, /* in units: regions up to 4 GiB */
    UNITS_BITS = 9,
    NAME_MIN = 4096, /* less is copied faster than named */
};

static uint64_t pack(const struct rt_bulk_piece *p)
{
    return (uint64_t)p->region << 32 | (uint64_t)(p->bytes / RT_BULK_UNIT) << OFFSET_BITS |
           p->offset / RT_BULK_UNIT;
}

static struct rt_bulk_piece unpack(uint64_t word)
{
    uint32_t low = (uint32_t)word;
    return (struct rt_bulk_piece){
        .region = (uint32_t)(word >> 32),
        .bytes = (low >> OFFSET_BITS) * RT_BULK_UNIT,
        .offset = (uint64_t)(low & ((1u << OFFSET_BITS) - 1)) * RT_BULK_UNIT,
    };
}

static bool fits(const struct rt_bulk_name *name)
{
    for (unsigned i = 0; i < name->count; i++) {
        if (name->piece[i].offset / RT_BULK_UNIT >> OFFSET_BITS != 0 ||
            name->piece[i].bytes / RT_BULK_UNIT >> UNITS_BITS != 0)
            return false;
    }
    return true;
}

/* Bytes of a name for so many bytes that a device reads: the last unit is whole, and what is in it
 * lies in the same page. */
static uint64_t whole_units(uint64_t bytes)
{
    return (bytes + RT_BULK_UNIT - 1) & ~(uint64_t)(RT_BULK_UNIT - 1);
}

/* Puts the buffer's name into the message; false, with nothing put, when it has none. */
static bool put_name(struct ipc_request *rq, const void *buf, uint64_t bytes)
{
    struct rt_bulk_name name;
    if (rq->carry || bytes < NAME_MIN || bytes > RT_BULK_MAX ||
        rt_bulk_name(buf, bytes, &name) != 0 || !fits(&name))
        return false;
    ipc_put_word(&rq->in, NAMED | name.count);
    ipc_put_word(&rq->in, name.owner);
    for (unsigned i = 0; i < name.count; i++)
        ipc_put_word(&rq->in, pack(&name.piece[i]));
    rq->named = true;
    return true;
}

static void name_or_room(struct ipc_request *rq, const void *buf, uint64_t bytes,
                         uint64_t name_bytes)
{
    if (rq->in.err != 0 || put_name(rq, buf, name_bytes))
        return;
    if (!rt_bulk_is_here(buf))
        rq->in.err = -EREMOTE; /* who named it can reach it */
    else
        ipc_request_room(rq, bytes);
}

void ipc_request_bulk_out(struct ipc_request *rq, const void *buf, uint64_t bytes)
{
    name_or_room(rq, buf, bytes, bytes);
}

void ipc_request_bulk_in(struct ipc_request *rq, const void *buf, uint64_t bytes)
{
    name_or_room(rq, buf, bytes, bytes < NAME_MIN ? bytes : whole_units(bytes));
    if (rq->in.err != 0 || rq->named || bytes == 0)
        return;
    if (rq->large != 0) {
        ipc_large_fill(rq, buf);
        return;
    }
    int err = rt_bulk_get(rq->room, buf, bytes);
    if (err)
        rq->in.err = err;
}

int ipc_request_bulk_take(struct ipc_request *rq, void *buf, uint64_t count)
{
    if (rq->large != 0)
        return ipc_large_take(rq, buf, count);
    if (rq->room == NULL || count > (uint64_t)rq->room_pages * IPC_PAGE)
        return 0;
    return rt_bulk_put(buf, rq->room, count);
}

bool ipc_request_again(struct ipc_request *rq, int64_t result)
{
    bool again = rq->named && result == -EREMOTE;
    rq->named = false;
    rq->carry = again;
    return again;
}

void ipc_call_place(struct ipc_call *call, struct ipc_place *place)
{
    uint64_t first = ipc_get_word(&call->in, UINT64_MAX);
    place->named = (first & NAMED) != 0;
    place->offset = first;
    if (!place->named || call->in.err != 0)
        return;
    struct rt_bulk_name *name = &place->name;
    name->count = (uint32_t)(first & UINT32_MAX);
    name->owner = ipc_get_word(&call->in, UINT64_MAX);
    if (name->count > RT_BULK_PIECES)
        call->in.err = -EINVAL;
    for (unsigned i = 0; call->in.err == 0 && i < name->count; i++)
        name->piece[i] = unpack(ipc_get_word(&call->in, UINT64_MAX));
    if (name->owner == 0)
        name->owner = call->client->badge;
}

void *ipc_call_bulk(struct ipc_call *call, const struct ipc_place *place, uint64_t bytes)
{
    if (!place->named)
        return ipc_call_buffer(call, place->offset, bytes);
    if (call->in.err != 0)
        return NULL;
    uint64_t named = 0;
    for (unsigned i = 0; i < place->name.count; i++)
        named += place->name.piece[i].bytes;
    call->in.err = named < bytes || named - bytes >= RT_BULK_UNIT
                       ? -EINVAL
                       : rt_bulk_hold(&place->name, call->client->badge, &call->held);
    return call->in.err != 0 ? NULL : call->held;
}
