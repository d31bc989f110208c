/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/tramp.c: the thread runs kit code for us.  Its fiber waits; messages meanwhile are the
 * trampoline's own (enter.c). */
#include <linux/errno.h>
#include <rt/fiber.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "proc/proc.h"
#include "transport/transport.h"

enum { ENTRY_WORDS = 4 /* pc sp spsr x0 */ };

struct kit_fp *thread_scratch(struct thread *t)
{
    if (t->scratch == 0)
        t->scratch = kit_scratch_get(t->proc->mm);
    return t->scratch == 0 ? NULL : kit_scratch(t->proc->mm, t->scratch);
}

void thread_scratch_release(struct thread *t)
{
    if (t->scratch != 0 && t->proc->mm != NULL)
        kit_scratch_put(t->proc->mm, t->scratch);
    t->scratch = 0;
}

static int tramp_run(struct thread *t, uint64_t entry)
{
    struct user_regs keep = t->regs;
    t->regs.pc = entry;
    t->regs.x0 = kit_scratch_address(t->scratch);
    t->tramp = true;
    regs_change(t, ENTRY_WORDS);
    regs_resume(t);
    int err = rt_park();
    t->tramp = false;
    t->regs = keep;
    t->regs_known = USER_REGS_WORDS;
    regs_change(t, USER_REGS_WORDS);
    return err;
}

int tramp_fp_save(struct thread *t)
{
    regs_read_all(t);
    return thread_scratch(t) == NULL ? -ENOMEM : tramp_run(t, kit_entry.fp_save);
}

int tramp_fp_load(struct thread *t)
{
    return thread_scratch(t) == NULL ? -ENOMEM : tramp_run(t, kit_entry.fp_load);
}

int tramp_fp_zero(struct thread *t)
{
    return tramp_run(t, kit_entry.fp_zero);
}
