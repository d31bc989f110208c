/* SPDX-License-Identifier: BSD-2-Clause */
/* A kernel can be built so that user mode may not use the system counter or its timer.  Nobody is there to tell of a
 * fault of the first thread, so a second one tries, and the first looks how far it came. */
#include "probe.h"

#include <stdint.h>

#include <rt/panic.h>

#include "cspace.h"
#include "machine.h"
#include "untyped.h"

enum { LOOKS = 16 }; /* one is enough unless the tick comes in between */

static uint64_t probe_stack[64] __attribute__((aligned(16)));

static seL4_Error start(cptr_t tcb, volatile uint64_t *stage)
{
    seL4_UserContext context;

    machine_set_start(&context, (uint64_t)machine_probe, (uint64_t)(probe_stack + sizeof(probe_stack) / 8),
                      (uint64_t)stage);
    seL4_Error error = seL4_TCB_SetSpace(tcb, 0, cspace_root(), 0, seL4_CapInitThreadVSpace, 0);
    if (!error)
        error = seL4_TCB_SetPriority(tcb, seL4_CapInitThreadTCB, seL4_MaxPrio);
    if (!error)
        error = seL4_TCB_WriteRegisters(tcb, 1, 0, sizeof(context) / sizeof(seL4_Word), &context);
    return error;
}

const char *probe_kernel(void)
{
    static volatile uint64_t stage;
    struct untyped *memory = untyped_alloc(seL4_PageBits, UNTYPED_STAYS);
    cptr_t tcb = memory ? slot_alloc() : 0;

    if (!tcb || retype(memory->cap, seL4_TCBObject, 0, tcb, 1) != seL4_NoError || start(tcb, &stage) != seL4_NoError)
        rt_panic("no memory for a thread that tries the counter");
    for (unsigned i = 0; i < LOOKS && stage < MACHINE_PROBE_ALL; i++)
        seL4_Yield();
    untyped_free(memory);
    slot_free(tcb);

    switch (stage) {
    case MACHINE_PROBE_ALL:
        return NULL;
    case MACHINE_PROBE_COUNTER:
        return "the physical timer closed to user mode (KernelArmExportPTMRUser)";
    default:
        return "the physical counter closed to user mode (KernelArmExportPCNTUser)";
    }
}
