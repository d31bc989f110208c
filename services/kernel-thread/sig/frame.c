/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/frame.c: handlers' frames, laid out as Linux does on AArch64.
 *
 *   sp -> siginfo | ucontext (registers, FP registers) | {fp, lr} of the interrupted code
 *
 * The FP registers are stored into the frame by the thread itself, in the kit's sig_enter. */
#include "sig/frame.h"

#include <stddef.h>
#include <string.h>

#include <linux/errno.h>

#include "mm/kit.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "transport/transport.h"

enum {
    UC = offsetof(struct linux_rt_sigframe, uc),
    MCONTEXT = UC + offsetof(struct linux_ucontext, mcontext),
    RECORDS = MCONTEXT + offsetof(struct linux_sigcontext, reserved),
    RECORDS_BYTES = sizeof(((struct linux_sigcontext *)0)->reserved),
    SPSR_FLAGS = 28 /* N Z C V are the bits from here on */
};

void sig_info_to_user(const struct sig_info *info, struct linux_siginfo *si)
{
    memset(si, 0, sizeof(*si));
    si->signo = info->signo;
    si->error = info->error;
    si->code = info->code;
    bool fault = info->signo == SIGSEGV || info->signo == SIGBUS || info->signo == SIGILL ||
                 info->signo == SIGFPE || info->signo == SIGTRAP;
    if (fault && info->code > 0 && info->code != SI_KERNEL) {
        si->fault.addr = info->value;
    } else if (info->signo == SIGCHLD && info->code > 0 && info->code != SI_KERNEL) {
        si->child.pid = info->pid;
        si->child.uid = info->uid;
        si->child.status = (int32_t)info->value;
    } else {
        si->kill.pid = info->pid;
        si->kill.uid = info->uid;
        si->kill.value = info->value;
    }
}

static bool on_altstack(const struct thread *t, uint64_t sp)
{
    return t->altstack_size != 0 && sp > t->altstack_base && sp - t->altstack_base <= t->altstack_size;
}

static uint64_t frame_place(const struct thread *t, const struct linux_sigaction *act)
{
    uint64_t sp = t->regs.sp;
    if ((act->flags & SA_ONSTACK) && t->altstack_size != 0 && !on_altstack(t, sp))
        sp = t->altstack_base + t->altstack_size;
    return ((sp - 16) & ~15ul) - sizeof(struct linux_rt_sigframe);
}

/* Everything of the ucontext but the registers. */
static int write_context(struct thread *t, uint64_t frame)
{
    struct {
        uint64_t flags, link;
        struct linux_sigaltstack stack;
        uint64_t sigmask;
    } uc = {
        .stack = {t->altstack_base, t->altstack_size == 0 ? SS_DISABLE : on_altstack(t, t->regs.sp) ? SS_ONSTACK : 0,
                  0, t->altstack_size},
        .sigmask = t->sig_restore_mask ? t->sig_saved_mask : t->sig_mask,
    };
    return copy_out(t->proc->mm, frame + UC, &uc, sizeof(uc));
}

static int write_registers(struct thread *t, uint64_t frame, uint64_t fault_address)
{
    struct {
        uint64_t fault_address, x[31], sp, pc, pstate;
    } mc = {.fault_address = fault_address, .sp = t->regs.sp, .pc = t->regs.pc,
            .pstate = t->regs.spsr & 0xful << SPSR_FLAGS};
    for (unsigned i = 0; i < 31; i++)
        mc.x[i] = regs_get(&t->regs, i);

    const uint32_t fp[2] = {FPSIMD_MAGIC, FPSIMD_BYTES};
    struct mm *mm = t->proc->mm;
    int err = copy_out(mm, frame + MCONTEXT, &mc, sizeof(mc));
    if (err == 0)
        err = zero_out(mm, frame + RECORDS, FPSIMD_BYTES + 16); /* and the record that ends the list */
    return err ? err : copy_out(mm, frame + RECORDS, fp, sizeof(fp));
}

int signal_frame_push(struct thread *t, const struct sig_info *info, const struct linux_sigaction *act)
{
    regs_read_all(t);
    struct mm *mm = t->proc->mm;
    struct user_regs *r = &t->regs;
    uint64_t frame = frame_place(t, act);
    uint64_t record = frame + sizeof(struct linux_rt_sigframe);
    uint64_t link[2] = {r->x29, r->x30};
    struct linux_siginfo si;
    sig_info_to_user(info, &si);

    bool fault = info->signo == SIGSEGV || info->signo == SIGBUS;
    if (copy_out(mm, frame, &si, sizeof(si)) != 0 || write_context(t, frame) != 0 ||
        write_registers(t, frame, fault ? info->value : 0) != 0 || copy_out(mm, record, link, sizeof(link)) != 0)
        return -EFAULT;

    r->x0 = (uint64_t)info->signo;
    r->x1 = frame;
    r->x2 = frame + UC;
    r->x3 = frame + RECORDS;
    r->x4 = act->handler;
    r->x29 = record;
    r->x30 = act->flags & SA_RESTORER ? act->restorer : kit_entry.sig_return;
    r->sp = frame;
    r->pc = kit_entry.sig_enter;
    regs_change(t, USER_REGS_WORDS);
    return 0;
}

/* Finds the FP record; 1 when there is none. */
static int read_fp(struct thread *t, uint64_t frame, struct kit_fp *fp)
{
    for (uint64_t at = 0; at + 16 <= RECORDS_BYTES;) {
        uint32_t head[4]; /* magic, size, fpsr, fpcr */
        if (copy_in(t->proc->mm, head, frame + RECORDS + at, sizeof(head)) != 0)
            return -EFAULT;
        if (head[0] == 0 && head[1] == 0)
            return 1;
        if (head[1] < 16 || head[1] % 16 != 0 || head[1] > RECORDS_BYTES - at)
            return -EFAULT;
        if (head[0] == FPSIMD_MAGIC) {
            if (head[1] != FPSIMD_BYTES)
                return -EFAULT;
            fp->fpsr = head[2];
            fp->fpcr = head[3];
            return copy_in(t->proc->mm, fp->vregs, frame + RECORDS + at + 16, sizeof(fp->vregs));
        }
        at += head[1];
    }
    return -EFAULT;
}

int signal_frame_pop(struct thread *t)
{
    struct mm *mm = t->proc->mm;
    uint64_t frame = regs_sp(t);
    struct {
        uint64_t flags, link;
        struct linux_sigaltstack stack;
        uint64_t sigmask;
    } uc;
    struct {
        uint64_t fault_address, x[31], sp, pc, pstate;
    } mc;
    if ((frame & 15) != 0 || copy_in(mm, &uc, frame + UC, sizeof(uc)) != 0 ||
        copy_in(mm, &mc, frame + MCONTEXT, sizeof(mc)) != 0)
        return -EFAULT;
    regs_read_all(t);
    struct kit_fp fp;
    int no_fp = read_fp(t, frame, &fp);
    if (no_fp < 0)
        return no_fp;

    for (unsigned i = 0; i < 31; i++)
        regs_set(&t->regs, i, mc.x[i]);
    t->regs.sp = mc.sp;
    t->regs.pc = mc.pc;
    t->regs.spsr = mc.pstate & 0xful << SPSR_FLAGS;
    regs_change(t, USER_REGS_WORDS);
    t->sig_mask = uc.sigmask & ~(SIGMASK(SIGKILL) | SIGMASK(SIGSTOP));
    if ((uc.stack.flags & SS_DISABLE) == 0 && !on_altstack(t, mc.sp) && uc.stack.size >= MINSIGSTKSZ) {
        t->altstack_base = uc.stack.sp;
        t->altstack_size = uc.stack.size;
    }
    return no_fp ? 0 : transport->fp_load(t, &fp);
}
