/* SPDX-License-Identifier: BSD-2-Clause */
/* The first frame of a fiber: what arch_fiber_switch will load. */
#include <string.h>

#include "../../sched.h"

struct frame {
    uint64_t x29, x30, x19_to_x28[10];
};
_Static_assert(sizeof(struct frame) == 96, "fiber_switch.S saves 12 words");

void arch_fiber_init(struct arch_fiber *f, void *stack_top, void (*entry)(void))
{
    uint64_t top = (uint64_t)stack_top & ~15ul;
    struct frame *frame = (struct frame *)(top - 16 - sizeof(*frame));
    memset(frame, 0, 16 + sizeof(*frame)); /* x29 = 0 ends a backtrace */
    frame->x30 = (uint64_t)entry;
    f->sp = frame;
}
