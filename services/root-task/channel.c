/* SPDX-License-Identifier: BSD-2-Clause */
/* Channels.  The memory belongs to the channel's own pool, because either side may end first; each side maps copies
 * of its frames.  A side that leaves (or ends) loses its copies, the other one is signalled and keeps the memory
 * until it leaves too. */
#include "channel.h"

#include <linux/errno.h>
#include <rt/errno.h>
#include <rt/notify.h>
#include <rt/log.h>

#include "cspace.h"
#include "layout.h"

enum { CHANNELS_MAX = 64, PAGE_BYTES = 4096, PIECE_BITS = 20, PIECES_MAX = 16 };
enum { CREATOR, PEER };

struct side {
    struct task *task;          /* NULL: has left */
    int bit;                    /* in its badge: "the other one signals" */
    uint64_t vaddr;             /* 0: not mapped */
    cptr_t copies[PIECES_MAX];  /* own slots with its frames, piece by piece; 0: none */
};

static struct channel {
    struct side side[2];        /* creator and peer; both tasks NULL: not in use */
    struct pool pool;
    uint64_t bytes;
    struct {
        cptr_t frames;
        uint64_t paddr, bytes;
    } piece[PIECES_MAX];
    unsigned pieces;
    uint32_t generation;        /* makes numbers of ended channels invalid */
} channels[CHANNELS_MAX];

static bool in_use(const struct channel *channel)
{
    return channel->side[CREATOR].task || channel->side[PEER].task;
}

static uint32_t channel_id(const struct channel *channel)
{
    return channel->generation * CHANNELS_MAX + (uint32_t)(channel - channels);
}

/* The channel of that number, NULL if it has ended. */
static struct channel *channel_get(uint32_t id)
{
    struct channel *channel = &channels[id % CHANNELS_MAX];

    return in_use(channel) && channel_id(channel) == id ? channel : NULL;
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

/* Where the task has `bytes` free for a channel; an unmapped page lies between channels. */
static uint64_t free_range(const struct task *task, uint64_t bytes)
{
    uint64_t at = LAYOUT_CHANNELS;

    for (unsigned i = 0; i < 2 * CHANNELS_MAX; i++) {
        const struct channel *other = &channels[i / 2];
        const struct side *side = &other->side[i % 2];
        if (side->task == task && side->vaddr && at < side->vaddr + other->bytes + PAGE_BYTES &&
            side->vaddr < at + bytes + PAGE_BYTES) {
            at = side->vaddr + other->bytes + PAGE_BYTES;
            i = -1u; /* look at all again */
        }
    }
    return at;
}

static void unmap(struct channel *channel, struct side *side)
{
    for (unsigned i = 0; i < channel->pieces; i++) {
        if (!side->copies[i])
            continue;
        for (unsigned j = 0; j < channel->piece[i].bytes / PAGE_BYTES; j++)
            slot_delete(side->copies[i] + j);
        side->copies[i] = 0;
    }
    if (side->task && side->vaddr)
        task_remove_maps(side->task, side->vaddr, channel->bytes);
    side->vaddr = 0;
}

static int map_piece(struct channel *channel, struct side *side, unsigned piece, uint64_t vaddr)
{
    unsigned count = (unsigned)(channel->piece[piece].bytes / PAGE_BYTES);
    cptr_t copies = slot_alloc_range(count);

    if (!copies)
        return -ENOMEM;
    side->copies[piece] = copies;
    for (unsigned j = 0; j < count; j++) {
        int err = rt_errno(cap_copy(copies + j, channel->piece[piece].frames + j));
        if (!err)
            err = vspace_map(side->task->vspace, &side->task->pool, copies + j, vaddr + (uint64_t)j * PAGE_BYTES,
                             ACCESS_READ_WRITE);
        if (err)
            return err;
    }
    return task_add_map(side->task, vaddr, channel->piece[piece].bytes, channel->piece[piece].paddr);
}

/* Maps all of the channel into the side's task. */
static int map(struct channel *channel, struct side *side)
{
    uint64_t at = free_range(side->task, channel->bytes);

    side->vaddr = at;
    for (unsigned i = 0; i < channel->pieces; i++) {
        int err = map_piece(channel, side, i, at);
        if (err) {
            unmap(channel, side);
            return err;
        }
        at += channel->piece[i].bytes;
    }
    return 0;
}

/* Puts the capability that signals side `to` into `slot` of the other side. */
static int give_signal(const struct channel *channel, int to, cptr_t slot)
{
    return task_give_badged(channel->side[!to].task, slot, channel->side[to].task->notify, seL4_CanWrite,
                            TASK_BADGE_NOTIFY | 1ull << channel->side[to].bit);
}

/* Best effort: without a free slot the other side finds out at its next call. */
static void signal_side(const struct side *to)
{
    cptr_t slot = slot_alloc();

    if (!slot)
        return;
    if (cap_mint(slot, to->task->notify, seL4_CanWrite,
                 TASK_BADGE_NOTIFY | 1ull << RT_NOTIFY_ENDED | 1ull << to->bit) == seL4_NoError)
        seL4_Signal(slot);
    slot_delete(slot);
}

/* Takes one side out; the memory goes with the last one. */
static void leave(struct channel *channel, int which)
{
    struct side *side = &channel->side[which], *other = &channel->side[!which];

    unmap(channel, side);
    side->task->notify_bits &= ~(1ull << side->bit);
    side->task = NULL;
    if (other->task && !other->vaddr) { /* the peer has never joined: it has nothing to leave */
        other->task->notify_bits &= ~(1ull << other->bit);
        other->task = NULL;
    }
    if (other->task) {
        signal_side(other);
        return;
    }
    pool_fini(&channel->pool);
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
    if (!task_may_call(creator, peer))
        return -EPERM;
    if (peer->state == TASK_DEAD || peer->state == TASK_ABSENT)
        return -ESHUTDOWN;
    while (channel < channels + CHANNELS_MAX && in_use(channel))
        channel++;
    if (channel == channels + CHANNELS_MAX)
        return -ENOSPC;

    int bit = task_notify_bit(creator), peer_bit = task_notify_bit(peer);
    if (bit < 0 || peer_bit < 0) {
        creator->notify_bits &= bit < 0 ? ~0ull : ~(1ull << bit);
        return -ENOSPC;
    }
    pool_init(&channel->pool);
    channel->side[CREATOR] = (struct side){.task = creator, .bit = bit};
    channel->side[PEER] = (struct side){.task = peer, .bit = peer_bit};

    int err = allocate(channel, bytes);
    if (!err)
        err = map(channel, &channel->side[CREATOR]);
    if (!err)
        err = give_signal(channel, PEER, slot);
    if (err) {
        leave(channel, CREATOR);
        return err;
    }
    *vaddr = channel->side[CREATOR].vaddr;
    *id = channel_id(channel);
    return bit;
}

int channel_join(struct task *peer, uint32_t id, uint64_t creator, cptr_t slot, uint64_t *vaddr,
                 uint64_t *bytes)
{
    struct channel *channel = channel_get(id);

    if (!channel)
        return -ENOENT;
    struct side *side = &channel->side[PEER];
    if (side->task != peer || !channel->side[CREATOR].task || channel->side[CREATOR].task->badge != creator)
        return -EPERM;
    if (side->vaddr)
        return -EALREADY;

    int err = give_signal(channel, CREATOR, slot);
    if (!err)
        err = map(channel, side);
    if (err)
        return err;
    *vaddr = side->vaddr;
    *bytes = channel->bytes;
    return side->bit;
}

int channel_leave(struct task *task, uint32_t id)
{
    struct channel *channel = channel_get(id);

    for (int i = 0; channel && i < 2; i++)
        if (channel->side[i].task == task) {
            leave(channel, i);
            return 0;
        }
    return -ENOENT;
}

int channel_describe(uint32_t index, struct root_channel_state *state)
{
    for (struct channel *channel = channels; channel < channels + CHANNELS_MAX; channel++) {
        if (!in_use(channel) || index-- > 0)
            continue;
        const struct side *creator = &channel->side[CREATOR], *peer = &channel->side[PEER];
        *state = (struct root_channel_state){.creator = creator->task ? creator->task->badge : 0,
                                             .peer = peer->task ? peer->task->badge : 0,
                                             .bytes = channel->bytes,
                                             .id = channel_id(channel),
                                             .joined = peer->task && peer->vaddr};
        return 0;
    }
    return -ENOENT;
}

void channel_forget(struct task *task)
{
    for (struct channel *channel = channels; channel < channels + CHANNELS_MAX; channel++)
        for (int i = 0; i < 2; i++)
            if (channel->side[i].task == task)
                leave(channel, i);
}
