/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/bulk.c: buffers that are not memory of this task, as addresses that nothing can be mapped at.
 *
 * A named buffer's address is BASE + slot * SPAN + offset; bits 48 to 54 are neither all zero nor
 * all one, so a load or store through it always faults.  Its slot has the pieces.  A driver's task
 * holds what was named by the counts that root-task looks at (task/regions.h). */
#include <rt/bulk.h>

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/dma.h>

enum { SLOTS = 1024, SPAN_BITS = 24, NAMED_BIT = 54, OWN = 0 };

struct piece {
    uint32_t bytes;
    char *vaddr;     /* where it is mapped here; NULL: nowhere */
    uint64_t paddr;  /* RT_DMA_NONE: not known */
    uint32_t region; /* its number; RT_DMA_NO_REGION: none */
    uint64_t offset; /* in the region */
};

struct bulk {
    uint64_t owner; /* badge; OWN: this task */
    bool held;      /* the uses of its regions are counted */
    unsigned count;
    uint32_t bytes; /* of all */
    struct piece piece[RT_BULK_PIECES];
    struct bulk *next_free;
};

static struct {
    struct bulk *slot[SLOTS]; /* NULL: free */
    unsigned last;            /* slot given out last: numbers are used again late */
    struct bulk *free;
    const volatile struct region_line *table;
    volatile uint32_t *uses;
    void (*done)(uint32_t number);
} self;

void rt_bulk_set_table(const volatile struct region_line *table, volatile uint32_t *uses,
                       void (*done)(uint32_t number))
{
    self.table = table;
    self.uses = uses;
    self.done = done;
}

bool rt_bulk_is_named(const void *buf)
{
    return (uintptr_t)buf >> NAMED_BIT == 1;
}

/* The buffer behind an address, and how far into it that is; NULL if it was dropped or ends before.
 */
static const struct bulk *find(const void *buf, size_t bytes, uint32_t *offset)
{
    uintptr_t at = (uintptr_t)buf & ((1ul << NAMED_BIT) - 1);
    const struct bulk *b = at >> SPAN_BITS < SLOTS ? self.slot[at >> SPAN_BITS] : NULL;
    *offset = (uint32_t)(at & ((1u << SPAN_BITS) - 1));
    return b != NULL && *offset <= b->bytes && bytes <= b->bytes - *offset ? b : NULL;
}

/* Goes through the parts of a buffer that lie in pieces: calls fn with each. */
typedef int part_fn(void *ctx, const struct piece *p, uint32_t skip, uint32_t bytes);

static int each_part(const void *buf, size_t bytes, part_fn *fn, void *ctx)
{
    uint32_t offset;
    const struct bulk *b = find(buf, bytes, &offset);
    if (b == NULL)
        return -EFAULT;
    for (unsigned i = 0; bytes > 0 && i < b->count; i++) {
        const struct piece *p = &b->piece[i];
        if (offset >= p->bytes) {
            offset -= p->bytes;
            continue;
        }
        uint32_t part = p->bytes - offset < bytes ? p->bytes - offset : (uint32_t)bytes;
        int err = fn(ctx, p, offset, part);
        if (err)
            return err;
        bytes -= part;
        offset = 0;
    }
    return 0;
}

/* -- making and dropping -- */

static struct bulk *bulk_new(void **buf)
{
    struct bulk *b = self.free;
    for (unsigned tries = 0; tries < SLOTS; tries++) {
        self.last = (self.last + 1) % SLOTS;
        if (self.slot[self.last] != NULL)
            continue;
        if (b != NULL)
            self.free = b->next_free;
        else
            b = malloc(sizeof(*b));
        if (b == NULL)
            return NULL;
        b->count = 0;
        b->bytes = 0;
        b->held = false;
        b->owner = OWN;
        self.slot[self.last] = b;
        *buf = (void *)(1ul << NAMED_BIT | (uintptr_t)self.last << SPAN_BITS);
        return b;
    }
    return NULL;
}

static void count_down(const struct piece *p)
{
    uint32_t line = p->region % REGION_LINES;
    if (--self.uses[line] == 0 && self.table[line].number != p->region && self.done != NULL)
        self.done(p->region);
}

void rt_bulk_drop(void *buf)
{
    unsigned number = (unsigned)((uintptr_t)buf >> SPAN_BITS) % SLOTS;
    struct bulk *b = self.slot[number];
    if (!rt_bulk_is_named(buf) || b == NULL)
        return;
    for (unsigned i = 0; b->held && i < b->count; i++)
        count_down(&b->piece[i]);
    self.slot[number] = NULL;
    b->next_free = self.free;
    self.free = b;
}

/* Adds a part behind the last piece, or to it where it goes on. */
static void add_own(struct bulk *b, char *vaddr, uint32_t bytes)
{
    struct rt_dma_place at = {.paddr = RT_DMA_NONE, .region = RT_DMA_NO_REGION};
    bool known = rt_dma_find(vaddr, &at) && at.bytes >= bytes;
    struct piece *last = b->count > 0 ? &b->piece[b->count - 1] : NULL;
    b->bytes += bytes;
    if (last != NULL && last->vaddr + last->bytes == vaddr && known && last->region == at.region &&
        last->paddr + last->bytes == at.paddr) {
        last->bytes += bytes;
        return;
    }
    if (!known)
        at = (struct rt_dma_place){.paddr = RT_DMA_NONE, .region = RT_DMA_NO_REGION};
    b->piece[b->count++] = (struct piece){.bytes = bytes,
                                          .vaddr = vaddr,
                                          .paddr = at.paddr,
                                          .region = at.region,
                                          .offset = at.offset};
}

void *rt_bulk_gather(void *const parts[], unsigned count, uint32_t part_bytes)
{
    void *buf;
    if (count == 0 || count > RT_BULK_PIECES || part_bytes > RT_BULK_MAX / count)
        return NULL;
    struct bulk *b = bulk_new(&buf);
    if (b == NULL)
        return NULL;
    for (unsigned i = 0; i < count; i++)
        add_own(b, parts[i], part_bytes);
    return buf;
}

/* -- what others named -- */

/* Counts a use of the piece's region and checks that the client may; *paddr is where the piece
 * lies. */
static int hold_piece(const struct rt_bulk_name *name, const struct rt_bulk_piece *p,
                      uint64_t client, uint64_t *paddr)
{
    uint32_t at = p->region % REGION_LINES;
    const volatile struct region_line *line = &self.table[at];
    int err = 0;

    self.uses[at]++;
    __atomic_thread_fence(
        __ATOMIC_SEQ_CST); /* pairs with empty_line of root-task: count, then look */
    *paddr = line->paddr + p->offset;
    uint64_t users = line->users, bytes = 1ull << (line->bits & 63);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* a line is only emptied meanwhile: what was read is
                                                right if it is not now */
    uint64_t owner = line->owner;
    if (line->number != p->region || owner == 0 || p->offset > bytes ||
        p->bytes > bytes - p->offset)
        err = -EFAULT;
    else if (owner != name->owner ||
             (client != owner && (client == 0 || client > 64 || !(users >> (client - 1) & 1))))
        err = -EPERM;
    if (err)
        count_down(&(struct piece){.region = p->region});
    return err;
}

static int check_name(const struct rt_bulk_name *name, uint64_t client)
{
    uint64_t bytes = 0;
    if (name->count == 0 || name->count > RT_BULK_PIECES)
        return -EINVAL;
    for (unsigned i = 0; i < name->count; i++) {
        const struct rt_bulk_piece *p = &name->piece[i];
        if (p->bytes == 0 || p->bytes % RT_BULK_UNIT || p->offset % RT_BULK_UNIT ||
            p->bytes > RT_BULK_MAX)
            return -EINVAL;
        bytes += p->bytes;
    }
    if (bytes > RT_BULK_MAX)
        return -EINVAL;
    return self.table == NULL && name->owner != client ? -EPERM : 0;
}

int rt_bulk_hold(const struct rt_bulk_name *name, uint64_t client, void **buf)
{
    void *at;
    int err = check_name(name, client);
    if (err)
        return err;
    struct bulk *b = bulk_new(&at);
    if (b == NULL)
        return -ENOMEM;
    b->owner = name->owner;
    b->held = self.table != NULL;
    for (unsigned i = 0; i < name->count && !err; i++) {
        const struct rt_bulk_piece *p = &name->piece[i];
        uint64_t paddr = RT_DMA_NONE;
        if (b->held)
            err = hold_piece(name, p, client, &paddr);
        if (err)
            break;
        b->piece[b->count++] = (struct piece){
            .bytes = p->bytes, .paddr = paddr, .region = p->region, .offset = p->offset};
        b->bytes += p->bytes;
    }
    if (err)
        rt_bulk_drop(at);
    else
        *buf = at;
    return err;
}

/* -- naming and finding -- */

static int name_part(void *ctx, const struct piece *p, uint32_t skip, uint32_t bytes)
{
    struct rt_bulk_name *name = ctx;
    uint64_t offset = p->offset + skip;
    if (p->region == RT_DMA_NO_REGION || name->count == RT_BULK_PIECES || offset % RT_BULK_UNIT ||
        bytes % RT_BULK_UNIT)
        return -EREMOTE;
    name->piece[name->count++] =
        (struct rt_bulk_piece){.region = p->region, .bytes = bytes, .offset = offset};
    return 0;
}

/* Plain memory as pieces. */
static int each_range(const void *buf, size_t bytes, part_fn *fn, void *ctx)
{
    const char *at = buf;
    while (bytes > 0) {
        struct rt_dma_place place;
        if (!rt_dma_find(at, &place))
            return -EREMOTE;
        uint32_t part = (uint32_t)(place.bytes < bytes ? place.bytes : bytes);
        struct piece p = {
            .bytes = part, .paddr = place.paddr, .region = place.region, .offset = place.offset};
        int err = fn(ctx, &p, 0, part);
        if (err)
            return err;
        at += part;
        bytes -= part;
    }
    return 0;
}

int rt_bulk_name(const void *buf, size_t bytes, struct rt_bulk_name *name)
{
    uint32_t offset;
    name->count = 0;
    name->owner = OWN;
    if (bytes == 0 || bytes > RT_BULK_MAX)
        return -EREMOTE;
    if (!rt_bulk_is_named(buf))
        return each_range(buf, bytes, name_part, name);
    const struct bulk *b = find(buf, bytes, &offset);
    if (b == NULL)
        return -EFAULT;
    name->owner = b->owner;
    return each_part(buf, bytes, name_part, name);
}

struct pieces {
    struct rt_dma_piece *piece;
    unsigned count, max;
};

static int physical_part(void *ctx, const struct piece *p, uint32_t skip, uint32_t bytes)
{
    struct pieces *out = ctx;
    struct rt_dma_piece *last = out->count > 0 ? &out->piece[out->count - 1] : NULL;
    if (p->paddr == RT_DMA_NONE)
        return -EREMOTE;
    if (last != NULL && last->paddr + last->bytes == p->paddr + skip) {
        last->bytes += bytes;
        return 0;
    }
    if (out->count == out->max)
        return -EREMOTE;
    out->piece[out->count++] = (struct rt_dma_piece){p->paddr + skip, bytes};
    return 0;
}

int rt_dma_pieces(const void *buf, size_t bytes, struct rt_dma_piece *piece, unsigned max)
{
    struct pieces out = {piece, 0, max};
    int err = rt_bulk_is_named(buf) ? each_part(buf, bytes, physical_part, &out)
                                    : each_range(buf, bytes, physical_part, &out);
    return err ? err : (int)out.count;
}

/* -- touching -- */

static int is_here(void *ctx, const struct piece *p, uint32_t skip, uint32_t bytes)
{
    (void)ctx;
    (void)skip;
    (void)bytes;
    return p->vaddr != NULL ? 0 : -EREMOTE;
}

bool rt_bulk_is_here(const void *buf)
{
    return !rt_bulk_is_named(buf) || each_part(buf, 1, is_here, NULL) == 0;
}

static int get_part(void *ctx, const struct piece *p, uint32_t skip, uint32_t bytes)
{
    char **to = ctx;
    if (p->vaddr == NULL)
        return -EREMOTE;
    memcpy(*to, p->vaddr + skip, bytes);
    *to += bytes;
    return 0;
}

static int put_part(void *ctx, const struct piece *p, uint32_t skip, uint32_t bytes)
{
    const char **from = ctx;
    if (p->vaddr == NULL)
        return -EREMOTE;
    memcpy(p->vaddr + skip, *from, bytes);
    *from += bytes;
    return 0;
}

static int zero_part(void *ctx, const struct piece *p, uint32_t skip, uint32_t bytes)
{
    (void)ctx;
    if (p->vaddr == NULL)
        return -EREMOTE;
    memset(p->vaddr + skip, 0, bytes);
    return 0;
}

int rt_bulk_get(void *to, const void *buf, size_t bytes)
{
    if (rt_bulk_is_named(buf))
        return each_part(buf, bytes, get_part, &to);
    memcpy(to, buf, bytes);
    return 0;
}

int rt_bulk_put(void *buf, const void *from, size_t bytes)
{
    if (rt_bulk_is_named(buf))
        return each_part(buf, bytes, put_part, &from);
    memcpy(buf, from, bytes);
    return 0;
}

int rt_bulk_zero(void *buf, size_t bytes)
{
    if (rt_bulk_is_named(buf))
        return each_part(buf, bytes, zero_part, NULL);
    memset(buf, 0, bytes);
    return 0;
}
