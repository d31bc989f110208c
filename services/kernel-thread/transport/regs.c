/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/regs.c: a thread's registers here and in the kernel.
 *
 * t->regs is a copy of which the first regs_known words are read and the first regs_changed are newer than
 * the thread's own.  The result of a call may stand aside (has_result): most calls end with nothing else,
 * and then it travels in the answer. */
#include <string.h>

#include <rt/loop.h>
#include <sel4/sel4.h>

#include "mm/kobj.h"
#include "proc/proc.h"
#include "transport/direct.h"
#include "transport/stub_regs.h"
#include "transport/transport.h"

enum { KEPT_WORDS = 12, RESULT_WORDS = 4 };

void regs_change(struct thread *t, unsigned words)
{
    if (words > t->regs_changed)
        t->regs_changed = words;
}

static void read_words(struct thread *t, unsigned words)
{
    uint64_t kept[KEPT_WORDS];
    unsigned count = t->regs_changed < KEPT_WORDS ? t->regs_changed : KEPT_WORDS;
    memcpy(kept, &t->regs, count * sizeof(kept[0])); /* newer here than in the thread */
    seL4_TCB_ReadRegisters(t->kobj->tcb, 0, 0, words, (seL4_UserContext *)&t->regs);
    memcpy(&t->regs, kept, count * sizeof(kept[0]));
    t->regs_known = words;
    if (transport->stubs && words == USER_REGS_WORDS)
        (void)stub_regs_undo(t);
}

void regs_read(struct thread *t, unsigned words)
{
    if (t->regs_known < words)
        read_words(t, transport->args_in_page ? USER_REGS_WORDS : words);
    if (!t->has_result)
        return;
    t->has_result = false;
    t->regs.pc = t->syscall_pc + 4;
    t->regs.x0 = t->result;
    regs_change(t, RESULT_WORDS);
}

void regs_read_all(struct thread *t)
{
    regs_read(t, USER_REGS_WORDS);
}

uint64_t regs_sp(struct thread *t)
{
    if (transport->args_in_page && t->in_call && t->regs_known == 0)
        regs_read_all(t);
    return t->regs.sp;
}

void regs_resume(struct thread *t)
{
    bool by_answer = t->waits_answer && t->has_result && t->regs_changed == 0;
    t->waits_answer = false;
    if (by_answer) {
        t->has_result = false;
        transport->answer(t);
        return;
    }
    if (t->has_result)
        regs_read(t, RESULT_WORDS);
    unsigned words = t->regs_changed;
    t->regs_changed = 0;
    if (words == 0)
        seL4_TCB_Resume(t->kobj->tcb);
    else
        seL4_TCB_WriteRegisters(t->kobj->tcb, 1, 0, words, (seL4_UserContext *)&t->regs);
}

bool regs_answer(struct thread *t, struct rt_message *m)
{
    if (t->regs_changed != 0 || m->no_reply || (t->in_call && !t->has_result)) /* the last: calls again */
        return false;
    m->label = 0; /* restarts what faulted, or goes on behind the svc with a result */
    m->length = t->has_result;
    m->mr[0] = t->result;
    t->has_result = false;
    return true;
}
