/* SPDX-License-Identifier: BSD-2-Clause */
/* First instructions of a task: x0 = struct task_info, sp = top of the stack. */
    .section .text.start, "ax"
    .global _start
    .type _start, %function
_start:
    adrp x1, rt_tls_block
    add  x1, x1, :lo12:rt_tls_block
    msr  tpidr_el0, x1
    mov x29, xzr            // the end of every backtrace
    mov x30, xzr
    b   rt_start
    .size _start, . - _start
