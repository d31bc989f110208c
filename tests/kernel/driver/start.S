/* SPDX-License-Identifier: BSD-2-Clause */
/* Entry of the driver: x0 is the boot information; the kernel gives no stack. */
    .section .text.start, "ax"
    .global _start
_start:
    adrp    x1, driver_stack_top
    add     x1, x1, :lo12:driver_stack_top
    mov     sp, x1
    adrp    x1, driver_tls
    add     x1, x1, :lo12:driver_tls
    msr     tpidr_el0, x1
    mov     x29, xzr
    mov     x30, xzr
    bl      driver_main
0:  b       0b

    .bss
    .balign 16
driver_tls:
    .skip   64
    .skip   32768
driver_stack_top:

/* The program whose tests are run. */
    .section .rodata
    .balign 4096
    .global test_program, test_program_end
test_program:
    .incbin TEST_PROGRAM
test_program_end:
