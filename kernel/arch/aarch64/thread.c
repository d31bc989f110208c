/* SPDX-License-Identifier: BSD-2-Clause */
/* thread.c: what of a thread lives in the CPU: address space, TLS registers, FPU, exclusive monitor.
 *
 * The live thread is the one whose TLS registers are loaded; it stays while the idle thread waits.  The FPU belongs
 * to its owner until another thread uses it: access is closed for everybody else and the first use traps.  A thread's
 * VSpace is looked up (is its ASID alive and still its own?) only when an ASID died since the last time. */
#include "thread.h"

#include "cpu.h"
#include "kmap.h"
#include "sysreg.h"

#include "arch/switch.h"

enum { CPACR_CLOSED = 1 << 20, CPACR_OPEN = 3 << 20 }; /* FPEN: kernel only; kernel and user */

void arch_thread_sync(struct tcb *tcb)
{
    if (tcb && tcb == this_core.arch.live)
        tcb->arch.ctx.tls = read_tpidr_el0(); /* TPIDRRO cannot have changed */
}

void arch_thread_reload(struct tcb *tcb)
{
    if (tcb != this_core.arch.live)
        return;
    write_tpidr_el0(tcb->arch.ctx.tls);
    write_tpidrro_el0(tcb->arch.ctx.tls_ro);
}

static uint64_t fpu_access_for(const struct tcb *to)
{
    return to == this_core.arch.fpu_owner ? CPACR_OPEN : CPACR_CLOSED;
}

static void fpu_access(const struct tcb *to)
{
    write_cpacr_el1(fpu_access_for(to));
}

static void set_fpu_owner(struct tcb *tcb)
{
    if (this_core.arch.fpu_owner)
        this_core.arch.fpu_owner->arch.access &= ~ARCH_ACCESS_FPU_OWNER;
    this_core.arch.fpu_owner = tcb;
    if (tcb)
        tcb->arch.access |= ARCH_ACCESS_FPU_OWNER;
}

static uint64_t timer_access_for(const struct tcb *tcb)
{
    return cpu_user_timer_bits(!(tcb->arch.access & ARCH_ACCESS_TIMER_CLOSED));
}

static void timer_access(const struct tcb *tcb)
{
    bool closed = tcb->arch.access & ARCH_ACCESS_TIMER_CLOSED;

    if (closed != this_core.arch.timer_closed) {
        cpu_user_timer(!closed);
        this_core.arch.timer_closed = closed;
    }
}

static void load_ttbr0(uint64_t ttbr0)
{
    if (ttbr0 == this_core.arch.ttbr0)
        return;
    write_ttbr0_el1(ttbr0);
    isb();
    this_core.arch.ttbr0 = ttbr0;
}

void arch_switch_to(struct tcb *tcb)
{
    if (tcb == idle_thread)
        return;
    if (tcb != this_core.arch.live) {
        arch_thread_sync(this_core.arch.live);
        this_core.arch.live = tcb;
        arch_thread_reload(tcb);
        fpu_access(tcb);
    }
    load_ttbr0(vspace_ttbr0(tcb));
    timer_access(tcb);
}

struct tcb *arch_switch_access(struct tcb *from, struct tcb *to)
{
    arch_switch_fast(from, to);
    fpu_access(to);
    timer_access(to);
    return to;
}

bool arch_pair_begin(struct tcb *client, struct tcb *server)
{
    struct pair *pair = &this_core.arch.pair;

    if (!arch_can_switch_fast(server))
        return false;
    pair->client_cpacr = fpu_access_for(client);
    pair->server_cpacr = fpu_access_for(server);
    pair->client_cntkctl = timer_access_for(client);
    pair->server_cntkctl = timer_access_for(server);
    return true;
}

void arch_pair_server_runs(struct tcb *server)
{
    this_core.arch.live = server;
    this_core.arch.ttbr0 = server->arch.ttbr0;
    this_core.arch.timer_closed = server->arch.access & ARCH_ACCESS_TIMER_CLOSED;
}

void arch_ext_flags_changed(struct tcb *tcb)
{
    tcb->arch.access &= ~ARCH_ACCESS_TIMER_CLOSED;
    if (tcb->ext_flags & EXT_TIMER_CLOSED)
        tcb->arch.access |= ARCH_ACCESS_TIMER_CLOSED;
    if (tcb == this_core.arch.live)
        timer_access(tcb);
}

void arch_fpu_sync(struct tcb *tcb)
{
    if (tcb == this_core.arch.fpu_owner)
        fpu_save(&tcb->arch.fpu);
}

void arch_fpu_reload(struct tcb *tcb)
{
    if (tcb == this_core.arch.fpu_owner)
        fpu_load(&tcb->arch.fpu);
}

static void reload_vspace(void)
{
    if (this_core.arch.live)
        load_ttbr0(vspace_ttbr0(this_core.arch.live));
}

void arch_vspace_assigned(struct tcb *tcb)
{
    tcb->arch.vspace_checked = 0;
    if (tcb == this_core.arch.live)
        reload_vspace();
}

void arch_vspace_cap_died(void)
{
    this_core.arch.vspace_generation++; /* the live thread goes on until the next switch */
}

void arch_vspace_died(void)
{
    this_core.arch.vspace_generation++;
    reload_vspace();
}

bool thread_fpu_take(struct tcb *tcb)
{
    struct tcb *owner = this_core.arch.fpu_owner;

    if (tcb->flags & ABI_TCBFlag_fpuDisabled)
        return false;
    if (owner && owner != tcb)
        fpu_save(&owner->arch.fpu);
    if (owner != tcb)
        fpu_load(&tcb->arch.fpu);
    set_fpu_owner(tcb);
    fpu_access(tcb);
    return true;
}

void arch_fpu_flag_changed(struct tcb *tcb)
{
    if (tcb != this_core.arch.fpu_owner || !(tcb->flags & ABI_TCBFlag_fpuDisabled))
        return;
    fpu_save(&tcb->arch.fpu);
    set_fpu_owner(NULL);
    if (tcb == this_core.arch.live)
        fpu_access(tcb);
}

void arch_thread_release(struct tcb *tcb)
{
    if (tcb == this_core.arch.fpu_owner) {
        set_fpu_owner(NULL);
        fpu_access(tcb);
    }
    if (tcb == this_core.arch.live) {
        this_core.arch.live = NULL;
        load_ttbr0(kernel_empty_ttbr0());
    }
}

void thread_init(void)
{
    write_cpacr_el1(CPACR_CLOSED);
    isb();
    this_core.arch.ttbr0 = kernel_empty_ttbr0();
    this_core.arch.vspace_generation = 1;
}
