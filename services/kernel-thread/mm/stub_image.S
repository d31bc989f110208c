/* SPDX-License-Identifier: BSD-2-Clause */
/* Stubs: what runs in place of a rewritten svc (docs/transport-call.md).
 *
 * A page of stubs is a body, of which there are two kinds, and as many sites as fit; mm/stub.c puts it together.
 * Each instruction comes with a byte that says where the program's registers are before it is executed
 * (mm/stub_layout.h): a thread may be looked at anywhere.  No instruction here changes the flags. */
#include "mm/stub_layout.h"

    .set data_mult, 0
    .set data_base, 8
    .set data_realtime, 16
    .set data_in_user, 32
    .set data_futex, 2048

    .macro begin name
    .section .rodata.stub_code, "a"
    .balign 8
    .global stub_\name, stub_\name\()_states
stub_\name:
    .section .rodata.stub_states, "a"
stub_\name\()_states:
    .endm

    .macro end name
    .section .rodata.stub_code, "a"
    .global stub_\name\()_end
stub_\name\()_end:
    .endm

/* One instruction and its state. */
    .macro I state, text:vararg
    .section .rodata.stub_states, "a"
    .byte \state
    .section .rodata.stub_code, "a"
    \text
    .endm

/* Of a signal's frame (sig/frame.c). */
    .set frame_x0, 312
    .set frame_fp, 592
    .set frame_fp_head, 0x21046508001 /* magic and size of the FP record */

    .macro movi_1e9 state, reg
    I \state, movz \reg, #0xca00
    I \state, movk \reg, #0x3b9a, lsl #16
    .endm

/* -- sites: entered from the program by a branch.  `bl .` and `b .` are filled in. -- */

/* When kernel-thread was asked, or the answer is there: back behind the svc. */
    begin site_call
    I STUB_PLAIN, stur x16, [sp, #-STUB_X16_BELOW]
    I STUB_PLAIN, mrs x16, tpidrro_el0
    I STUB_X16_STACK | STUB_PLAIN, str x30, [x16, #KIT_SAVED_X30]
    I STUB_X16_STACK | STUB_PLAIN, bl .
    I STUB_RESULT, ldp x30, x16, [x16, #KIT_SAVED_X30]
    I STUB_RESULT | STUB_PLAIN, b .
    end site_call

/* The same, and behind it the way of a call that the stub does not answer. */
    begin site_native
    I STUB_PLAIN, stur x16, [sp, #-STUB_X16_BELOW]
    I STUB_PLAIN, mrs x16, tpidrro_el0
    I STUB_X16_STACK | STUB_PLAIN, str x30, [x16, #KIT_SAVED_X30]
    I STUB_X16_STACK | STUB_PLAIN, bl .
    I STUB_RESULT, ldp x30, x16, [x16, #KIT_SAVED_X30]
    I STUB_RESULT | STUB_PLAIN, b .
    I 0, ldp x30, x16, [x16, #KIT_SAVED_X30]
    I STUB_PLAIN, svc #0
    I STUB_RESULT | STUB_PLAIN, b .
    end site_native

/* -- body: x16 = the thread's page, x30 = return into the site; x16 is still below the stack -- */
    .set E, STUB_X17_PAGE                                    /* entered */
    .set A, STUB_X17_PAGE | STUB_ARGS_PAGE                   /* arguments saved */
    .set C, STUB_X17_PAGE | STUB_ARGS_PAGE | STUB_X7_PAGE    /* in the call */
    .set F, STUB_X17_PAGE | STUB_X0_PAGE
    .set R, STUB_X17_PAGE | STUB_RESULT                      /* x0 is the result */
    .set RA, A | STUB_RESULT
    .set RC, C | STUB_RESULT

    .macro body kind
    begin body_\kind
    I STUB_X16_STACK, str x17, [x16, #KIT_SAVED_X17]
    I E | STUB_X16_STACK, ldur x17, [sp, #-STUB_X16_BELOW]
    I E | STUB_X16_STACK, str x17, [x16, #KIT_SAVED_X30 + 8]
    I E, lsr w17, w8, #9
    I E, cbnz w17, 17f
    I E, ldrb w17, [x16, w8, uxtw]
    I E, cbz w17, 20f
    I E, tbz w17, #7, 10f
    I E, ldr w0, [x16, w17, uxtw #2]
1:  I R, ldr x17, [x16, #KIT_SAVED_X17]
    I R, ret
2:  I E, mov x0, #0
    I R, ldr x17, [x16, #KIT_SAVED_X17]
    I R, ret

10: I E, tbnz w17, #KIND_FUTEX_BIT, 13f
    I E, tbnz w17, #KIND_GETTIME_BIT, 12f
    I E, tbnz w17, #KIND_ENOSYS_BIT, 11f
    I E, tbnz w17, #KIND_YIELD_BIT, 14f
    I E, tbnz w17, #KIND_GETCPU_BIT, 16f
    I E, tbnz w17, #KIND_TIMEOFDAY_BIT, 15f
    I E, tbnz w17, #KIND_SIGRETURN_BIT, 18f
    I E, b 20f
11: I E, mov x0, #-38
    I R, b 1b

/* clock_gettime: the clocks of the vDSO */
12: I E, lsr w17, w0, #3
    I E, cbnz w17, 20f
    I E, mov w17, #0xf3
    I E, lsr w17, w17, w0
    I E, tbz w17, #0, 20f
    I E, stp x0, x1, [x16, #KIT_SAVED_X0]
    I E, stp x2, x3, [x16, #KIT_SAVED_X2]
    I E, stp x4, x5, [x16, #KIT_SAVED_X4]
    I A, ldr x17, [x16, #KIT_THREAD_DATA]
    I A, ldp x2, x3, [x17, #data_mult]
    I A, isb
    I A, mrs x4, cntpct_el0
    I A, sub x4, x4, x3
    I A, mul x5, x4, x2
    I A, umulh x4, x4, x2
    I A, extr x4, x4, x5, #32
    I A, mov w2, #0x21
    I A, lsr w2, w2, w0
    I A, tbz w2, #0, 3f
    I A, ldr x3, [x17, #data_realtime]
    I A, add x4, x4, x3
3:  movi_1e9 A, x2
    I A, udiv x3, x4, x2
    I A, msub x5, x3, x2, x4
    I A, stp x3, x5, [x1]
    I A, mov x0, #0
4:  I RA, ldr x1, [x16, #KIT_SAVED_X0 + 8]
    I RA, ldp x2, x3, [x16, #KIT_SAVED_X2]
    I RA, ldp x4, x5, [x16, #KIT_SAVED_X4]
    I R, ldr x17, [x16, #KIT_SAVED_X17]
    I R, ret

/* FUTEX_WAKE | FUTEX_PRIVATE_FLAG, and nobody waits at that place of any page */
13: I E, sub w17, w1, #129
    I E, cbnz w17, 20f
    I E, and x17, x0, #3
    I E, cbnz x17, 20f
    I E, lsr x17, x0, #46
    I E, cbnz x17, 20f
    I E, str x0, [x16, #KIT_SAVED_X0]
    I E, ubfx x0, x0, #2, #9
    I F, ldr x17, [x16, #KIT_THREAD_DATA]
    I F, add x17, x17, x0, lsl #2
    I F, ldr w17, [x17, #data_futex]
    I F, ldr x0, [x16, #KIT_SAVED_X0]
    I E, cbz w17, 2b
    I E, b 20f

/* sched_yield: no other thread could run */
14: I E, ldr x17, [x16, #KIT_THREAD_DATA]
    I E, ldr w17, [x17, #data_in_user]
    I E, sub w17, w17, #1
    I E, cbz w17, 2b
    I E, b 20f

/* gettimeofday without a time zone */
15: I E, cbnz x1, 20f
    I E, cbz x0, 20f
    I E, stp x0, x1, [x16, #KIT_SAVED_X0]
    I E, stp x2, x3, [x16, #KIT_SAVED_X2]
    I E, stp x4, x5, [x16, #KIT_SAVED_X4]
    I A, ldr x17, [x16, #KIT_THREAD_DATA]
    I A, ldp x2, x3, [x17, #data_mult]
    I A, isb
    I A, mrs x4, cntpct_el0
    I A, sub x4, x4, x3
    I A, mul x5, x4, x2
    I A, umulh x4, x4, x2
    I A, extr x4, x4, x5, #32
    I A, ldr x3, [x17, #data_realtime]
    I A, add x4, x4, x3
    movi_1e9 A, x2
    I A, udiv x3, x4, x2
    I A, msub x5, x3, x2, x4
    I A, mov x2, #1000
    I A, udiv x5, x5, x2
    I A, stp x3, x5, [x0]
    I A, mov x0, #0
    I RA, b 4b

/* getcpu: there is one */
16: I E, cbz x0, 5f
    I E, str wzr, [x0]
5:  I E, cbz x1, 2b
    I E, str wzr, [x1]
    I E, b 2b

17: I E, ldr w17, [x16, #KIT_KINDS + KIT_VALUE_MISSING * 4]
    I E, cbnz w17, 11b
20:
    .endm

    body call
    I E, b 21f
/* sigreturn: all of the frame at sp that can be loaded here; kernel-thread sets the other registers.  Of those that are
 * changed none is needed to begin again, except x8 and sp. */
18: I E, add x17, sp, #frame_fp
    I E, ldr x0, [x17]
    I E, movz x1, #(frame_fp_head & 0xffff)
    I E, movk x1, #(frame_fp_head >> 16 & 0xffff), lsl #16
    I E, movk x1, #(frame_fp_head >> 32), lsl #32
    I E, sub x0, x0, x1
    I E, cbnz x0, 21f
    I E, ldp w0, w1, [x17, #8]
    I E, msr fpsr, x0
    I E, msr fpcr, x1
    I E, add x17, x17, #16
    I E, ldp q0, q1, [x17]
    I E, ldp q2, q3, [x17, #32]
    I E, ldp q4, q5, [x17, #64]
    I E, ldp q6, q7, [x17, #96]
    I E, ldp q8, q9, [x17, #128]
    I E, ldp q10, q11, [x17, #160]
    I E, ldp q12, q13, [x17, #192]
    I E, ldp q14, q15, [x17, #224]
    I E, ldp q16, q17, [x17, #256]
    I E, ldp q18, q19, [x17, #288]
    I E, ldp q20, q21, [x17, #320]
    I E, ldp q22, q23, [x17, #352]
    I E, ldp q24, q25, [x17, #384]
    I E, ldp q26, q27, [x17, #416]
    I E, ldp q28, q29, [x17, #448]
    I E, ldp q30, q31, [x17, #480]
    I E, ldp x9, x10, [sp, #(frame_x0 + 9 * 8)]
    I E, ldp x11, x12, [sp, #(frame_x0 + 11 * 8)]
    I E, ldp x13, x14, [sp, #(frame_x0 + 13 * 8)]
    I E, ldr x15, [sp, #(frame_x0 + 15 * 8)]
    I E, ldp x19, x20, [sp, #(frame_x0 + 19 * 8)]
    I E, ldp x21, x22, [sp, #(frame_x0 + 21 * 8)]
    I E, ldp x23, x24, [sp, #(frame_x0 + 23 * 8)]
    I E, add x17, sp, #(frame_x0 + 25 * 8)
    I E, ldp x25, x26, [x17]
    I E, ldp x27, x28, [x17, #16]
    I E, mov x2, sp
    I E, movz x0, #KIT_CALL_CPTR_HIGH, lsl #16
    I E, movz x1, #(KIT_SIGRETURN_INFO & 0xffff)
    I E, movk x1, #(KIT_SIGRETURN_INFO >> 16), lsl #16
    I E, mov x7, #KIT_SYS_CALL
    I E, svc #0
    I E, b 18b
21:
    I E, stp x0, x1, [x16, #KIT_SAVED_X0]
    I E, stp x2, x3, [x16, #KIT_SAVED_X2]
    I E, stp x4, x5, [x16, #KIT_SAVED_X4]
    I E, stp x7, x8, [x16, #KIT_SAVED_X7]
    I C, movz x0, #KIT_CALL_CPTR_HIGH, lsl #16
    I C, mov x1, #KIT_CALL_INFO
    I C, mov x7, #KIT_SYS_CALL
    I C, svc #0
    I C | STUB_RESULT_X2, mov x0, x2
    I RC, ldr x7, [x16, #KIT_SAVED_X7]
    I RA, ldr x1, [x16, #KIT_SAVED_X0 + 8]
    I RA, ldp x2, x3, [x16, #KIT_SAVED_X2]
    I RA, ldp x4, x5, [x16, #KIT_SAVED_X4]
    I R, ldr x17, [x16, #KIT_SAVED_X17]
    I R, ret
    end body_call

    body native
18:
    I E, ldr x17, [x16, #KIT_SAVED_X17]
    I E, add x30, x30, #8
    I E, ret
    end body_native
