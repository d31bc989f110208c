/* SPDX-License-Identifier: BSD-2-Clause */
/* arch_fiber_switch: what the procedure call standard (AAPCS64) lets a callee keep, but no FP
 * registers: tasks are built with -mgeneral-regs-only, or keep nothing in d8-d15 over a wait. */

    .text
    .global arch_fiber_switch
    .type arch_fiber_switch, %function
/* x0: struct arch_fiber *from, x1: struct arch_fiber *to */
arch_fiber_switch:
    stp     x29, x30, [sp, #-96]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    mov     x9, sp
    str     x9, [x0]
    ldr     x9, [x1]
    mov     sp, x9
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #96
    ret
    .size arch_fiber_switch, . - arch_fiber_switch
