/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/debug_syscalls.c: system calls that only debug builds have.  They do not reschedule, and change no register
 * except where stated.  A broken request stops the kernel, as the interface says: a debug kernel trusts its users. */
#include "debug/debug.h"
#include "debug/dump.h"
#include "sched.h"
#include "syscall.h"
#include "tcb.h"

static word_t *args(void)
{
    return current->arch.ctx.x;
}

static void put_char(void)
{
    plat_putchar((char)args()[REG_CAP]);
}

static void halt(void)
{
    kprintf("Debug halt syscall from user thread %p \"%s\"\n", (void *)current, current->name);
    arch_halt();
}

static void cap_identify(void)
{
    struct lookup found;

    args()[REG_BADGE] = cspace_lookup(current, args()[REG_CAP], &found) ? cap_type(found.slot->cap) : CAP_NULL;
}

static void name_thread(void)
{
    const word_t *buffer = tcb_buffer(current, false);
    const char *name = buffer ? (const char *)(buffer + BUFFER_MSG) : NULL;
    struct lookup found;
    size_t length = 0;

    if (!cspace_lookup(current, args()[REG_CAP], &found) || cap_type(found.slot->cap) != CAP_TCB)
        panic("DebugNameThread of \"%s\": capability 0x%lx is not a TCB", current->name, (unsigned long)args()[REG_CAP]);
    if (!name)
        panic("DebugNameThread of \"%s\": it has no IPC buffer", current->name);
    while (length < ABI_MsgMaxLength * sizeof(word_t) && name[length])
        length++;
    if (length == ABI_MsgMaxLength * sizeof(word_t))
        panic("DebugNameThread of \"%s\": the name does not end", current->name);
    tcb_set_name(cap_ptr(found.slot->cap), name);
}

bool debug_syscall(word_t number)
{
    if (!CONFIG_PRINTING || !CONFIG_DEBUG)
        return false;
    switch ((int64_t)number) {
    case SYSCALL_DebugPutChar:
        put_char();
        return true;
    case SYSCALL_DebugDumpScheduler:
        dump_threads();
        return true;
    case SYSCALL_DebugHalt:
        halt();
        return true;
    case SYSCALL_DebugCapIdentify:
        cap_identify();
        return true;
    case SYSCALL_DebugSnapshot:
        dump_capabilities();
        return true;
    case SYSCALL_DebugNameThread:
        name_thread();
        return true;
    default:
        return false;
    }
}
