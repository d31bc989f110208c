/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/stub_area.c: where the stubs of mapped files lie in an address space.
 *
 * The same few distances are tried in the same order everywhere, so that most programs agree on them: libraries' stubs
 * lie above all mappings, below the stack; the program's own a little below it, out of the heap's way. */
#include <stdlib.h>

#include "fs/inode.h"
#include "mm/space.h"
#include "mm/stub_int.h"

#define MIB (1l << 20)

extern const char stub_body_call[], stub_body_call_end[], stub_site_call[], stub_site_call_end[];
extern const char stub_body_native[], stub_body_native_end[], stub_site_native[], stub_site_native_end[];
extern const uint8_t stub_body_call_states[], stub_site_call_states[];
extern const uint8_t stub_body_native_states[], stub_site_native_states[];

const struct stub_code stub_code_call = {
    .body = stub_body_call, .body_end = stub_body_call_end, .body_states = stub_body_call_states,
    .site = stub_site_call, .site_end = stub_site_call_end, .site_states = stub_site_call_states,
};
const struct stub_code stub_code_native = {
    .body = stub_body_native, .body_end = stub_body_native_end, .body_states = stub_body_native_states,
    .site = stub_site_native, .site_end = stub_site_native_end, .site_states = stub_site_native_states,
    .svc_works = true,
};

static void set_put(struct stub_set *set)
{
    if (--set->refs != 0)
        return;
    for (unsigned i = 0; i < STUB_AREA_PAGES; i++)
        if (set->page[i] != NULL)
            page_put(set->page[i]);
    free(set->run);
    free(set->svc);
    free(set);
}

static struct stub_set *set_get(struct inode *inode, int64_t distance)
{
    struct stub_set *set;
    SLIST_FOREACH (set, &inode->stubs, link)
        if (set->distance == distance)
            break;
    if (set == NULL) {
        set = calloc(1, sizeof(*set));
        if (set == NULL)
            return NULL;
        set->refs = 1;
        set->inode = inode;
        set->code = &inode->code;
        set->distance = distance;
        SLIST_INSERT_HEAD(&inode->stubs, set, link);
    }
    set->refs++;
    return set;
}

void stub_sets_free(struct inode *inode)
{
    struct stub_set *set;
    while ((set = SLIST_FIRST(&inode->stubs)) != NULL) {
        SLIST_REMOVE_HEAD(&inode->stubs, link);
        set->inode = NULL;
        set_put(set);
    }
}

void stub_area_drop(struct mm *mm, struct stub_area *a)
{
    SLIST_REMOVE(&mm->stub_areas, a, stub_area, link);
    set_put(a->set);
    free(a);
}

/* Areas whose file is not mapped there any more. */
static void areas_collect(struct mm *mm)
{
    struct stub_area *a, *next;
    for (a = SLIST_FIRST(&mm->stub_areas); a != NULL; a = next) {
        next = SLIST_NEXT(a, link);
        bool used = false;
        struct region *r;
        if (a->set->inode != NULL)
            LIST_FOREACH (r, &a->set->inode->mappings, same_file)
                used |= r->mm == mm && r->start - (r->index << PAGE_BITS) == a->base;
        if (used)
            continue;
        pte_clear_range(mm, a->start, a->start + STUB_AREA_BYTES);
        stub_area_drop(mm, a);
    }
}

/* The distance of the first place that is free; 0: none. */
static int64_t distance_choose(struct mm *mm, uint64_t base)
{
    static const int16_t own[] = {-2, -32, -64, 64, 96, -96, 112}; /* MiB */
    static const int16_t others[] = {32, 48, 64, 24, 96, 80, -32, -64, -96, 112, 16, 8};
    bool program = base < mm->heap_start;
    const int16_t *list = program ? own : others;
    unsigned count = program ? sizeof(own) / sizeof(own[0]) : sizeof(others) / sizeof(others[0]);

    for (unsigned i = 0; i < count; i++) {
        int64_t distance = list[i] * MIB;
        uint64_t start = base + (uint64_t)distance;
        if (start >= MM_LOWEST && start < MM_TOP - STUB_AREA_BYTES && region_range_free(mm, start, start + STUB_AREA_BYTES))
            return distance;
    }
    return 0;
}

struct stub_area *stub_area_get(struct mm *mm, uint64_t base, struct inode *inode)
{
    struct stub_area *a;
    SLIST_FOREACH (a, &mm->stub_areas, link)
        if (a->base == base && a->set->inode == inode)
            return a;
    areas_collect(mm);
    int64_t distance = distance_choose(mm, base);
    a = distance == 0 ? NULL : calloc(1, sizeof(*a));
    if (a == NULL)
        return NULL;
    a->set = set_get(inode, distance);
    if (a->set == NULL) {
        free(a);
        return NULL;
    }
    a->base = base;
    a->start = base + (uint64_t)distance;
    SLIST_INSERT_HEAD(&mm->stub_areas, a, link);
    return a;
}

int stub_areas_copy(struct mm *child, const struct mm *mm)
{
    struct stub_area *a;
    SLIST_FOREACH (a, &mm->stub_areas, link) {
        struct stub_area *copy = calloc(1, sizeof(*copy));
        if (copy == NULL)
            return -1;
        copy->base = a->base;
        copy->start = a->start;
        copy->set = a->set;
        copy->set->refs++;
        SLIST_INSERT_HEAD(&child->stub_areas, copy, link);
    }
    return 0;
}

void stub_areas_free(struct mm *mm)
{
    while (!SLIST_EMPTY(&mm->stub_areas))
        stub_area_drop(mm, SLIST_FIRST(&mm->stub_areas));
}
