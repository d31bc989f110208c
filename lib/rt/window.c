/* SPDX-License-Identifier: BSD-2-Clause */
/* Address ranges: a bump pointer, and a list of returned ranges that is searched first.  Neighbouring
 * returned ranges are joined. */
#include <stdlib.h>

#include <rt/task.h>
#include <rt/window.h>

enum { PAGE_BYTES = 4096 };

struct range {
    struct range *next; /* ascending, never touching */
    uintptr_t start, end;
};

static struct range *returned;
static uintptr_t bump;

static uintptr_t align_up(uintptr_t value, size_t align)
{
    return (value + align - 1) & ~(uintptr_t)(align - 1);
}

/* Inserts a range into the list; a range that no node can be had for is forgotten, not reused. */
static void insert(uintptr_t start, uintptr_t end)
{
    struct range **link = &returned;

    if (start >= end)
        return;
    while (*link && (*link)->end < start)
        link = &(*link)->next;

    struct range *next = *link;
    if (next && next->start <= end) { /* touches the range found: join */
        if (start < next->start)
            next->start = start;
        if (end > next->end)
            next->end = end;
        if (next->next && next->next->start <= next->end) {
            struct range *gone = next->next;
            next->end = gone->end;
            next->next = gone->next;
            free(gone);
        }
        return;
    }

    struct range *node = malloc(sizeof(*node));
    if (!node)
        return;
    *node = (struct range){.next = next, .start = start, .end = end};
    *link = node;
}

static uintptr_t take_returned(size_t bytes, size_t align)
{
    for (struct range **link = &returned; *link; link = &(*link)->next) {
        struct range found = **link;
        uintptr_t start = align_up(found.start, align);

        if (start < found.end && found.end - start >= bytes) {
            struct range *gone = *link;
            *link = gone->next;
            free(gone);
            insert(found.start, start);
            insert(start + bytes, found.end);
            return start;
        }
    }
    return 0;
}

uintptr_t rt_window_alloc(size_t bytes, size_t align)
{
    bytes = align_up(bytes, PAGE_BYTES);
    if (align < PAGE_BYTES)
        align = PAGE_BYTES;

    uintptr_t start = take_returned(bytes, align);
    if (start)
        return start;

    if (bump == 0)
        bump = rt_task_info->free_vaddr;
    start = align_up(bump, align);
    if (start < bump || start > rt_task_info->free_vaddr_end ||
        rt_task_info->free_vaddr_end - start < bytes)
        return 0;
    insert(bump, start);
    bump = start + bytes;
    return start;
}

void rt_window_free(uintptr_t start, size_t bytes)
{
    insert(start, start + align_up(bytes, PAGE_BYTES));
}
