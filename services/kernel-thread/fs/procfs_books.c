/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/kit/accounting: "name number" a line. */
#include <malloc.h>

#include <rt/fiber.h>

#include "fs/file.h"
#include "fs/pagecache.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "mm/page.h"
#include "proc/proc.h"
#include "trace/books.h"

struct books books;

int procfs_show_kit_accounting(struct text *out, struct proc *p, const struct procfs_node *node)
{
    struct page_stats pages;
    struct pagecache_stats cache;
    unsigned fibers, stacks;

    (void)p, (void)node;
    page_stats(&pages);
    pagecache_stats(&cache);
    rt_fiber_counts(&fibers, &stacks);
    text_printf(out, "processes %u\nthreads %u\nspaces %ld\nthread_objects %ld\nfiles %ld\nwaiters %ld\n", proc_count(),
                thread_total(), books.spaces, books.thread_objects, file_count, books.waiters);
    text_printf(out, "timers %ld\npidfds %ld\nundos %ld\nmessages %ld\nfibers %u\n", books.timers, books.pidfds,
                books.undos, books.messages, fibers);
    /* These two also move with what is kept for later: names of files, address spaces, buffers. */
    text_printf(out, "pages %lu\nheap %lu\n", (unsigned long)(pages.made - pages.free - cache.cached - cache.home),
                (unsigned long)(unsigned)mallinfo().uordblks);
    return 0;
}
