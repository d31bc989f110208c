/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/tracee_regs.c: registers of stopped tracees, as Linux shows them: in a call, pc is behind the svc and x7 tells
 * entry (0) from exit (1). */
#include <linux/errno.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <linux/uio.h>

#include "mm/kit.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/ptrace.h"
#include "transport/transport.h"

/* At a stop of PTRACE_SYSCALL, which says so in x7. */
static bool marked(const struct tracee *x)
{
    return x->call == TRACEE_CALL_ENTRY || x->call == TRACEE_CALL_EXIT;
}

/* Still before the svc here: at the entry, and at the exit of a call that is to be restarted. */
static bool at_svc(const struct thread *t, const struct tracee *x)
{
    return x->call == TRACEE_CALL_ENTRY || x->call == TRACEE_CALL_FILTER || (x->call == TRACEE_CALL_EXIT && t->restart_code != 0);
}

static void regs_show(const struct thread *t, const struct tracee *x, struct linux_user_pt_regs *r)
{
    for (unsigned i = 0; i < 31; i++)
        r->regs[i] = regs_get(&t->regs, i);
    r->sp = t->regs.sp;
    r->pc = t->regs.pc + (at_svc(t, x) ? 4 : 0);
    r->pstate = t->regs.spsr;
    if (marked(x))
        r->regs[7] = x->call == TRACEE_CALL_EXIT;
    if (x->call == TRACEE_CALL_EXIT && t->restart_code != 0)
        r->regs[0] = (uint64_t)-(int64_t)t->restart_code;
}

static void regs_take(struct thread *t, struct tracee *x, const struct linux_user_pt_regs *r)
{
    enum { FLAGS = 28 /* NZCV; the rest is not the program's to choose */ };
    struct linux_user_pt_regs old;
    regs_show(t, x, &old);
    if (t->restart_code != 0 && (r->pc != old.pc || r->regs[0] != old.regs[0]))
        t->restart_code = 0; /* the tracer has its own idea of how it goes on */
    bool before = at_svc(t, x);
    for (unsigned i = 0; i < 31; i++)
        if (i != 7 || !marked(x))
            regs_set(&t->regs, i, r->regs[i]);
    t->regs.sp = r->sp;
    t->regs.pc = r->pc - (before ? 4 : 0);
    t->regs.spsr = r->pstate >> FLAGS << FLAGS & 0xf0000000;
    regs_change(t, USER_REGS_WORDS);
}

static int fp_save(struct thread *t, void *fp)
{
    return transport->fp_save(t, fp);
}

static int fp_load(struct thread *t, void *fp)
{
    return transport->fp_load(t, fp);
}

static long regset_bytes(struct thread *t, struct tracee *x, uint64_t set, void *buf, size_t room)
{
    struct thread *of = x->thread;
    struct kit_fp fp;
    (void)t, (void)room;
    switch (set) {
    case NT_PRSTATUS:
        regs_show(of, x, buf);
        return sizeof(struct linux_user_pt_regs);
    case NT_PRFPREG: {
        struct linux_user_fpsimd *f = buf;
        if (tracee_do(x, fp_save, &fp) != 0)
            return -EINVAL;
        *f = (struct linux_user_fpsimd){.fpsr = fp.fpsr, .fpcr = fp.fpcr};
        for (int i = 0; i < 64; i++)
            f->vregs[i] = fp.vregs[i];
        return sizeof(*f);
    }
    case NT_ARM_TLS:
        *(uint64_t *)buf = of->regs.tpidr;
        return sizeof(uint64_t);
    case NT_ARM_HW_BREAK:
    case NT_ARM_HW_WATCH: /* the ARMv8 debug architecture, and none to be had: no seL4 call sets them */
        *(uint64_t *)buf = 6 << 8;
        return sizeof(uint64_t);
    case NT_ARM_SYSTEM_CALL:
        *(int32_t *)buf = x->call == TRACEE_NO_CALL ? -1 : of->syscall;
        return sizeof(int32_t);
    default:
        return -EINVAL;
    }
}

static long regset_take(struct tracee *x, uint64_t set, const void *buf)
{
    struct thread *of = x->thread;
    const struct linux_user_fpsimd *f = buf;
    struct kit_fp fp = {0};
    switch (set) {
    case NT_PRSTATUS:
        regs_take(of, x, buf);
        return 0;
    case NT_PRFPREG:
        fp.fpsr = f->fpsr;
        fp.fpcr = f->fpcr;
        for (int i = 0; i < 64; i++)
            fp.vregs[i] = f->vregs[i];
        return tracee_do(x, fp_load, &fp) != 0 ? -EINVAL : 0;
    case NT_ARM_TLS:
        of->regs.tpidr = *(const uint64_t *)buf;
        regs_change(of, USER_REGS_WORDS);
        return 0;
    case NT_ARM_HW_BREAK:
    case NT_ARM_HW_WATCH:
        return 0;
    default:
        of->syscall = *(const int32_t *)buf;
        return 0;
    }
}

long tracee_regset(struct thread *t, struct tracee *x, uint64_t set, uint64_t iov_addr, bool write)
{
    _Alignas(16) uint8_t buf[sizeof(struct linux_user_fpsimd)];
    struct linux_iovec iov;
    struct mm *mm = t->proc->mm;
    long bytes = regset_bytes(t, x, set, buf, sizeof(buf));
    if (bytes < 0)
        return bytes;
    if (copy_in(mm, &iov, iov_addr, sizeof(iov)) != 0)
        return -EFAULT;
    if (iov.len % (set == NT_ARM_SYSTEM_CALL || set == NT_PRFPREG ? sizeof(uint32_t) : sizeof(uint64_t)) != 0)
        return -EINVAL;
    size_t moved = iov.len < (size_t)bytes ? iov.len : (size_t)bytes;
    if (write) {
        if (copy_in(mm, buf, iov.base, moved) != 0)
            return -EFAULT;
        if (!x->stopped)
            return -ESRCH; /* it went on while the registers were read */
        long err = regset_take(x, set, buf);
        if (err)
            return err;
    } else if (copy_out(mm, iov.base, buf, moved) != 0) {
        return -EFAULT;
    }
    iov.len = moved;
    return copy_out(mm, iov_addr, &iov, sizeof(iov));
}

long tracee_call_info(struct thread *t, struct tracee *x, uint64_t size, uint64_t addr)
{
    enum { NONE_BYTES = 24, ENTRY_BYTES = 80, EXIT_BYTES = 33, FILTER_BYTES = 84 };
    struct thread *of = x->thread;
    struct linux_user_pt_regs r;
    regs_show(of, x, &r);
    struct linux_ptrace_syscall_info info = {.arch = AUDIT_ARCH_AARCH64, .pc = r.pc, .sp = r.sp};
    size_t bytes = NONE_BYTES;
    if (x->call == TRACEE_CALL_ENTRY || x->call == TRACEE_CALL_FILTER) {
        bool filter = x->call == TRACEE_CALL_FILTER;
        info.op = filter ? PTRACE_SYSCALL_INFO_SECCOMP : PTRACE_SYSCALL_INFO_ENTRY;
        info.entry.number = (uint64_t)(int64_t)of->syscall;
        for (int i = 0; i < 6; i++)
            info.entry.args[i] = r.regs[i];
        info.entry.filter_data = (uint32_t)x->message;
        bytes = filter ? FILTER_BYTES : ENTRY_BYTES;
    } else if (x->call == TRACEE_CALL_EXIT) {
        info.op = PTRACE_SYSCALL_INFO_EXIT;
        info.exit.value = (int64_t)r.regs[0];
        info.exit.is_error = (int64_t)r.regs[0] < 0 && (int64_t)r.regs[0] >= -4095;
        bytes = EXIT_BYTES;
    }
    size_t moved = size < bytes ? size : bytes;
    return copy_out(t->proc->mm, addr, &info, moved) != 0 ? -EFAULT : (long)bytes;
}
