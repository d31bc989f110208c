/* SPDX-License-Identifier: BSD-2-Clause */
/* The few things root-task asks of the processor. */
#include <stdio.h>

#include <sel4/sel4.h>

#include <rt/log.h>
#include <rt/panic.h>

#include "../../machine.h"

uint64_t machine_counter(void)
{
    uint64_t value;

    __asm__ volatile("isb; mrs %0, cntpct_el0" : "=r"(value));
    return value;
}

uint64_t machine_counter_hz(void)
{
    uint64_t value;

    __asm__ volatile("mrs %0, cntfrq_el0" : "=r"(value));
    return value;
}

_Noreturn void machine_probe(volatile uint64_t *stage)
{
    uint64_t value;

    (void)machine_counter();
    *stage = MACHINE_PROBE_COUNTER;
    __asm__ volatile("mrs %0, cntp_ctl_el0" : "=r"(value));
    *stage = MACHINE_PROBE_ALL;
    for (;;)
        seL4_Yield();
}

uint64_t machine_frame_pointer(void)
{
    return (uint64_t)__builtin_frame_address(0);
}

_Noreturn void machine_stop(void)
{
    for (;;)
        __asm__ volatile("wfi");
}

static const char *abort_text(uint64_t fsr)
{
    switch (fsr & 0x3c) { /* ARM DDI 0487, ISS of an abort: fault status without the level */
    case 0x04:
        return "nothing mapped there";
    case 0x08:
        return "access flag";
    case 0x0c:
        return "no permission";
    case 0x20:
        return "alignment";
    default:
        return "external or other abort";
    }
}

void machine_describe_fault(char *text, size_t bytes, uint64_t label, const uint64_t *mr)
{
    enum { EC_UNKNOWN = 0x00, EC_FP = 0x07, EC_SYSREG = 0x18, EC_PC_ALIGN = 0x22, EC_SP_ALIGN = 0x26, EC_BRK = 0x3c };

    if (label == seL4_Fault_VMFault) {
        uint64_t fsr = mr[seL4_VMFault_FSR];
        const char *kind = mr[seL4_VMFault_PrefetchFault] ? "execution" : fsr & 1 << 6 ? "write" : "read";
        snprintf(text, bytes, "%s at 0x%lx: %s (fsr 0x%lx)", kind, mr[seL4_VMFault_Addr],
                 abort_text(fsr), fsr);
    } else if (label == seL4_Fault_UserException) {
        uint64_t esr = mr[seL4_UserException_Number];
        unsigned class = (unsigned)(esr >> 26 & 63);
        const char *kind = class == EC_UNKNOWN  ? "undefined instruction"
                           : class == EC_FP     ? "use of floating point, which is off"
                           : class == EC_SYSREG ? "system register that is closed"
                           : class == EC_PC_ALIGN || class == EC_SP_ALIGN ? "misaligned pc or sp"
                           : class == EC_BRK && (esr & 0xffff) == RT_PANIC_BRK ? "panic (see the line above)"
                           : class == EC_BRK ? "brk instruction"
                                             : "exception";
        snprintf(text, bytes, "%s (esr 0x%lx)", kind, esr);
    } else if (label == seL4_Fault_CapFault) {
        snprintf(text, bytes, "%s on capability address 0x%lx failed (lookup failure %lu)",
                 mr[seL4_CapFault_InRecvPhase] ? "receive" : "send", mr[seL4_CapFault_Addr],
                 mr[seL4_CapFault_LookupFailureType]);
    } else if (label == seL4_Fault_UnknownSyscall) {
        snprintf(text, bytes, "unknown system call %ld", (long)mr[seL4_UnknownSyscall_Syscall]);
    } else {
        snprintf(text, bytes, "fault %lu", label);
    }
}

void machine_log_registers(const seL4_UserContext *context)
{
    static const char *const names[] = {
#define CONTEXT_REG(index, name) #name,
#include <sel4/registers.def>
#undef CONTEXT_REG
    };
    const seL4_Word *words = (const seL4_Word *)context;
    enum { COUNT = sizeof(names) / sizeof(names[0]), IN_LINE = 4 };

    for (unsigned i = 0; i < COUNT; i += IN_LINE) {
        char line[160];
        int used = 0;
        for (unsigned j = i; j < i + IN_LINE && j < COUNT; j++)
            used += snprintf(line + used, sizeof(line) - (size_t)used, "%12s %016lx", names[j], words[j]);
        log_error("%s", line);
    }
}

uint64_t machine_stack_frame(const seL4_UserContext *context)
{
    return context->x29;
}

void machine_send_to(seL4_UserContext *context, uint64_t pc, uint64_t arg0, uint64_t arg1)
{
    *context = (seL4_UserContext){.pc = pc, .sp = context->sp, .x0 = arg0, .x1 = arg1};
}

void machine_set_start(seL4_UserContext *context, uint64_t pc, uint64_t sp, uint64_t arg0)
{
    *context = (seL4_UserContext){.pc = pc, .sp = sp, .x0 = arg0};
}

bool machine_is_call(const seL4_UserContext *context)
{
    return context->x7 == (seL4_Word)seL4_SysCall;
}

uint64_t machine_call_slot(const seL4_UserContext *context)
{
    return context->x0;
}
