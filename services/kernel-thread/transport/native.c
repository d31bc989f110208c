/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/native.c: system calls as one message each, on a kernel with foreign system calls
 * (docs/kernel-extensions.md).  Nothing needs to be rewritten: stubs only answer what they can by themselves.  FP
 * registers are read and written directly. */
#include <string.h>

#include <linux/errno.h>
#include <rt/loop.h>
#include <sel4/extensions.h>
#include <sel4/sel4.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "proc/proc.h"
#include "transport/answers.h"
#include "transport/direct.h"
#include "transport/transport.h"

_Static_assert(sizeof(struct kit_fp) == 16 + 64 * 8, "v0..v31 and the two status words");

enum { RESTART_LABEL = 1 /* any but 0 and those of the extensions */ };

bool native_detached;

static void decode(struct thread *t, const struct rt_message *m, struct event *e)
{
    if (m->label != seL4_ExtFault_ForeignSyscall || m->length < seL4_ExtForeignSyscall_Length) {
        t->waits_answer = false;
        transport_fault.decode(t, m, e);
        return;
    }
    const uint64_t *arg = &m->mr[seL4_ExtForeignSyscall_Arg0];
    t->regs.pc = m->mr[seL4_ExtForeignSyscall_IP];
    t->regs.sp = m->mr[seL4_ExtForeignSyscall_SP];
    t->regs.x0 = arg[0];
    t->regs.x1 = arg[1];
    t->regs.x2 = arg[2];
    t->regs.x3 = arg[3];
    t->regs.x4 = arg[4];
    t->regs.x5 = arg[5];
    t->waits_answer = native_detached;
    t->in_call = true;
    *e = (struct event){.kind = EVENT_SYSCALL, .number = (uint32_t)m->mr[seL4_ExtForeignSyscall_Number]};
}

static void set_result(struct thread *t, uint64_t x0)
{
    t->has_result = true;
    t->result = x0;
}

static int fp_save(struct thread *t, struct kit_fp *fp)
{
    seL4_Word words[SEL4_EXT_FPU_WORDS];
    regs_read_all(t);
    if (seL4_TCB_ExtReadFPU(t->kobj->tcb, 0, SEL4_EXT_FPU_WORDS, words) != seL4_NoError)
        return -EIO;
    memcpy(fp->vregs, words, sizeof(fp->vregs));
    fp->fpsr = (uint32_t)words[64];
    fp->fpcr = (uint32_t)words[65];
    return 0;
}

static int fp_load(struct thread *t, const struct kit_fp *fp)
{
    seL4_Word words[SEL4_EXT_FPU_WORDS];
    memcpy(words, fp->vregs, sizeof(fp->vregs));
    words[64] = fp->fpsr;
    words[65] = fp->fpcr;
    return seL4_TCB_ExtWriteFPU(t->kobj->tcb, 0, SEL4_EXT_FPU_WORDS, words) == seL4_NoError ? 0 : -EIO;
}

static int fp_zero(struct thread *t)
{
    const struct kit_fp zero = {0};
    int err = answers_thread(t);
    return err ? err : fp_load(t, &zero);
}

static int fp_prepare(struct thread *t, const struct kit_fp *fp)
{
    int err = answers_thread(t);
    return err ? err : fp_load(t, fp);
}

/* The words that stand in the same order on both sides. */
static bool answer_words(struct thread *t, struct rt_message *m, unsigned words)
{
    enum { SAME_WORDS = 12 /* pc sp spsr x0..x8 */ };
    if (words > SAME_WORDS)
        return false;
    m->label = seL4_ExtReply_Registers;
    m->length = words;
    memcpy(m->mr, &t->regs, words * sizeof(m->mr[0]));
    return true;
}

static int state_init(struct thread *t, struct thread *from, uint64_t pc, uint64_t sp, bool set_tls, uint64_t tls)
{
    int err = answers_thread(t);
    if (err)
        return err;
    seL4_Error error = seL4_TCB_ExtInitState(t->kobj->tcb, from != NULL ? from->kobj->tcb : 0, false, pc, sp, 0,
                                             set_tls, tls, t->regs.tpidrro);
    return error == seL4_NoError ? 0 : -EIO;
}

static void state_write(struct thread *t, const uint64_t *words, unsigned count, bool run)
{
    (void)seL4_TCB_ExtWriteState(t->kobj->tcb, run, words, count); /* it waits for us: always possible */
}

const struct transport transport_native = {
    .name = "native",
    .stubs = true,
    .answer_late = direct_answer,
    .decode = decode,
    .set_result = set_result,
    .answer_words = answer_words,
    .state_init = state_init,
    .state_write = state_write,
    .restart_label = RESTART_LABEL,
    .state_label = seL4_ExtReply_Registers,
    .fp_save = fp_save,
    .fp_load = fp_load,
    .fp_zero = fp_zero,
    .fp_prepare = fp_prepare,
};
