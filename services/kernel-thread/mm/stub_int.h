/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the stubs: which code they are made of, and a file's stubs. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "mm/rewrite.h"
#include "mm/stub.h"

/* Parts of mm/stub_image.S, with the state of each instruction. */
struct stub_code {
    const char *body, *body_end;
    const uint8_t *body_states;
    const char *site, *site_end;
    const uint8_t *site_states;
    bool svc_works;         /* an svc that is not rewritten is served just as well */
};
extern const struct stub_code *stub_code; /* NULL: no stubs */

/* The svc that are rewritten: in the file's sections of code, as far as they are known. */
static inline bool stub_wanted(const struct code_range *code, uint64_t offset, uint32_t word)
{
    return is_svc(word) && (!code->known || (offset >= code->start && offset < code->end));
}

/* The slots of one page of the file. */
struct stub_run {
    uint32_t index;
    uint16_t first, count;
    bool full;              /* there was no room for all of its svc */
};

/* The stubs of a file at one distance.  Slots are never given to other svc: programs may be in them. */
struct stub_set {
    unsigned refs;          /* the inode's, and one of each area */
    struct inode *inode;    /* borrowed; NULL: it has ended */
    const struct code_range *code; /* the inode's */
    int64_t distance;       /* from the file's start, where it is mapped, to its stubs */
    unsigned used, slots;   /* how many are used, and how many svc[] has room for */
    uint32_t *svc;          /* of each slot: offset in the file; owned */
    struct page *page[STUB_AREA_PAGES];
    struct stub_run *run;   /* owned */
    unsigned runs, room;
    SLIST_ENTRY(stub_set) link; /* of the same inode */
};

/* The area is used no more; its entries are cleared. */
void stub_area_drop(struct mm *mm, struct stub_area *a);
/* The area for the file mapped with its start at base; makes one.  NULL: no memory, or no place. */
struct stub_area *stub_area_get(struct mm *mm, uint64_t base, struct inode *inode);
