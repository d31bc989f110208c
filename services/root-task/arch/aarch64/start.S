/* SPDX-License-Identifier: BSD-2-Clause */
/* First instructions of the system's first task: x0 = boot information, no stack yet. */
    .section .text.start, "ax"
    .global _start
    .type _start, %function
_start:
    adrp x1, stack_top
    add  x1, x1, :lo12:stack_top
    mov  sp, x1
    mov  x29, xzr           // the end of every backtrace
    mov  x30, xzr
    adrp x1, tls_block
    add  x1, x1, :lo12:tls_block
    msr  tpidr_el0, x1
    b    root_start
    .size _start, . - _start

/* Thread-local storage of the one thread: two words that the ABI reserves, then .tbss. */
    .section .bss.tls_block, "aw", %nobits
    .balign 16
tls_block:
    .skip 64

    .section .bss.stack, "aw", %nobits
    .balign 4096
    .skip 65536
stack_top:
