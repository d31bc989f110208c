/* SPDX-License-Identifier: BSD-2-Clause */
/* memset without FP registers (the C library's uses them, which would make every system call save them).
 *
 * x0 = memory (kept: the result), w1 = byte, x2 = bytes.  Zeros of 256 bytes and more go by cache line
 * (dc zva), where the machine lets EL0 do that and a line is 64 bytes (DCZID_EL0 = 4). */
    .section .text.memset, "ax"
    .global memset
    .type memset, %function
memset:
    mov  x3, x0             // x3: where to write
    and  x1, x1, #255
    orr  x1, x1, x1, lsl #8
    orr  x1, x1, x1, lsl #16
    orr  x1, x1, x1, lsl #32
    cmp  x2, #16
    b.lo 5f
    add  x4, x3, x2         // x4: the end

    stp  x1, x1, [x3]       // the first 16, so that the rest is aligned
    add  x3, x3, #16
    and  x3, x3, #~15
    cmp  x2, #256
    b.lo 2f
    cbnz x1, 2f
    mrs  x5, dczid_el0
    cmp  x5, #4
    b.ne 2f

0:  tst  x3, #63            // up to a line
    b.eq 1f
    stp  xzr, xzr, [x3], #16
    b    0b
1:  sub  x5, x4, x3
    cmp  x5, #64
    b.lo 2f
    dc   zva, x3
    add  x3, x3, #64
    b    1b

2:  sub  x5, x4, x3         // 64 at a time
    subs x5, x5, #64
    b.lo 4f
3:  stp  x1, x1, [x3]
    stp  x1, x1, [x3, #16]
    stp  x1, x1, [x3, #32]
    stp  x1, x1, [x3, #48]
    add  x3, x3, #64
    subs x5, x5, #64
    b.hs 3b
4:  adds x5, x5, #64        // fewer than 64 are left
    b.eq 7f
6:  cmp  x5, #16
    b.ls 8f
    stp  x1, x1, [x3], #16
    sub  x5, x5, #16
    b    6b
8:  stp  x1, x1, [x4, #-16] // the last 16, over what is written already
7:  ret

5:  cbz  x2, 7b             // fewer than 16 in all
    strb w1, [x3], #1
    sub  x2, x2, #1
    b    5b
    .size memset, . - memset
