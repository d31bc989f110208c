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
    b    root_start
    .size _start, . - _start

    .section .bss.stack, "aw", %nobits
    .balign 4096
    .skip 65536
stack_top:
