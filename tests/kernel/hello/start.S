/* SPDX-License-Identifier: BSD-2-Clause */
/* start.S: x0 = boot information; nothing else is set up. */
    .global _start
_start:
    adrp x1, stack_top
    add x1, x1, :lo12:stack_top
    mov sp, x1
    mov x29, xzr
    mov x30, xzr
    bl hello_main
1:  mov x7, #-7         /* Yield */
    svc #0
    b 1b

    .global partner_entry
partner_entry:
    adrp x1, partner_stack_top
    add x1, x1, :lo12:partner_stack_top
    mov sp, x1
    bl partner_main
    b .

    .bss
    .balign 4096
    .skip 16384
stack_top:
    .skip 16384
partner_stack_top:
    .skip 16
