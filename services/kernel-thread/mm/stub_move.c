/* SPDX-License-Identifier: BSD-2-Clause */
/* mm/stub_move.c: a program maps something where stubs lie.  They give way: nothing of the program may refer to them any
 * more, neither its code nor a thread that is in one. */
#include <sel4/sel4.h>

#include "fs/file.h"
#include "fs/inode.h"
#include "mm/kobj.h"
#include "mm/space.h"
#include "mm/stub_int.h"
#include "proc/proc.h"
#include "transport/direct.h"
#include "transport/transport.h"

/* Views are no cached pages, and say with whose stubs they were made. */
static void view_clear(struct mm *mm, uint64_t addr, struct pte *e, void *ctx)
{
    const struct page *p = pte_page(e);
    (void)addr;
    (void)ctx;
    if (e->x && (p->flags & PAGE_CACHED) == 0 && (uint32_t)p->index != 0)
        pte_clear(mm, e);
}

static void code_clear(struct mm *mm, const struct stub_area *a)
{
    for (struct region *r = mm_next_region(mm, 0); r != NULL; r = mm_next_region(mm, r->end))
        if (r->file != NULL && r->file->inode == a->set->inode && r->start - (r->index << PAGE_BITS) == a->base)
            pte_each(mm, r->start, r->end, view_clear, NULL);
}

/* Its registers become those of its program, wherever it is. */
static void thread_out(struct thread *t)
{
    if (t->state == THREAD_DEAD || t->tramp)
        return;
    if (t->state != THREAD_USER) {
        regs_read_all(t);
        return;
    }
    direct_settle();
    seL4_TCB_Suspend(t->kobj->tcb);
    t->regs_known = 0;
    t->has_result = t->in_call = false;
    t->syscall_pc = 0;
    regs_read_all(t);
    t->regs_known = 0;
    regs_resume(t);
}

static void threads_out(struct mm *mm)
{
    struct thread *t;
    for (struct proc *p = proc_next(0); p != NULL; p = proc_next(p->pid))
        LIST_FOREACH (t, &p->threads, in_proc)
            if (p->mm == mm)
                thread_out(t);
}

void stub_make_room(struct mm *mm, uint64_t start, uint64_t end)
{
    struct stub_area *a;
    bool out = false;
    while ((a = stub_overlap(&mm->stub_areas, start, end)) != NULL) {
        if (!out)
            threads_out(mm);
        out = true;
        code_clear(mm, a);
        pte_clear_range(mm, a->start, a->start + STUB_AREA_BYTES);
        stub_area_drop(mm, a);
    }
}
