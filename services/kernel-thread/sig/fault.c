/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/fault.c: faults of programs as signals, and the few instructions that are emulated instead. */
#include <linux/errno.h>
#include <rt/task.h>

#include "mm/mm.h"
#include "proc/oom.h"
#include "proc/proc.h"
#include "sig/deliver.h"
#include "time/counter.h"
#include "transport/transport.h"

enum { EC_UNKNOWN = 0, EC_MSR = 0x18, EC_PC_ALIGN = 0x22, EC_SP_ALIGN = 0x26, EC_FP = 0x2c, EC_BRK = 0x3c };
enum { ESR_ALIGNMENT = 0x21, ESR_CODE = 0x3f };

static void force(struct thread *t, int signo, int code, uint64_t address)
{
    signal_force(t, &(struct sig_info){.signo = signo, .code = code, .value = address});
}

/* The upper byte of an address is not the program's business (TBI): it is as bit 55 says. */
static uint64_t untagged(uint64_t address)
{
    return (uint64_t)((int64_t)(address << 8) >> 8);
}

void signal_memory(struct thread *t, const struct event *e, int err)
{
    uint64_t address = untagged(e->address);
    switch (err) {
    case -EFAULT:
        force(t, SIGSEGV, SEGV_MAPERR, address);
        break;
    case -EACCES:
        force(t, SIGSEGV, SEGV_ACCERR, address);
        break;
    case -EINVAL:
        force(t, SIGBUS, BUS_ADRALN, address);
        break;
    case -ENOMEM:
        oom_fault(t);
        break;
    default:
        force(t, SIGBUS, BUS_ADRERR, address);
        break;
    }
}

/* Reads of the virtual counter and its frequency trap at EL0.  ESR: ARM DDI 0487 D17.2.37, EC 0x18. */
static bool emulate_mrs(struct thread *t, uint32_t esr)
{
    enum { FIELDS = 0x3ffc1f /* op0 op2 op1 crn crm direction */, CNTVCT = 0x34f801, CNTFRQ = 0x30f801,
           CNTPCT = 0x32f801 };
    unsigned rt = esr >> 5 & 31;
    uint64_t value;
    switch (esr & FIELDS) {
    case CNTVCT:
    case CNTPCT:
        value = counter_read();
        break;
    case CNTFRQ:
        value = rt_task_info->counter_hz;
        break;
    default:
        return false;
    }
    regs_read_all(t);
    if (rt != 31)
        regs_set(&t->regs, rt, value);
    t->regs.pc += 4;
    regs_change(t, USER_REGS_WORDS);
    return true;
}

void signal_exception(struct thread *t, const struct event *e)
{
    uint64_t pc = t->regs.pc;
    if (e->kind == EVENT_BAD) {
        force(t, SIGSYS, SI_KERNEL, pc);
        return;
    }
    switch (e->esr >> 26) {
    case EC_MSR:
        if (!emulate_mrs(t, e->esr))
            force(t, SIGILL, ILL_ILLOPC, pc);
        break;
    case EC_BRK:
        force(t, SIGTRAP, TRAP_BRKPT, pc);
        break;
    case EC_PC_ALIGN:
    case EC_SP_ALIGN:
        force(t, SIGBUS, BUS_ADRALN, pc);
        break;
    case EC_FP:
        force(t, SIGFPE, FPE_INTDIV, pc);
        break;
    default:
        force(t, SIGILL, ILL_ILLOPC, pc);
        break;
    }
}
