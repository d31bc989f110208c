/* SPDX-License-Identifier: BSD-2-Clause */
/* Channels.  The memory belongs to the channel's own pool, because either side may end first; each side's
 * mappings are copies of its frames in slots that belong to that task. */
#include "channel.h"

#include <linux/errno.h>
#include <rt/errno.h>
#include <rt/log.h>

#include "cspace.h"

enum { CHANNELS_MAX = 64, PAGE_BYTES = 4096, PIECE_BITS = 20, PIECES_MAX = 16 };

static struct channel {
    struct task *side[2];     /* creator, peer; NULL once ended.  Both NULL: not in use */
    bool joined;
    struct pool pool;
    uint64_t bytes;
    struct {
        cptr_t frames;
        uint64_t paddr, bytes;
    } piece[PIECES_MAX];
    unsigned pieces;
    int bit[2];               /* in the side's own badge: "the other one signals" */
    uint32_t generation;      /* makes numbers of ended channels invalid */
} channels[CHANNELS_MAX];

static bool in_use(const struct channel *channel)
{
    return channel->side[0] || channel->side[1];
}

static uint32_t channel_id(const struct channel *channel)
{
    return channel->generation * CHANNELS_MAX + (uint32_t)(channel - channels);
}

static int allocate(struct channel *channel, uint64_t bytes)
{
    channel->pieces = 0;
    channel->bytes = bytes;
    for (uint64_t left = bytes; left;) {
        unsigned bits = PIECE_BITS;
        while (left < 1ull << bits)
            bits--;
        if (channel->pieces == PIECES_MAX)
            return -ENOMEM;
        uint64_t paddr;
        cptr_t frames = pool_frames(&channel->pool, bits, &paddr);
        if (!frames)
            return -ENOMEM;
        channel->piece[channel->pieces].frames = frames;
        channel->piece[channel->pieces].paddr = paddr;
        channel->piece[channel->pieces++].bytes = 1ull << bits;
        left -= 1ull << bits;
    }
    return 0;
}

/* Maps all of the channel into a task, at the end of its channel range. */
static int map(struct channel *channel, struct task *task, uint64_t *vaddr)
{
    uint64_t at = task->channel_next;

    task->channel_next += channel->bytes + PAGE_BYTES; /* an unmapped page between channels */
    *vaddr = at;
    for (unsigned i = 0; i < channel->pieces; i++) {
        unsigned count = (unsigned)(channel->piece[i].bytes / PAGE_BYTES);
        cptr_t copies = slot_alloc_range(count);
        if (!copies)
            return -ENOMEM;
        if (!pool_keep_slots(&task->pool, copies, count)) {
            slot_free_range(copies, count);
            return -ENOMEM;
        }
        for (unsigned j = 0; j < count; j++) {
            int err = rt_errno(cap_copy(copies + j, channel->piece[i].frames + j));
            if (!err)
                err = vspace_map(task->vspace, &task->pool, copies + j, at + (uint64_t)j * PAGE_BYTES,
                                 ACCESS_READ_WRITE);
            if (err)
                return err;
        }
        int err = task_add_map(task, at, channel->piece[i].bytes, channel->piece[i].paddr);
        if (err)
            return err;
        at += channel->piece[i].bytes;
    }
    return 0;
}

/* Puts the capability that signals side `to` into `slot` of the other side. */
static int give_signal(const struct channel *channel, int to, cptr_t slot)
{
    return task_give_badged(channel->side[!to], slot, channel->side[to]->notify, seL4_CanWrite,
                            TASK_BADGE_NOTIFY | 1ull << channel->bit[to]);
}

static void release(struct channel *channel)
{
    pool_fini(&channel->pool);
    channel->side[0] = channel->side[1] = NULL;
    channel->generation++;
}

int channel_create(struct task *creator, const char *peer_name, uint64_t bytes, cptr_t slot,
                   uint64_t *vaddr, uint32_t *id)
{
    struct task *peer = task_by_name(peer_name);
    struct channel *channel = channels;

    if (!peer)
        return -ENOENT;
    if (peer == creator || bytes == 0 || bytes % PAGE_BYTES || bytes > (uint64_t)PIECES_MAX << PIECE_BITS)
        return -EINVAL;
    if (peer->state == TASK_DEAD || peer->state == TASK_ABSENT)
        return -ESHUTDOWN;
    while (channel < channels + CHANNELS_MAX && in_use(channel))
        channel++;
    if (channel == channels + CHANNELS_MAX)
        return -ENOSPC;

    int bit = task_notify_bit(creator), peer_bit = task_notify_bit(peer);
    if (bit < 0 || peer_bit < 0)
        return -ENOSPC;
    pool_init(&channel->pool);
    channel->joined = false;
    channel->side[0] = creator;
    channel->side[1] = peer;
    channel->bit[0] = bit;
    channel->bit[1] = peer_bit;

    int err = allocate(channel, bytes);
    if (!err)
        err = map(channel, creator, vaddr);
    if (!err)
        err = give_signal(channel, 1, slot);
    if (err) {
        creator->notify_bits &= ~(1ull << bit);
        peer->notify_bits &= ~(1ull << peer_bit);
        release(channel);
        return err;
    }
    *id = channel_id(channel);
    return bit;
}

int channel_join(struct task *peer, uint32_t id, uint64_t creator, cptr_t slot, uint64_t *vaddr,
                 uint64_t *bytes)
{
    struct channel *channel = &channels[id % CHANNELS_MAX];

    if (!in_use(channel) || channel_id(channel) != id)
        return -ENOENT;
    if (channel->side[1] != peer)
        return -EPERM;
    if (channel->joined)
        return -EALREADY;
    if (!channel->side[0])
        return -ESHUTDOWN;
    if (channel->side[0]->badge != creator)
        return -EPERM;

    int err = give_signal(channel, 0, slot);
    if (!err)
        err = map(channel, peer, vaddr);
    if (err)
        return err;
    channel->joined = true;
    *bytes = channel->bytes;
    return channel->bit[1];
}

/* Best effort: without a free slot the other side finds out at its next call. */
static void signal_side(const struct channel *channel, int to)
{
    cptr_t slot = slot_alloc();

    if (!slot)
        return;
    if (cap_mint(slot, channel->side[to]->notify, seL4_CanWrite,
                 TASK_BADGE_NOTIFY | 1ull << channel->bit[to]) == seL4_NoError)
        seL4_Signal(slot);
    slot_delete(slot);
}

void channel_forget(struct task *task)
{
    for (struct channel *channel = channels; channel < channels + CHANNELS_MAX; channel++) {
        for (int i = 0; i < 2; i++)
            if (channel->side[i] == task) {
                channel->side[i] = NULL;
                if (channel->side[!i])
                    signal_side(channel, !i);
            }
        if (channel->pool.memory.tqh_last && !in_use(channel) && !TAILQ_EMPTY(&channel->pool.memory))
            release(channel);
    }
}
