/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/fault.c: system calls as faults, on any seL4.
 *
 * A rewritten svc is an undefined instruction: UserException, whose reply carries only pc, sp and spsr.
 * So arguments are read and the result is written with Read/WriteRegisters, and resuming with the write
 * takes the place of a reply.  An svc that was not rewritten arrives as UnknownSyscall with the same
 * registers, unless its x7 is one of the kernel's own numbers. */
#include <rt/loop.h>
#include <sel4/sel4.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "mm/rewrite.h"
#include "mm/space.h"
#include "proc/proc.h"
#include "transport/tramp.h"
#include "transport/transport.h"

enum { SYSCALL_WORDS = 12 /* pc sp spsr x0..x8 */, RESULT_WORDS = 4 };

/* The word at pc, which the program has just tried to execute; 0 when it cannot be seen. */
static uint32_t word_at(struct mm *mm, uint64_t pc)
{
    struct pte *e = pc & 3 ? NULL : pte_find(mm, pc);
    if (e == NULL || !e->present)
        return 0;
    return *(const uint32_t *)((const char *)page_address(pte_page(e)) + (pc & (PAGE_BYTES - 1)));
}

static void decode_exception(struct thread *t, const struct rt_message *m, struct event *e)
{
    t->regs.pc = m->mr[seL4_UserException_FaultIP];
    t->regs.sp = m->mr[seL4_UserException_SP];
    t->regs.spsr = m->mr[seL4_UserException_SPSR];
    t->regs_known = 3;
    e->esr = (uint32_t)m->mr[seL4_UserException_Number];
    e->kind = EVENT_EXCEPTION;
    if (e->esr >> 26 != 0)
        return;
    if (t->regs.pc == kit_entry.trap) {
        e->kind = EVENT_TRAP;
    } else if (transport->rewrites && word_at(t->proc->mm, t->regs.pc) == REWRITE_WORD) {
        t->regs_known = 0;
        regs_read(t, SYSCALL_WORDS);
        e->kind = EVENT_SYSCALL;
        e->number = (uint32_t)t->regs.x8;
        e->at_svc = true;
    }
}

static void decode_memory(struct thread *t, const struct rt_message *m, struct event *e)
{
    t->regs.pc = m->mr[seL4_VMFault_IP];
    t->regs_known = 1;
    e->kind = EVENT_MEMORY;
    e->address = m->mr[seL4_VMFault_Addr];
    e->esr = (uint32_t)m->mr[seL4_VMFault_FSR];
    if (m->mr[seL4_VMFault_PrefetchFault])
        e->access = FAULT_EXEC;
    else
        e->access = e->esr & 0x40 ? FAULT_WRITE : FAULT_READ;
}

static void decode(struct thread *t, const struct rt_message *m, struct event *e)
{
    *e = (struct event){.kind = EVENT_BAD};
    if (m->label == seL4_Fault_UserException && m->length >= seL4_UserException_Length) {
        decode_exception(t, m, e);
    } else if (m->label == seL4_Fault_VMFault && m->length >= seL4_VMFault_Length) {
        decode_memory(t, m, e);
    } else if (m->label == seL4_Fault_UnknownSyscall && m->length >= seL4_UnknownSyscall_Length) {
        regs_read(t, SYSCALL_WORDS);
        e->kind = EVENT_SYSCALL;
        e->number = (uint32_t)t->regs.x8;
        e->at_svc = true;
    }
}

static void set_result(struct thread *t, uint64_t x0)
{
    t->regs.pc = t->syscall_pc + 4;
    t->regs.x0 = x0;
    regs_change(t, RESULT_WORDS);
}

const struct transport transport_fault = {
    .name = "fault",
    .rewrites = true,
    .decode = decode,
    .set_result = set_result,
    .fp_save = tramp_fp_save,
    .fp_load = tramp_fp_load,
    .fp_zero = tramp_fp_zero,
    .fp_prepare = tramp_fp_prepare,
    .fp_start = tramp_fp_start,
};
