/* SPDX-License-Identifier: BSD-2-Clause */
/* Where root-task lets the thread of a dead task go on, so that it tells its own call chain.
 *
 * In: x0 = frame pointer at the fault, x1 = 0, or 1 when reading the chain itself faulted. */
    .section .text.rt_fault, "ax"
    .global rt_fault_entry
    .type rt_fault_entry, %function
rt_fault_entry:
    adrp x2, rt_fault_stack_top
    add  x2, x2, :lo12:rt_fault_stack_top
    mov  sp, x2
    mov  x29, xzr
    mov  x30, xzr
    b    rt_fault_report
    .size rt_fault_entry, . - rt_fault_entry

    .section .bss.rt_fault_stack, "aw", %nobits
    .balign 16
    .skip 4096
rt_fault_stack_top:
