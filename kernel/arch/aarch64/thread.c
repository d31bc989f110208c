/* SPDX-License-Identifier: BSD-2-Clause */
/* thread.c: what of a thread lives in the CPU: address space, TLS registers, FPU, exclusive monitor.
 *
 * `live` is the thread whose TLS registers are loaded; it stays while the idle thread waits.  The FPU belongs to
 * `fpu_owner` until another thread uses it: access is closed for everybody else and the first use traps. */
#include "thread.h"

#include "cpu.h"
#include "kmap.h"
#include "sysreg.h"

#include "ext.h"
#include "tcb.h"

enum { CPACR_CLOSED = 1 << 20, CPACR_OPEN = 3 << 20 }; /* FPEN: kernel only; kernel and user */

static struct tcb *live;
static struct tcb *fpu_owner;
static bool fpu_open; /* what CPACR says */
static bool timer_closed; /* what CNTKCTL says */
static uint64_t loaded_ttbr0;

void arch_thread_sync(struct tcb *tcb)
{
    if (tcb != live || !tcb)
        return;
    tcb->arch.ctx.tls = read_tpidr_el0();
    tcb->arch.ctx.tls_ro = read_tpidrro_el0();
}

void arch_thread_reload(struct tcb *tcb)
{
    if (tcb != live)
        return;
    write_tpidr_el0(tcb->arch.ctx.tls);
    write_tpidrro_el0(tcb->arch.ctx.tls_ro);
}

static void fpu_access(const struct tcb *tcb)
{
    bool open = tcb == fpu_owner && !(tcb->flags & ABI_TCBFlag_fpuDisabled);

    if (open == fpu_open)
        return;
    write_cpacr_el1(open ? CPACR_OPEN : CPACR_CLOSED);
    fpu_open = open;
}

static void timer_access(const struct tcb *tcb)
{
    bool closed = tcb->ext_flags & EXT_TIMER_CLOSED;

    if (unlikely(closed != timer_closed)) {
        cpu_user_timer(!closed);
        timer_closed = closed;
    }
}

static void load_vspace(const struct tcb *tcb)
{
    uint64_t ttbr0 = vspace_ttbr0(tcb);

    if (ttbr0 == loaded_ttbr0)
        return;
    write_ttbr0_el1(ttbr0);
    isb();
    loaded_ttbr0 = ttbr0;
}

void arch_switch_to(struct tcb *tcb)
{
    if (tcb == idle_thread)
        return;
    if (tcb != live) {
        arch_thread_sync(live);
        live = tcb;
        arch_thread_reload(tcb);
        clrex();
    }
    load_vspace(tcb);
    fpu_access(tcb);
    timer_access(tcb);
}

void arch_ext_flags_changed(struct tcb *tcb)
{
    if (tcb == live)
        timer_access(tcb);
}

void arch_fpu_sync(struct tcb *tcb)
{
    if (tcb == fpu_owner)
        fpu_save(&tcb->arch.fpu);
}

void arch_fpu_reload(struct tcb *tcb)
{
    if (tcb == fpu_owner)
        fpu_load(&tcb->arch.fpu);
}

void arch_vspace_reload(void)
{
    if (live)
        load_vspace(live);
}

bool thread_fpu_take(struct tcb *tcb)
{
    if (tcb->flags & ABI_TCBFlag_fpuDisabled)
        return false;
    if (fpu_owner && fpu_owner != tcb)
        fpu_save(&fpu_owner->arch.fpu);
    if (fpu_owner != tcb)
        fpu_load(&tcb->arch.fpu);
    fpu_owner = tcb;
    fpu_access(tcb);
    return true;
}

void arch_fpu_flag_changed(struct tcb *tcb)
{
    if (tcb == live)
        fpu_access(tcb);
}

void arch_thread_release(struct tcb *tcb)
{
    if (tcb == fpu_owner) {
        fpu_owner = NULL;
        write_cpacr_el1(CPACR_CLOSED);
        fpu_open = false;
    }
    if (tcb == live) {
        live = NULL;
        write_ttbr0_el1(kernel_empty_ttbr0());
        isb();
        loaded_ttbr0 = kernel_empty_ttbr0();
    }
}

void thread_init(void)
{
    write_cpacr_el1(CPACR_CLOSED);
    isb();
    fpu_open = false;
    loaded_ttbr0 = kernel_empty_ttbr0();
}
