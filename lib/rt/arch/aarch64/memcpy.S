/* SPDX-License-Identifier: BSD-2-Clause */
/* memcpy with few instructions: the C library's moves 64 bytes a round, this one 256.  General registers only.
 *
 * x0 = where to (kept: the result), x1 = from where, x2 = bytes.  Both ends are moved from their ends, so that what
 * lies between needs no remainder: some bytes are moved twice. */
    .section .text.memcpy, "ax"
    .global memcpy
    .type memcpy, %function

/* 64 bytes at offset \at from x1 to x15. */
.macro move64 at
    ldp  x6, x7, [x1, #\at]
    ldp  x8, x9, [x1, #\at + 16]
    ldp  x10, x11, [x1, #\at + 32]
    ldp  x12, x13, [x1, #\at + 48]
    stp  x6, x7, [x15, #\at]
    stp  x8, x9, [x15, #\at + 16]
    stp  x10, x11, [x15, #\at + 32]
    stp  x12, x13, [x15, #\at + 48]
.endm

memcpy:
    add  x4, x1, x2         // x4, x5: the ends
    add  x5, x0, x2
    cmp  x2, #16
    b.lo 4f
    cmp  x2, #64
    b.hi 1f

    ldp  x6, x7, [x1]       // 16 to 64
    ldp  x8, x9, [x4, #-16]
    cmp  x2, #32
    b.ls 3f
    ldp  x10, x11, [x1, #16]
    ldp  x12, x13, [x4, #-32]
    stp  x10, x11, [x0, #16]
    stp  x12, x13, [x5, #-32]
3:  stp  x6, x7, [x0]
    stp  x8, x9, [x5, #-16]
    ret

1:  mov  x15, x0            // more: 256 at a time
    subs x3, x2, #256
    b.lo 6f
5:  move64 0
    move64 64
    move64 128
    move64 192
    add  x1, x1, #256
    add  x15, x15, #256
    subs x3, x3, #256
    b.hs 5b
6:  adds x3, x3, #256 - 64  // then 64 while more are left, and the last 64
    b.ls 8f
7:  move64 0
    add  x1, x1, #64
    add  x15, x15, #64
    subs x3, x3, #64
    b.hi 7b
8:  cmn  x3, #64
    b.eq 9f                 // nothing is left
    ldp  x6, x7, [x4, #-64]
    ldp  x8, x9, [x4, #-48]
    ldp  x10, x11, [x4, #-32]
    ldp  x12, x13, [x4, #-16]
    stp  x6, x7, [x5, #-64]
    stp  x8, x9, [x5, #-48]
    stp  x10, x11, [x5, #-32]
    stp  x12, x13, [x5, #-16]
9:  ret

4:  tbz  x2, #3, 4f         // fewer than 16
    ldr  x6, [x1]
    ldr  x7, [x4, #-8]
    str  x6, [x0]
    str  x7, [x5, #-8]
    ret
4:  tbz  x2, #2, 4f
    ldr  w6, [x1]
    ldr  w7, [x4, #-4]
    str  w6, [x0]
    str  w7, [x5, #-4]
    ret
4:  tbz  x2, #1, 4f
    ldrh w6, [x1]
    ldrh w7, [x4, #-2]
    strh w6, [x0]
    strh w7, [x5, #-2]
    ret
4:  cbz  x2, 9b
    ldrb w6, [x1]
    strb w6, [x0]
    ret
    .size memcpy, . - memcpy
