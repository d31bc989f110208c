/* SPDX-License-Identifier: BSD-2-Clause */
/* Reports of faults.
 *
 * The first fault prints name, cause and registers, and sends the thread to rt_fault_entry, where the task reads
 * its own stack and sends the call chain.  If reading the stack faults, it is sent there once more, to tell what
 * it has; a third fault ends the attempt.  Then the task is taken down; the others go on. */
#include "fault.h"

#include <stdio.h>
#include <string.h>

#include <rt/errno.h>
#include <rt/fault.h>
#include <rt/log.h>

#include "machine.h"

enum { STAGE_NONE, STAGE_WALK, STAGE_TELL, STAGE_END };

/* back: bytes from pc back to the instruction meant (a return address may be the start of the next function). */
static void log_place(const struct task *task, const char *what, uint64_t pc, unsigned back)
{
    uint64_t offset;
    const char *name = elf_symbol_at(&task->elf, pc - back, &offset);

    if (name)
        log_error("  %s 0x%lx %s+0x%lx", what, pc, name, offset + back);
    else
        log_error("  %s 0x%lx", what, pc);
}

static void end(struct task *task)
{
    task_destroy(task, "fault");
    task_restart(task);
    if (task->state == TASK_DEAD && (task->desc->may & TASK_MAY_SHUTDOWN))
        log_error("system halted: nothing goes on without %s", task->desc->name);
}

/* Lets the thread go on at rt_fault_entry; false if it cannot. */
static bool send_to_report(struct task *task, seL4_UserContext *context, bool again)
{
    uint64_t entry = elf_symbol_address(&task->elf, RT_FAULT_ENTRY_SYMBOL);

    if (!entry)
        return false;
    machine_send_to(context, entry, machine_stack_frame(context), again);
    return seL4_TCB_WriteRegisters(task->tcb, 1, 0, SEL4_CONTEXT_WORDS, context) == seL4_NoError;
}

static void report(struct task *task, const struct rt_message *m, const seL4_UserContext *context)
{
    char cause[160];

    machine_describe_fault(cause, sizeof(cause), m->label, m->mr);
    log_error("%s faulted: %s", task->desc->name, cause);
    log_place(task, "at", context->pc, 0);
    machine_log_registers(context);
}

void fault_message(struct task *task, struct rt_message *m)
{
    seL4_UserContext context;

    m->no_reply = true;
    if (seL4_TCB_ReadRegisters(task->tcb, 0, 0, SEL4_CONTEXT_WORDS, &context) != seL4_NoError)
        memset(&context, 0, sizeof(context));
    if (task->fault_stage == STAGE_NONE) {
        report(task, m, &context);
        log_place(task, "link", context.x30, MACHINE_INSTRUCTION_BYTES);
    }
    task->fault_stage++;
    if (task->fault_stage >= STAGE_END || !send_to_report(task, &context, task->fault_stage > STAGE_WALK)) {
        log_error("  its stack cannot be read");
        end(task);
    }
}

void fault_chain(struct task *task, struct rt_message *m)
{
    m->no_reply = true;
    if (m->label == RT_FAULT_CHAIN)
        for (uint32_t i = 0; i < m->length && i < RT_FAULT_FRAMES; i++)
            log_place(task, "called from", m->mr[i], MACHINE_INSTRUCTION_BYTES);
    end(task);
}
