/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/stub.c: pages of stubs, and the rewritten pages that branch to them. */
#include "mm/stub.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/mman.h>

#include "fs/file.h"
#include "fs/inode.h"
#include "mm/kit.h"
#include "mm/rewrite.h"
#include "mm/space.h"
#include "mm/stub_int.h"

enum { BRANCH = 0x14000000, BRANCH_LINK = 0x94000000 };
#define BRANCH_REACH (1l << 27)

const struct stub_code *stub_code;
static struct stub_set kit_set;
static struct stub_area kit_area = {.base = KIT_CODE, .start = KIT_STUBS, .set = &kit_set};

void stub_use(const struct stub_code *code)
{
    stub_code = code;
}

static unsigned body_bytes(void)
{
    return (unsigned)(stub_code->body_end - stub_code->body);
}

static unsigned site_bytes(void)
{
    return (unsigned)(stub_code->site_end - stub_code->site);
}

static unsigned sites_per_page(void)
{
    return (PAGE_BYTES - body_bytes()) / site_bytes();
}

/* A branch over `distance` bytes. */
static uint32_t branch(uint32_t opcode, int64_t distance)
{
    return opcode | ((uint32_t)(distance >> 2) & 0x03ffffff);
}

/* Offset of a slot's site from the start of the area. */
static uint64_t slot_offset(unsigned slot)
{
    return (uint64_t)(slot / sites_per_page()) * PAGE_BYTES + body_bytes() + slot % sites_per_page() * site_bytes();
}

static uint32_t *slot_site(const struct stub_set *set, unsigned slot)
{
    char *page = page_address(set->page[slot / sites_per_page()]);
    return (uint32_t *)(void *)(page + slot_offset(slot) % PAGE_BYTES);
}

/* Makes the site for the svc at `offset` of the file; the page of stubs is there. */
static void site_make(struct stub_set *set, unsigned slot, int64_t offset)
{
    uint32_t *site = slot_site(set, slot);
    unsigned words = site_bytes() / 4;
    int64_t here = (int64_t)slot_offset(slot);
    int64_t body = here & ~(int64_t)(PAGE_BYTES - 1);

    set->svc[slot] = (uint32_t)offset;
    memcpy(site, stub_code->site, site_bytes());
    for (unsigned i = 0; i < words; i++) {
        if (site[i] == BRANCH_LINK)
            site[i] = branch(BRANCH_LINK, body - here - i * 4);
        else if (site[i] == BRANCH)
            site[i] = branch(BRANCH, offset + 4 - (set->distance + here + i * 4));
    }
}

/* The pages of stubs up to that of the last slot, and room to remember where their svc are. */
static int slots_make(struct stub_set *set, unsigned last)
{
    if (last >= set->slots) {
        unsigned slots = last + last / 2 + 16;
        uint32_t *more = realloc(set->svc, slots * sizeof(*more));
        if (more == NULL)
            return -ENOMEM;
        set->svc = more;
        set->slots = slots;
    }
    for (unsigned i = 0; i <= last / sites_per_page(); i++) {
        if (set->page[i] != NULL)
            continue;
        set->page[i] = page_alloc();
        if (set->page[i] == NULL)
            return -ENOMEM;
        memcpy(page_address(set->page[i]), stub_code->body, body_bytes());
    }
    return 0;
}

/* The svc of words[], which are at `offset` of the file, are those of the run. */
static bool run_matches(const struct stub_set *set, const struct stub_run *run, const uint32_t *words, int64_t offset)
{
    unsigned n = 0;
    for (unsigned i = 0; i < PAGE_BYTES / 4; i++) {
        if (!stub_wanted(set->code, (uint64_t)offset + i * 4, words[i]))
            continue;
        if (n == run->count)
            return run->full;
        if (set->svc[run->first + n] != offset + i * 4)
            return false;
        n++;
    }
    return n == run->count;
}

static unsigned wanted_count(const struct code_range *code, const uint32_t *words, uint64_t index)
{
    unsigned count = 0;
    for (unsigned i = 0; i < PAGE_BYTES / 4; i++)
        count += stub_wanted(code, (index << PAGE_BITS) + i * 4, words[i]);
    return count;
}

static struct stub_run *run_add(struct stub_set *set)
{
    if (set->runs == set->room) {
        unsigned room = set->room * 2 + 8;
        struct stub_run *more = realloc(set->run, room * sizeof(*more));
        if (more == NULL)
            return NULL;
        set->run = more;
        set->room = room;
    }
    return &set->run[set->runs++];
}

/* Slots for all svc of a page, or for as many as there is room for.  A page that was dropped from the cache and read
 * again has its old ones. */
static struct stub_run *run_make(struct stub_set *set, const uint32_t *words, uint64_t index)
{
    int64_t offset = (int64_t)(index << PAGE_BITS);
    for (unsigned i = 0; i < set->runs; i++)
        if (set->run[i].index == index && run_matches(set, &set->run[i], words, offset))
            return &set->run[i];

    unsigned count = wanted_count(set->code, words, index);
    unsigned room = STUB_AREA_PAGES * sites_per_page() - set->used;
    bool full = count > room;
    if (full)
        count = room;
    if (count != 0 && slots_make(set, set->used + count - 1) != 0)
        return NULL;
    struct stub_run *run = run_add(set);
    if (run == NULL)
        return NULL;
    *run = (struct stub_run){.index = (uint32_t)index, .first = (uint16_t)set->used, .count = (uint16_t)count, .full = full};
    unsigned slot = set->used;
    for (unsigned i = 0; i < PAGE_BYTES / 4 && slot < set->used + count; i++)
        if (stub_wanted(set->code, (uint64_t)offset + i * 4, words[i]))
            site_make(set, slot++, offset + i * 4);
    set->used = slot;
    return run;
}

/* Rewrites words[], at `offset` of the file; svc without a stub become the fault transport's word, where that can
 * be served. */
static void words_rewrite(const struct stub_set *set, const struct stub_run *run, const struct code_range *code,
                          uint32_t *words, int64_t offset)
{
    unsigned n = 0;
    for (unsigned i = 0; i < PAGE_BYTES / 4; i++) {
        if (!stub_wanted(code, (uint64_t)offset + i * 4, words[i]))
            continue;
        if (run != NULL && n < run->count) {
            int64_t distance = set->distance + (int64_t)slot_offset(run->first + n) - offset - i * 4;
            words[i] = branch(BRANCH, distance);
            n++;
        } else if (stub_code == NULL || !stub_code->svc_works) {
            words[i] = REWRITE_WORD;
        }
    }
}

/* New code in a page of stubs that is mapped already. */
static void run_unify(struct mm *mm, const struct stub_area *a, const struct stub_run *run)
{
    if (run->count == 0)
        return;
    for (unsigned i = run->first / sites_per_page(); i <= (run->first + run->count - 1u) / sites_per_page(); i++) {
        struct pte *e = pte_find(mm, a->start + i * PAGE_BYTES);
        a->set->page[i]->flags &= ~(uint32_t)PAGE_UNIFIED;
        if (e != NULL && e->present && e->cap != 0)
            page_unify(a->set->page[i], e->cap);
    }
}

/* A view's `index` says for which distance it is (in pages; 0: no stubs), and above that its first slot. */
static uint64_t view_key(int64_t distance, unsigned first)
{
    return (uint64_t)first << 32 | (uint32_t)(distance >> PAGE_BITS);
}

static struct page *view_find(struct page *p, int64_t distance)
{
    for (struct page *v = p->exec_view; v != NULL; v = v->exec_view)
        if ((uint32_t)v->index == (uint32_t)view_key(distance, 0))
            return v;
    return NULL;
}

static struct page *view_make(struct mm *mm, struct stub_area *a, struct page *p)
{
    struct page *view = page_alloc_dirty();
    struct stub_run *run = NULL;
    if (view == NULL)
        return NULL;
    memcpy(page_address(view), page_address(p), PAGE_BYTES);
    if (a != NULL) {
        run = run_make(a->set, page_address(p), p->index);
        if (run == NULL) {
            page_put(view);
            return NULL;
        }
        run_unify(mm, a, run);
    }
    words_rewrite(a == NULL ? NULL : a->set, run, &p->inode->code, page_address(view),
                  (int64_t)(p->index << PAGE_BITS));
    view->index = a == NULL ? 0 : view_key(a->set->distance, run->first);
    view->exec_view = p->exec_view;
    p->exec_view = view;
    return view;
}

/* With room for the area and for the page itself. */
static bool in_reach(int64_t distance)
{
    return distance < BRANCH_REACH - (1l << 20) && distance > -BRANCH_REACH + (1l << 20);
}

/* A static program that maps other code than its own is an emulator or a tool like valgrind: it reads that code. */
static bool is_studied(const struct mm *mm, const struct region *r)
{
    return mm->layout.whole != NULL && r->file != NULL && r->file->inode != mm->layout.whole;
}

struct page *stub_view(struct mm *mm, const struct region *r, struct page *p)
{
    if (stub_code != NULL && stub_code->svc_works && is_studied(mm, r))
        return p;
    if ((p->flags & PAGE_SCANNED) && p->exec_view == NULL)
        return p;
    if ((p->flags & PAGE_SCANNED) == 0) {
        p->flags |= PAGE_SCANNED;
        if (wanted_count(&p->inode->code, page_address(p), p->index) == 0)
            return p;
    }
    struct stub_area *a = stub_code == NULL ? NULL : stub_area_get(mm, r->start - (r->index << PAGE_BITS), p->inode);
    if (a != NULL && !in_reach(a->set->distance - (int64_t)(p->index << PAGE_BITS)))
        a = NULL;
    if (a == NULL && stub_code != NULL && stub_code->svc_works)
        return p;
    struct page *view = view_find(p, a == NULL ? 0 : a->set->distance);
    if (view == NULL)
        view = view_make(mm, a, p);
    if (view == NULL && p->exec_view == NULL)
        p->flags &= ~(uint32_t)PAGE_SCANNED;
    return view;
}

int stub_fault(struct mm *mm, uint64_t addr, enum fault_kind kind)
{
    struct stub_area *a = stub_overlap(&mm->stub_areas, addr, addr + 1);
    if (a == NULL)
        return -EFAULT;
    struct page *p = a->set->page[(addr - a->start) >> PAGE_BITS];
    if (p == NULL)
        return -EFAULT;
    if (kind == FAULT_WRITE)
        return -EACCES;
    struct pte *e = pte_make(mm, addr);
    if (e == NULL)
        return -ENOMEM;
    if (e->present)
        return 0;
    page_get(p);
    pte_set(mm, e, p, PROT_READ | PROT_EXEC);
    e->kit = 1;
    return 0;
}

void stub_map_near(struct mm *mm, const struct region *r, const struct page *view)
{
    uint64_t base = r->start - (r->index << PAGE_BITS);
    if ((view->flags & PAGE_CACHED) != 0 || (uint32_t)view->index == 0)
        return;
    uint64_t start = base + (uint64_t)((int64_t)(int32_t)view->index * PAGE_BYTES);
    uint64_t addr = start + (view->index >> 32) / sites_per_page() * PAGE_BYTES;
    struct pte *e = pte_find(mm, addr);
    if ((e == NULL || e->cap == 0) && stub_fault(mm, addr, FAULT_EXEC) == 0)
        (void)machine_map(mm, addr, pte_find(mm, addr)); /* if not, it faults by itself */
}

struct page *stub_kit_page(uint32_t *words)
{
    static const struct code_range whole = {.known = false};
    if (stub_code == NULL) {
        rewrite_svc(words, PAGE_BYTES / 4);
        return NULL;
    }
    kit_set = (struct stub_set){.refs = 1, .code = &whole, .distance = (int64_t)(KIT_STUBS - KIT_CODE)};
    struct stub_run *run = run_make(&kit_set, words, 0);
    if (run == NULL)
        return NULL;
    words_rewrite(&kit_set, run, &whole, words, 0);
    return kit_set.page[0];
}

bool stub_locate(struct mm *mm, uint64_t pc, uint64_t x30, struct stub_place *place)
{
    if (stub_code == NULL || (pc & 3) != 0)
        return false;
    const struct stub_area *a = pc >= MM_TOP ? &kit_area : stub_overlap(&mm->stub_areas, pc, pc + 1);
    if (a == NULL || pc - a->start >= STUB_AREA_PAGES * PAGE_BYTES)
        return false;
    unsigned offset = pc & (PAGE_BYTES - 1);
    uint64_t site = pc;
    if (offset < body_bytes()) { /* x30 leads back to the site */
        place->state = stub_code->body_states[offset / 4];
        site = x30 - 4;
        a = site >= MM_TOP ? &kit_area : stub_overlap(&mm->stub_areas, site, site + 1);
        if (a == NULL || site - a->start >= STUB_AREA_PAGES * PAGE_BYTES)
            return false;
    }
    unsigned in_page = site & (PAGE_BYTES - 1);
    if (in_page < body_bytes())
        return false;
    unsigned slot = (unsigned)((site - a->start) >> PAGE_BITS) * sites_per_page() + (in_page - body_bytes()) / site_bytes();
    if (slot >= a->set->used)
        return false;
    if (site == pc)
        place->state = stub_code->site_states[(in_page - body_bytes()) % site_bytes() / 4];
    place->svc = a->base + a->set->svc[slot];
    return true;
}

bool stub_is_branch(struct mm *mm, uint64_t addr, uint32_t word)
{
    if ((word & 0xfc000000) != 0x14000000) /* B */
        return false;
    uint64_t to = addr + (uint64_t)((int64_t)((uint64_t)word << 38) >> 38 << 2);
    return (to >= KIT_STUBS && to < KIT_STUBS + PAGE_BYTES) || stub_overlap(&mm->stub_areas, to, to + 4) != NULL;
}
