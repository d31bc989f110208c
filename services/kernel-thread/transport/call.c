/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/call.c: system calls as Calls of stubs, on any seL4 (docs/transport-call.md).
 *
 * A stub's message has no words: number and arguments are in the thread's page.  A program can send anything
 * through its two capabilities; what comes from it is only ever taken as its own system call, fault, or crime. */
#include <linux/errno.h>
#include <rt/loop.h>
#include <sel4/sel4.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "proc/proc.h"
#include "transport/answers.h"
#include "transport/direct.h"
#include "transport/stub_regs.h"
#include "transport/tramp.h"
#include "transport/transport.h"

/* An svc that no stub stands for, with a kernel call's number in x7: to the program it is a system call. */
static void decode_escaped(struct thread *t, struct event *e)
{
    regs_read_all(t);
    *e = (struct event){.kind = EVENT_SYSCALL, .number = (uint32_t)t->regs.x8, .at_svc = true};
}

static void decode_call(struct thread *t, const struct kit_thread *k, struct event *e)
{
    t->regs.pc = 0; /* not known before somebody asks (stub_regs.c) */
    t->regs.x0 = k->x0;
    t->regs.x1 = k->x1;
    t->regs.x2 = k->x2;
    t->regs.x3 = k->x3;
    t->regs.x4 = k->x4;
    t->regs.x5 = k->x5;
    t->in_call = true;
    *e = (struct event){.kind = EVENT_SYSCALL, .number = (uint32_t)k->x8};
}

/* A stub has loaded registers from the frame that the word names. */
static void decode_sigreturn(struct thread *t, const struct rt_message *m, struct event *e)
{
    enum { NR_RT_SIGRETURN = 139 };
    t->regs.pc = 0;
    t->regs.sp = m->mr[0];
    t->in_call = t->sig_loaded = true;
    *e = (struct event){.kind = EVENT_SYSCALL, .number = NR_RT_SIGRETURN};
}

static void decode(struct thread *t, const struct rt_message *m, struct event *e)
{
    if (m->label == KIT_CALL_LABEL && (m->badge & KOBJ_CALL_BADGE) != 0 && t->kit != NULL)
        decode_call(t, t->kit, e);
    else if (m->label == KIT_SIGRETURN_LABEL && m->length == 1 && (m->badge & KOBJ_CALL_BADGE) != 0 && t->kit != NULL)
        decode_sigreturn(t, m, e);
    else if ((m->badge & KOBJ_CALL_BADGE) != 0 || m->label == seL4_Fault_CapFault)
        decode_escaped(t, e);
    else
        transport_fault.decode(t, m, e);
}

static void set_result(struct thread *t, uint64_t x0)
{
    if (!t->in_call) {
        transport_fault.set_result(t, x0);
        return;
    }
    t->has_result = true;
    t->result = x0;
}

static int fp_zero(struct thread *t)
{
    int err = answers_thread(t);
    return err ? err : tramp_fp_zero(t);
}

static int fp_prepare(struct thread *t, const struct kit_fp *fp)
{
    int err = answers_thread(t);
    return err ? err : tramp_fp_prepare(t, fp);
}

const struct transport transport_call = {
    .name = "call",
    .rewrites = true,
    .stubs = true,
    .detach = call_detach,
    .answer_late = call_answer,
    .args_in_page = true,
    .decode = decode,
    .set_result = set_result,
    .fp_save = tramp_fp_save,
    .fp_load = tramp_fp_load,
    .fp_zero = fp_zero,
    .fp_prepare = fp_prepare,
    .fp_start = tramp_fp_start,
};
