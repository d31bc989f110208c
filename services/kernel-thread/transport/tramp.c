/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/tramp.c: the thread runs kit code for us.  Its fiber waits; messages meanwhile are the
 * trampoline's own (enter.c). */
#include "transport/tramp.h"

#include <string.h>

#include <linux/errno.h>
#include <rt/fiber.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "proc/proc.h"
#include "transport/transport.h"

enum { ENTRY_WORDS = 4 /* pc sp spsr x0 */ };

/* The thread's scratch contents; NULL: no memory. */
static struct kit_thread *thread_scratch(struct thread *t)
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
    t->kit = NULL;
}

static int tramp_run(struct thread *t, uint64_t entry)
{
    struct user_regs keep = t->regs;
    t->regs.pc = entry;
    t->regs.x0 = kit_scratch_address(t->scratch) + offsetof(struct kit_thread, fp);
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

int tramp_fp_save(struct thread *t, struct kit_fp *fp)
{
    regs_read_all(t);
    if (thread_scratch(t) == NULL)
        return -ENOMEM;
    int err = tramp_run(t, kit_entry.fp_save);
    struct kit_thread *scratch = err ? NULL : thread_scratch(t);
    if (scratch == NULL)
        return err ? err : -ENOMEM;
    memcpy(fp, &scratch->fp, sizeof(*fp));
    return 0;
}

int tramp_fp_prepare(struct thread *t, const struct kit_fp *fp)
{
    struct kit_thread *scratch = thread_scratch(t);
    if (scratch == NULL)
        return -ENOMEM;
    memcpy(&scratch->fp, fp, sizeof(*fp));
    return 0;
}

int tramp_fp_start(struct thread *t)
{
    return tramp_run(t, kit_entry.fp_load);
}

int tramp_fp_load(struct thread *t, const struct kit_fp *fp)
{
    int err = tramp_fp_prepare(t, fp);
    return err ? err : tramp_run(t, kit_entry.fp_load);
}

int tramp_fp_zero(struct thread *t)
{
    return tramp_run(t, kit_entry.fp_zero);
}
