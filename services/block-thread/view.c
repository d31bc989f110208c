/* SPDX-License-Identifier: BSD-2-Clause */
/* block-thread/view.c: which client may use which disks. */
#include "view.h"

#include <stdlib.h>
#include <string.h>

void block_view_all(struct block_view *view)
{
    for (unsigned i = 0; i < DISKS_MAX; i++)
        view->parts[i] = 1;
}

/* One unit; returns what stands behind it, NULL if it is none. */
static const char *parse_unit(struct block_view *view, const char *at)
{
    if (*at == '*') {
        block_view_all(view);
        return at + 1;
    }
    char *end;
    unsigned long disk = strtoul(at, &end, 10), part = 0;
    if (end == at)
        return NULL;
    if (*end == 'p') {
        at = end + 1;
        part = strtoul(at, &end, 10);
        if (end == at || part == 0)
            return NULL;
    }
    if (disk < DISKS_MAX && part <= BLOCK_PARTITIONS_MAX)
        view->parts[disk] |= (uint16_t)(1u << part);
    return end;
}

void block_view_parse(struct block_view *view, const char *list, uint64_t badge)
{
    for (const char *at = list; at != NULL && *at != '\0';) {
        char *end;
        bool mine = strtoull(at, &end, 10) == badge && end != at;
        if (*end != ':')
            return;
        at = end + 1;
        while (mine && at != NULL && *at != '\0' && *at != ';') {
            at = parse_unit(view, at);
            at += at != NULL && *at == '+';
        }
        at = at != NULL ? strchr(at, ';') : NULL;
        at += at != NULL;
    }
}

bool block_view_allows(const struct block_view *view, unsigned disk, unsigned partition)
{
    return disk < DISKS_MAX && partition <= BLOCK_PARTITIONS_MAX &&
           (view->parts[disk] & (1u | 1u << partition)) != 0;
}
