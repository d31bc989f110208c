/* SPDX-License-Identifier: BSD-2-Clause */
/* arch/interface.h: everything the portable kernel may ask of the machine, and what it must offer in turn.
 *
 * All of it runs with interrupts off on the one kernel stack.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/context.h"

struct tcb;

enum fastpath_kind { FASTPATH_CALL, FASTPATH_REPLY_RECV, FASTPATH_FAULT, FASTPATH_FAULT_REPLY, FASTPATH_SIGNAL,
                     FASTPATH_ANSWER, FASTPATHS };

/* ---- addresses ----------------------------------------------------------------------------------------------------- */

/* All RAM is mapped at one fixed offset, so a kernel address and a physical one differ by a constant. */
#define PHYS_WINDOW 0xffffff8000000000ul
static inline void *phys_to_kernel(uint64_t paddr)
{
    return (void *)(paddr + PHYS_WINDOW);
}
static inline uint64_t kernel_to_phys(const void *p)
{
    return (uint64_t)p - PHYS_WINDOW;
}
/* Is there RAM at the address, so that phys_to_kernel() may be used? */
bool arch_window_has(uint64_t paddr);

/* ---- registers ----------------------------------------------------------------------------------------------------- */

/* A fresh thread: all zero, user mode. */
void arch_context_init(struct arch_context *ctx);
/* Register `index` in the order of seL4_UserContext (0 = restart PC).  Setting the PC sets restart and next PC;
 * setting the status word sanitises it.  The caller syncs a live thread first (arch_thread_sync). */
uint64_t arch_reg_get(const struct arch_context *ctx, unsigned index);
void arch_reg_set(struct arch_context *ctx, unsigned index, uint64_t value);
/* Several; the thread goes on at the pc that is among them, or where it would be restarted. */
void arch_regs_set(struct arch_context *ctx, unsigned first, const uint64_t *words, unsigned count);
/* The first `count`. */
void arch_regs_get(const struct arch_context *ctx, uint64_t *words, unsigned count);
/* Sets the status word, sanitised. */
void arch_pstate_set(struct arch_context *ctx, uint64_t pstate);
/* Words of the fault messages "unknown system call" (13) and "user exception" (the first 3), and their replies:
 * `count` words from the handler, already clipped to what is interpreted (12 and 3).  More in arch/context.h. */
void arch_unknown_syscall_get(const struct arch_context *ctx, uint64_t words[13]);
void arch_unknown_syscall_reply(struct arch_context *ctx, const uint64_t *words, unsigned count);
void arch_user_exception_reply(struct arch_context *ctx, const uint64_t *words, unsigned count);

/* ---- threads ------------------------------------------------------------------------------------------------------- */

/* Makes `tcb` the thread that the next kernel exit returns to: address space, TLS registers, FPU access, exclusive
 * monitor.  The idle thread is never entered: the exit path waits for interrupts while it is current. */
void arch_switch_to(struct tcb *tcb);
/* Writes the registers that live in the CPU (TLS) of `tcb` back into its context, if it is the live thread. */
void arch_thread_sync(struct tcb *tcb);
/* Loads them again after the context of a live thread was changed (WriteRegisters, CopyRegisters, SetTLSBase). */
void arch_thread_reload(struct tcb *tcb);
/* The thread was given another VSpace capability. */
void arch_vspace_assigned(struct tcb *tcb);
/* A VSpace capability went: threads that ran by it are not to be switched to. */
void arch_vspace_cap_died(void);
/* An address space lost its ASID: whoever runs there must not go on. */
void arch_vspace_died(void);
/* The FP registers of `tcb` are in its arch.fpu; / what is there was changed. */
void arch_fpu_sync(struct tcb *tcb);
void arch_fpu_reload(struct tcb *tcb);
/* The thread's extension flags changed. */
void arch_ext_flags_changed(struct tcb *tcb);
/* The thread's "FPU disabled" flag changed. */
void arch_fpu_flag_changed(struct tcb *tcb);
/* Two threads become the pair of arch/context.h: the rest of the structure is filled in, and both can be switched to
 * fast.  False: they cannot be one. */
bool arch_pair_begin(struct tcb *client, struct tcb *server);
/* The server of the pair is the thread that is loaded, and nobody has been told yet. */
void arch_pair_server_runs(struct tcb *server);
/* The thread is destroyed: give up the FPU and every other claim of the CPU on it. */
void arch_thread_release(struct tcb *tcb);
/* ---- interrupts and time ------------------------------------------------------------------------------------------- */

enum { IRQ_MAX = 159, IRQ_TIMER = 27, IRQ_NONE = 0xffff };

/* The interrupt that waits now, without acknowledging it twice: the first call acknowledges, later calls return the
 * same number until irq_done().  IRQ_NONE if there is none. */
unsigned irq_active(void);
/* True if an interrupt waits; used at preemption points. */
bool irq_pending(void);
void irq_mask(unsigned irq);
void irq_unmask(unsigned irq);
/* End of interrupt for irq_active().  irq_done: it may come again at once (tick, unexpected); irq_done_until_ack: it
 * was (or could have been) given to a user handler and stays quiet until irq_user_ack(). */
void irq_done(unsigned irq);
void irq_done_until_ack(unsigned irq);
/* The user's Ack: the interrupt may come again. */
void irq_user_ack(unsigned irq);
/* Edge (true) or level triggered. */
void irq_set_trigger(unsigned irq, bool edge);
/* Largest target word that IssueSGISignal accepts, and the raising itself. */
uint64_t irq_sgi_target_max(void);
void irq_sgi_send(unsigned sgi, uint64_t target);

/* Arms the next kernel tick. */
void timer_tick_arm(void);

/* ---- debugging ----------------------------------------------------------------------------------------------------- */

void plat_putchar(char c);
/* Stops the machine for ever. */
void arch_halt(void) __attribute__((noreturn));
/* Switches the machine off; returns if there is no way to do that. */
void arch_power_off(void);

/* ---- page tables ---------------------------------------------------------------------------------------------------- */

typedef uint64_t pte_t;

/* Follows tables from the root for `vaddr`; the first entry that is no table, and log2 of what it covers. */
pte_t *arch_walk(uint64_t root, uint64_t vaddr, unsigned *bits);
/* The entry on the path to `vaddr` that refers to the table at `paddr`, or NULL. */
pte_t *arch_find_table(uint64_t root, uint64_t vaddr, uint64_t paddr);
/* log2 of what one entry of a last-level table covers: no table can be installed there. */
enum { ARCH_PAGE_BITS = 12 };

/* The same for the last level only: NULL if a table is missing or a larger page is in the way. */
pte_t *arch_find_page_entry(uint64_t root, uint64_t vaddr);

bool arch_pte_is_valid(pte_t entry);
uint64_t arch_pte_paddr(pte_t entry);
bool arch_pte_user_writable(pte_t entry);
/* Entries as they would be written.  rights: RIGHT_READ, RIGHT_WRITE; attributes: those of Page_Map. */
pte_t arch_pte_page(uint64_t paddr, unsigned bits, unsigned rights, uint64_t attributes);
pte_t arch_pte_table(uint64_t paddr);
/* Writes an entry that was invalid, or (with flush) replaces or clears a valid one. */
void arch_pte_fill(pte_t *at, pte_t entry);
void arch_pte_replace(pte_t *at, pte_t entry, unsigned asid, uint64_t vaddr);
void arch_tlb_flush_asid(unsigned asid);
/* Makes the valid ones of `count` entries of a last-level table read-only, or invalid: how many changed.  The caller
 * flushes. */
unsigned arch_ptes_change(pte_t *first, uint64_t count, bool protect);
void arch_tlb_flush_range(unsigned asid, uint64_t vaddr, uint64_t pages);

/* Adds the valid entries below a root table: pages of any size, and tables. */
struct arch_space_count {
    uint64_t pages, tables;
};
void arch_space_count(uint64_t root, struct arch_space_count *total);

/* ---- caches --------------------------------------------------------------------------------------------------------- */

enum cache_op { CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE, CACHE_UNIFY };

/* Works on [vaddr, vaddr + bytes) of the address space (root, asid), which is mapped there to `paddr` onwards. */
void arch_cache_user_range(enum cache_op op, uint64_t root, unsigned asid, uint64_t vaddr, uint64_t paddr, uint64_t bytes);

/* ---- memory -------------------------------------------------------------------------------------------------------- */

/* Makes zeroed or written kernel-window memory visible to uncached users and to table walks. */
void arch_clean_range(void *start, size_t bytes);

/* ==== offered by the portable kernel to the machine part =============================================================
 * Each works on `current` and returns after scheduling: `current` is then the thread to enter (arch_switch_to was
 * called for it). */

/* What the core does now, together because the fast paths touch all of it. */
struct core {
    struct tcb *thread;                 /* the one that runs, or idle_thread: `current` */
    struct arch_core arch;
    uint64_t fastpath_taken[FASTPATHS]; /* for tests and measurements */
};
extern struct core this_core;
#define current (this_core.thread)

extern struct tcb *idle_thread;

/* An svc; the number is in ctx.x[REG_SYSCALL].  restart_pc is set, pc is behind the svc. */
void handle_syscall(void);
/* The same, when the number is none of the interface's eight. */
void handle_other_syscall(void);
/* Data or instruction abort. */
void handle_vm_fault(uint64_t address, uint64_t status, bool instruction);
/* Any other synchronous exception. */
void handle_user_exception(uint64_t number, uint64_t code);
/* irq_active() says which one. */
void handle_interrupt(void);
