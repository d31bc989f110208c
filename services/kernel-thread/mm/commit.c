/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/commit.c: promises of memory. */
#include "mm/commit.h"

#include "mm/space.h"
#include "proc/proc.h"

enum { MODE_GUESS, MODE_ALWAYS, MODE_STRICT };

struct commit_rule commit_rule = {MODE_GUESS, 50, 0};

uint64_t commit_limit(void)
{
    if (commit_rule.kbytes != 0)
        return commit_rule.kbytes / (PAGE_BYTES / 1024);
    return page_total() / 100 * (unsigned)commit_rule.ratio + page_total() % 100 * (unsigned)commit_rule.ratio / 100;
}

uint64_t commit_used(void)
{
    uint64_t pages = 0;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid)) {
        struct mm_stats st;
        if (p->mm == NULL)
            continue;
        mm_statistics(p->mm, &st);
        pages += st.data + st.stack;
    }
    return pages;
}

bool memory_possible(uint64_t pages)
{
    enum { ALWAYS = 4096 /* pages, of any machine */ };
    if (commit_rule.mode == MODE_STRICT)
        return pages + commit_used() <= commit_limit();
    return commit_rule.mode == MODE_ALWAYS || pages <= ALWAYS || pages <= page_total();
}
