/* SPDX-License-Identifier: BSD-2-Clause */
/* First instructions of a task: x0 = struct task_info, sp = top of the stack. */
    .section .text.start, "ax"
    .global _start
    .type _start, %function
_start:
    mov x29, xzr            // the end of every backtrace
    mov x30, xzr
    b   rt_start
    .size _start, . - _start
