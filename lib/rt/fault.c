/* SPDX-License-Identifier: BSD-2-Clause */
/* The call chain of a dead task, told by the task itself: root-task cannot see memory that the task mapped
 * on its own, the task can.  Runs on a small stack after root-task sent the thread here (arch fault.S). */
#include <sel4/sel4.h>

#include <rt/fault.h>
#include <rt/task.h>

_Noreturn void rt_fault_report(uint64_t frame, uint64_t again);

static struct {
    uint64_t count;
    uint64_t pc[RT_FAULT_FRAMES];
} chain;

/* Each frame starts with the caller's frame pointer and the return address; frames go up in memory. */
static void walk(uint64_t frame)
{
    while (frame && frame % 16 == 0 && chain.count < RT_FAULT_FRAMES) {
        const uint64_t *record = (const uint64_t *)frame;
        uint64_t pc = record[1]; /* may fault: then root-task sends us here again */

        if (!pc)
            break;
        chain.pc[chain.count++] = pc;
        if (record[0] <= frame)
            break;
        frame = record[0];
    }
}

_Noreturn void rt_fault_report(uint64_t frame, uint64_t again)
{
    if (!again)
        walk(frame);

    for (uint64_t i = 0; i < chain.count; i++)
        seL4_SetMR((int)i, chain.pc[i]);
    seL4_Call(TASK_SLOT_PARENT, seL4_MessageInfo_new(RT_FAULT_CHAIN, 0, 0, chain.count));
    for (;;)
        __asm__ volatile("wfi"); /* not reached: root-task does not answer */
}
