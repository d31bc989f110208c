/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/frame.c: handlers' frames, laid out as Linux does on AArch64.
 *
 *   sp -> siginfo | ucontext (registers, FP registers) | {fp, lr} of the interrupted code
 *
 * The thread itself stores most of its registers there, in the kit's sig_enter (mm/kit_image.S), which knows these
 * offsets. */
#include "sig/frame.h"

#include <stddef.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/message.h>

#include "mm/kit.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "transport/transport.h"

enum {
    UC = offsetof(struct linux_rt_sigframe, uc),
    MCONTEXT = UC + offsetof(struct linux_ucontext, mcontext),
    RECORDS = MCONTEXT + offsetof(struct linux_sigcontext, reserved),
    RECORDS_BYTES = sizeof(((struct linux_sigcontext *)0)->reserved),
    SPSR_FLAGS = 28, /* N Z C V are the bits from here on */
    LOADED_WORDS = 17 /* of user_regs: pc sp spsr x0..x8 x16..x18 x29 x30 */
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
    } else if (info->signo == SIGSYS && info->code > 0 && info->code != SI_KERNEL) {
        si->call.addr = info->value;
        si->call.number = info->pid;
        si->call.arch = info->uid;
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

bool signal_on_altstack(const struct thread *t, uint64_t sp)
{
    return (t->altstack_flags & SS_AUTODISARM) == 0 && t->altstack_size != 0 && sp > t->altstack_base && sp - t->altstack_base <= t->altstack_size;
}

static uint64_t frame_place(const struct thread *t, const struct linux_sigaction *act)
{
    uint64_t sp = t->regs.sp;
    if ((act->flags & SA_ONSTACK) && t->altstack_size != 0 && !signal_on_altstack(t, sp))
        sp = t->altstack_base + t->altstack_size;
    return ((sp - 16) & ~15ul) - sizeof(struct linux_rt_sigframe);
}

/* The part of the frame that has contents. */
struct frame {
    struct linux_siginfo info;
    uint64_t flags, link;
    struct linux_sigaltstack stack;
    uint64_t sigmask;
    uint8_t unused[128];
    uint64_t fault_address, x[31], sp, pc, pstate;
    uint64_t padding;
    struct {
        uint32_t magic, size;
        uint64_t status; /* FPSR; FPCR above */
        uint64_t v[64];
    } fp;
    uint64_t end[2];            /* of the records */
    uint64_t handler, restorer; /* for sig_enter; nobody's afterwards */
};
_Static_assert(offsetof(struct frame, x) == MCONTEXT + 8, "kit_image.S: frame_x0");
_Static_assert(offsetof(struct frame, fp) == RECORDS, "kit_image.S: frame_fpsr");
_Static_assert(offsetof(struct frame, handler) == 1136, "kit_image.S: frame_handler");
_Static_assert(sizeof(struct linux_rt_sigframe) == 4688, "kit_image.S: frame_record");

int signal_frame_push(struct thread *t, const struct sig_info *info, const struct linux_sigaction *act)
{
    uint64_t result = 0;
    bool in_stub = regs_place_stub(t), has_result = !in_stub && regs_place(t, &result);
    struct mm *mm = t->proc->mm;
    uint64_t at = frame_place(t, act);
    struct frame own, *f = user_span(mm, at, sizeof(*f), true);
    if (f == NULL) {
        f = &own;
        memset(f, 0, sizeof(*f));
    }
    sig_info_to_user(info, &f->info);
    f->flags = f->link = 0;
    f->stack = (struct linux_sigaltstack){
        t->altstack_base, (int32_t)t->altstack_flags | (t->altstack_size == 0 ? SS_DISABLE : 0), 0, t->altstack_size};
    f->sigmask = t->sig_restore_mask ? t->sig_saved_mask : t->sig_mask;
    f->fault_address = info->signo == SIGSEGV || info->signo == SIGBUS ? info->value : 0;
    if (in_stub)
        regs_stub_saved(t, f->x);
    else
        f->x[0] = result;
    f->sp = t->regs.sp;
    f->pc = t->regs.pc;
    f->fp.magic = FPSIMD_MAGIC;
    f->fp.size = FPSIMD_BYTES;
    f->end[0] = f->end[1] = 0;
    f->handler = act->handler;
    f->restorer = act->flags & SA_RESTORER ? act->restorer : kit_entry.sig_return;

    const uint64_t link[2] = {0}; /* sig_enter writes it; here only to see that it will be able to */
    if ((f == &own && copy_out(mm, at, f, sizeof(*f)) != 0) ||
        copy_out(mm, at + sizeof(struct linux_rt_sigframe), link, sizeof(link)) != 0) {
        if (has_result)
            regs_unplace(t, result);
        return -EFAULT;
    }
    if (t->altstack_flags & SS_AUTODISARM)
        t->altstack_base = t->altstack_size = t->altstack_flags = 0;
    t->regs.sp = at;
    t->has_result = t->has_result && !in_stub; /* it is in the frame */
    t->regs.pc = in_stub ? kit_entry.sig_enter_stub : has_result ? kit_entry.sig_enter_result : kit_entry.sig_enter;
    regs_change(t, PLACE_WORDS);
    return 0;
}

/* Address of FPSR in the FP record; -EFAULT: no such record. */
static int64_t fp_find(struct thread *t, uint64_t frame)
{
    uint32_t head[2];
    for (uint64_t at = 0; at + 16 <= RECORDS_BYTES; at += head[1]) {
        if (copy_in(t->proc->mm, head, frame + RECORDS + at, sizeof(head)) != 0)
            return -EFAULT;
        if (head[0] == 0 && head[1] == 0)
            break;
        if (head[1] < 16 || head[1] % 16 != 0 || head[1] > RECORDS_BYTES - at)
            return -EFAULT;
        if (head[0] == FPSIMD_MAGIC)
            return head[1] == FPSIMD_BYTES ? (int64_t)(frame + RECORDS + at + 8) : -EFAULT;
    }
    return -EFAULT;
}

/* The registers that the stub of sigreturn does not load. */
static void restore_rest(struct thread *t, const struct frame *f)
{
    struct user_regs *r = &t->regs;
    r->pc = f->pc;
    r->sp = f->sp;
    r->spsr = f->pstate & 0xful << SPSR_FLAGS;
    memcpy(&r->x0, f->x, 9 * sizeof(f->x[0]));
    memcpy(&r->x16, &f->x[16], 3 * sizeof(f->x[0]));
    memcpy(&r->x29, &f->x[29], 2 * sizeof(f->x[0]));
    regs_change(t, LOADED_WORDS);
}

/* All registers, by Write calls. */
static int restore_slowly(struct thread *t, const struct user_state *s)
{
    struct kit_fp fp;
    regs_read_all(t);
    for (unsigned i = 0; i < 31; i++)
        regs_set(&t->regs, i, s->x[i]);
    t->regs.sp = s->sp;
    t->regs.pc = s->pc;
    t->regs.spsr = s->pstate;
    regs_change(t, USER_REGS_WORDS);
    if (t->message != NULL)
        t->message->no_reply = true; /* registers are the answer */
    fp.fpsr = (uint32_t)s->fp_status;
    fp.fpcr = (uint32_t)(s->fp_status >> 32);
    memcpy(fp.vregs, s->v, sizeof(fp.vregs));
    return transport->fp_load(t, &fp);
}

/* The FP state, wherever the program left its record.  -EFAULT. */
static int fp_read(struct thread *t, uint64_t at, const struct frame *f, struct user_state *s)
{
    if (f->fp.magic == FPSIMD_MAGIC && f->fp.size == FPSIMD_BYTES) {
        memcpy(&s->fp_status, &f->fp.status, FPSIMD_BYTES - 8);
        return 0;
    }
    int64_t fp = fp_find(t, at);
    return fp < 0 ? (int)fp : copy_in(t->proc->mm, &s->fp_status, (uint64_t)fp, FPSIMD_BYTES - 8);
}

/* What of the frame is not registers; sp is what it restores. */
static void restore_mask(struct thread *t, uint64_t mask, const struct linux_sigaltstack *stack, uint64_t sp)
{
    t->sig_mask = mask & ~(SIGMASK(SIGKILL) | SIGMASK(SIGSTOP));
    if ((stack->flags & SS_DISABLE) == 0 && !signal_on_altstack(t, sp) && stack->size >= MINSIGSTKSZ) {
        t->altstack_base = stack->sp;
        t->altstack_size = stack->size;
        t->altstack_flags = (uint32_t)stack->flags & SS_AUTODISARM;
    }
}

static int restore_all(struct thread *t, uint64_t at, const struct frame *f)
{
    struct user_state state, *s = regs_state(t);
    if (s == NULL)
        s = &state;
    s->pc = f->pc;
    s->sp = f->sp;
    s->pstate = f->pstate & 0xful << SPSR_FLAGS;
    memcpy(s->x, f->x, sizeof(s->x));
    struct linux_sigaltstack stack = f->stack;
    uint64_t mask = f->sigmask;
    int err = fp_read(t, at, f, s); /* may park: f is not to be looked at any more */
    if (err)
        return err;

    restore_mask(t, mask, &stack, s->sp);
    if (s == &state)
        return restore_slowly(t, s);
    regs_set_state(t);
    return 0;
}

int signal_frame_pop(struct thread *t)
{
    uint64_t at = regs_sp(t);
    struct frame own;
    const struct frame *f = (at & 15) != 0 ? NULL : user_span(t->proc->mm, at, sizeof(*f), false);
    if (f == NULL) {
        if ((at & 15) != 0 || copy_in(t->proc->mm, &own, at, offsetof(struct frame, end)) != 0)
            return -EFAULT;
        f = &own;
    }
    if (!t->sig_loaded)
        return restore_all(t, at, f);
    restore_rest(t, f);
    restore_mask(t, f->sigmask, &f->stack, f->sp);
    return 0;
}
