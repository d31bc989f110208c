/* SPDX-License-Identifier: BSD-2-Clause */
/* Stubs: code near each mapping of a program's file, to which its rewritten system calls branch.
 *
 * A file's stubs lie at a fixed distance from where the file is mapped, so that the rewritten copy of a page depends on
 * file, page and distance alone and is shared by all who have that distance; nearly all have.  The stubs themselves
 * are shared the same way.  docs/transport-call.md says what they do. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "mm/code.h"
#include "mm/mm.h"

struct file;
struct inode;
struct mm;
struct page;
struct pte;
struct region;
struct stub_set;

enum { STUB_AREA_PAGES = 16 };
#define STUB_AREA_BYTES (STUB_AREA_PAGES * 4096ul)

/* Where an address space has the stubs of one mapped file. */
struct stub_area {
    uint64_t base;              /* address of the file's offset 0 */
    uint64_t start;             /* of STUB_AREA_PAGES pages, which nothing else may use */
    struct stub_set *set;       /* counted */
    SLIST_ENTRY(stub_area) link;
};
SLIST_HEAD(stub_areas, stub_area);

/* What kind of stubs the transport wants.  Before kit_init. */
struct stub_code;
extern const struct stub_code stub_code_call, stub_code_native;
void stub_use(const struct stub_code *code); /* NULL: none, an undefined word stands for each svc */

/* Called when a file is mapped executable: finds out which part of it is code.  May park. */
void stub_file_mapped(struct file *file);
/* The page p of the region's file as the program runs it: p itself, or a copy with its svc rewritten.  Borrowed
 * from p; NULL: no memory. */
struct page *stub_view(struct mm *mm, const struct region *r, struct page *p);
/* Maps the stubs of a view that was just mapped at addr, so that they need no fault of their own. */
void stub_map_near(struct mm *mm, const struct region *r, const struct page *view);
/* As kit_fault, for addresses of stubs: -EFAULT if it is none. */
int stub_fault(struct mm *mm, uint64_t addr, enum fault_kind kind);

/* Stubs in [start, end) give way to what the program maps there. */
void stub_make_room(struct mm *mm, uint64_t start, uint64_t end);
int stub_areas_copy(struct mm *child, const struct mm *mm); /* fork */
void stub_areas_free(struct mm *mm);

/* The kit's own page of code, PAGE_BYTES: rewrites it, and returns the page of stubs for KIT_STUBS; NULL: none needed. */
struct page *stub_kit_page(uint32_t *words);

/* Is this word at addr a program's svc, rewritten to branch to a stub? */
bool stub_is_branch(struct mm *mm, uint64_t addr, uint32_t word);

/* What a thread with this pc, and this x30, is doing in a stub. */
struct stub_place {
    uint64_t svc;    /* address of the program's svc */
    uint32_t state;  /* STUB_* of mm/stub_layout.h: where its registers are */
};
/* False: the pc is in no stub, or the program jumped into one by itself. */
bool stub_locate(struct mm *mm, uint64_t pc, uint64_t x30, struct stub_place *place);

/* An area that overlaps [start, end), or NULL. */
static inline struct stub_area *stub_overlap(const struct stub_areas *areas, uint64_t start, uint64_t end)
{
    struct stub_area *a;
    SLIST_FOREACH (a, areas, link)
        if (start < a->start + STUB_AREA_BYTES && end > a->start)
            return a;
    return NULL;
}
