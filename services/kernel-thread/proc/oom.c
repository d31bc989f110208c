/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/oom.c: out of memory. */
#include "proc/oom.h"

#include <rt/log.h>
#include <rt/timer.h>
#include <rt/waitq.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/inode.h"
#include "fs/pipe_int.h"
#include "mm/page.h"
#include "mm/space.h"
#include "net/unix.h"
#include "proc/proc.h"
#include "sig/deliver.h"

enum { RETRY_NS = 5 * 1000 * 1000 };

/* Pages that would be free without this file, as far as it alone has them. */
static uint64_t pages_of_file(const struct file *f)
{
    const struct pipe *pipe = file_pipe(f);
    const struct usock *s = file_socket(f);
    uint64_t pages = 0;
    if (pipe != NULL)
        pages = pipe->used;
    else if (s != NULL)
        pages = s->queued / PAGE_BYTES + s->packets;
    else if ((f->inode->flags & INODE_PAGES_HOME) && f->inode->nlink == 0)
        pages = f->inode->pages.count;
    return pages / f->refs;
}

static uint64_t pages_of(const struct proc *p)
{
    uint64_t pages = 0;
    if (p->mm != NULL)
        pages = p->mm->resident + 2ul * p->mm->table_count + p->mm->level_count;
    if (p->files != NULL)
        for (int fd = fd_next(p->files, 0); fd >= 0; fd = fd_next(p->files, fd + 1))
            pages += pages_of_file(fd_borrow(p->files, fd));
    return pages;
}

/* The process that has most, where oom_score_adj adds thousandths of all memory and -1000 spares it; `mine` if no other has
 * more. */
static struct proc *largest(struct proc *mine)
{
    enum { SPARED = -1000 };
    struct proc *victim = mine;
    int64_t most = 0;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid)) {
        int64_t points = (int64_t)pages_of(p) + (int64_t)p->oom_score_adj * (int64_t)page_total() / 1000;
        bool tie = points == most && p == mine;
        if (p->mm != NULL && p->oom_score_adj != SPARED && (points > most || tie)) {
            most = points;
            victim = p;
        }
    }
    return victim;
}

static void kill_it(struct proc *victim)
{
    struct page_stats pages;
    if (victim->exiting)
        return;
    page_stats(&pages);
    log_warn("%s/%d: out of memory (%lu pages, %lu of %lu free), killed", victim->comm, victim->pid,
             (unsigned long)pages_of(victim), (unsigned long)(pages.free + pages.possible), (unsigned long)pages.total);
    kill_proc(victim, SIGKILL);
}

bool oom_relieve(void)
{
    struct thread *t = current();
    if (t == NULL || signal_fatal_pending(t))
        return false;
    struct proc *victim = largest(t->proc);
    if (victim == t->proc)
        return false;
    kill_it(victim);
    (void)rt_sleep_until(rt_now_ns() + RETRY_NS, true);
    return !signal_fatal_pending(t);
}

void oom_fault(struct thread *t)
{
    if (!oom_relieve() && !signal_fatal_pending(t))
        kill_it(t->proc);
}
