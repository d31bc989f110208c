/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/mapcap.c: the copies of frame capabilities. */
#include "mm/mapcap.h"

#include <stdbool.h>
#include <stdlib.h>

#include <rt/cslot.h>
#include <rt/task.h>
#include <sel4/sel4.h>

#include "mm/memory.h"
#include "mm/page.h"

enum { BATCH = 256, BATCHES = (1 << 24) / BATCH };

/* What the kernel's record in a copy says. */
struct copy {
    uint32_t next;     /* unused copy of the same page; 0: none */
    uint32_t vspace;   /* 0: mapped nowhere */
    uint64_t addr;
};

static struct {
    struct copy *batch[BATCHES]; /* by slot */
    cptr_t fresh, fresh_end;     /* empty slots */
    uint32_t empty;              /* more of them, by their records' next; 0: none */
} self;

static struct copy *copy_of(cptr_t cap)
{
    return &self.batch[cap / BATCH][cap % BATCH];
}

/* An empty slot with a record; 0: no memory. */
static cptr_t slot_new(void)
{
    if (self.empty != 0) {
        cptr_t slot = self.empty;
        self.empty = copy_of(slot)->next;
        return slot;
    }
    if (self.fresh == self.fresh_end) {
        cptr_t first = rt_cslot_alloc_range(BATCH);
        if (first == 0)
            return 0;
        for (cptr_t at = first / BATCH; at <= (first + BATCH - 1) / BATCH; at++) {
            if (self.batch[at] == NULL)
                self.batch[at] = calloc(BATCH, sizeof(struct copy));
            if (self.batch[at] == NULL) {
                rt_cslot_free_range(first, BATCH);
                return 0;
            }
        }
        self.fresh = first;
        self.fresh_end = first + BATCH;
    }
    return self.fresh++;
}

static void slot_unused(cptr_t slot)
{
    *copy_of(slot) = (struct copy){.next = self.empty};
    self.empty = (uint32_t)slot;
}

static cptr_t copy_make(struct page *p)
{
    cptr_t cap = slot_new();
    if (cap == 0)
        return 0;
    if (seL4_CNode_Copy(TASK_SLOT_CNODE, cap, TASK_SLOT_DEPTH, TASK_SLOT_CNODE, page_frame(p), TASK_SLOT_DEPTH,
                        seL4_ReadWrite) == seL4_NoError)
        return cap;
    slot_unused(cap);
    return 0;
}

/* A copy that is free; *stale: it may be recorded as mapped elsewhere. */
static cptr_t take(struct page *p, cptr_t vspace, uint64_t addr, bool *stale)
{
    enum { LOOK_AT = 4 /* copies, for the one that was mapped just there: nothing is to be unmapped then */ };
    uint32_t *link = &p->spare, *at = link;
    for (unsigned i = 0; i < LOOK_AT && *at != 0; i++, at = &copy_of(*at)->next) {
        const struct copy *c = copy_of(*at);
        if (c->addr == addr && c->vspace == vspace) {
            link = at;
            break;
        }
    }
    cptr_t cap = *link;
    struct copy *c;
    if (cap != 0) {
        c = copy_of(cap);
        *link = c->next;
    } else {
        cap = copy_make(p);
        if (cap == 0)
            return 0;
        c = copy_of(cap);
    }
    *stale = c->vspace != 0 && (c->vspace != vspace || c->addr != addr);
    c->vspace = (uint32_t)vspace;
    c->addr = addr;
    return cap;
}

cptr_t mapcap_get(struct page *p, cptr_t vspace, uint64_t addr)
{
    bool stale;
    cptr_t cap = take(p, vspace, addr, &stale);
    if (cap != 0 && stale)
        seL4_ARM_Page_Unmap(cap);
    return cap;
}

cptr_t mapcap_take(struct page *p, cptr_t vspace, uint64_t addr)
{
    bool stale;
    return take(p, vspace, addr, &stale);
}

void mapcap_put(struct page *p, cptr_t cap, int clean)
{
    struct copy *c = copy_of(cap);
    if (clean)
        c->vspace = 0;
    c->next = p->spare;
    p->spare = (uint32_t)cap;
}

void mapcap_forget(struct page *p)
{
    while (p->spare != 0) {
        cptr_t cap = p->spare;
        p->spare = copy_of(cap)->next;
        slot_unused(cap);
    }
}
