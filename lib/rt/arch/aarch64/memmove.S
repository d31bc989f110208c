/* SPDX-License-Identifier: BSD-2-Clause */
/* memmove.  The C library's goes on in memcpy when that is its own, which loads before it stores where it matters; ours
 * (memcpy.S) does not.  What does not overlap goes there all the same.
 *
 * x0 = where to (kept: the result), x1 = from where, x2 = bytes. */
    .section .text.memmove, "ax"
    .global memmove
    .type memmove, %function
memmove:
    sub  x3, x0, x1
    cmp  x3, x2
    b.lo 4f                 // the end of what is moved lies behind where it begins to go
    neg  x3, x3
    cmp  x3, x2
    b.hs memcpy

    mov  x4, x0             // upwards, 16 bytes at a time
1:  subs x2, x2, #16
    b.lo 2f
    ldp  x6, x7, [x1], #16
    stp  x6, x7, [x4], #16
    b    1b
2:  adds x2, x2, #16
    b.eq 3f
5:  ldrb w6, [x1], #1
    strb w6, [x4], #1
    subs x2, x2, #1
    b.ne 5b
3:  ret

4:  add  x1, x1, x2         // downwards
    add  x4, x0, x2
1:  subs x2, x2, #16
    b.lo 2f
    ldp  x6, x7, [x1, #-16]!
    stp  x6, x7, [x4, #-16]!
    b    1b
2:  adds x2, x2, #16
    b.eq 3b
5:  ldrb w6, [x1, #-1]!
    strb w6, [x4, #-1]!
    subs x2, x2, #1
    b.ne 5b
    ret
    .size memmove, . - memmove
