/* SPDX-License-Identifier: BSD-2-Clause */
/* First instructions of a task: x0 = struct task_info, sp = top of the stack. */
    .section .text.start, "ax"
    .global _start
    .type _start, %function
_start:
    mov x29, xzr            // the end of every backtrace
    mov x30, xzr
    adrp x1, tls_block
    add  x1, x1, :lo12:tls_block
    msr  tpidr_el0, x1
    b   rt_start
    .size _start, . - _start

/* Thread-local storage of the one thread: two words that the ABI reserves, then .tbss. */
    .section .bss.tls_block, "aw", %nobits
    .balign 16
tls_block:
    .skip 64
