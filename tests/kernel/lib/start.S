/* SPDX-License-Identifier: BSD-2-Clause */
/* First instruction of a test process: the driver has set sp and the thread pointer. */
    .section .text.start, "ax"
    .global _start
_start:
    mov     x29, xzr
    mov     x30, xzr
    bl      test_main
0:  b       0b
