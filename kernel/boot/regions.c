/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/regions.c: lists of physical memory regions. */
#include "boot/regions.h"

#include "debug/debug.h"

void regions_add(struct regions *list, paddr_t start, paddr_t end)
{
    unsigned at = list->count;

    if (start >= end)
        return;
    if (list->count == REGIONS_MAX)
        panic("more than %d memory regions", REGIONS_MAX);
    for (; at > 0 && list->r[at - 1].start > start; at--)
        list->r[at] = list->r[at - 1];
    list->r[at] = (struct region){start, end};
    list->count++;
}

void regions_subtract(struct regions *out, paddr_t start, paddr_t end, const struct regions *holes)
{
    for (unsigned i = 0; i < holes->count && start < end; i++) {
        struct region hole = holes->r[i];

        if (hole.end <= start)
            continue;
        if (hole.start >= end)
            break;
        regions_add(out, start, hole.start);
        start = hole.end;
    }
    regions_add(out, start, end);
}
