/* SPDX-License-Identifier: BSD-2-Clause */
/* The kit's code page in every process: a small ELF shared object (the vDSO) and the trampolines.
 *
 * The ELF headers are written out by hand, so that the page needs no link of its own.  Addresses in it are
 * offsets from kit_image.  The data page (struct kit_data) follows at +4096.  `svc` here is rewritten
 * like everybody else's. */

    .section .rodata.kit_image, "a"
    .balign 4096
    .global kit_image, kit_image_end
    .global kit_fp_save, kit_fp_load, kit_fp_zero, kit_trap, kit_sig_enter, kit_sig_enter_result
    .global kit_sig_enter_stub, kit_sig_return

    .set data_page, 4096
    .set data_mult, 0
    .set data_base, 8
    .set data_realtime, 16
    .set data_resolution, 24

/* -- ELF header -- */
kit_image:
    .byte 0x7f, 'E', 'L', 'F', 2, 1, 1, 0
    .quad 0
    .hword 3, 183
    .word 1
    .quad 0
    .quad phdrs - kit_image
    .quad 0
    .word 0
    .hword 64, 56, 3, 64, 0, 0

    .balign 8
phdrs:
    .word 1, 5                  /* PT_LOAD, R X */
    .quad 0, 0, 0, kit_image_end - kit_image, kit_image_end - kit_image, 4096
    .word 2, 4                  /* PT_DYNAMIC */
    .quad dynamic - kit_image, dynamic - kit_image, dynamic - kit_image, dynamic_end - dynamic
    .quad dynamic_end - dynamic, 8
    .word 6, 4                  /* PT_PHDR */
    .quad phdrs - kit_image, phdrs - kit_image, phdrs - kit_image, 168, 168, 8

    .balign 8
dynamic:
    .quad 14, name_soname - strings         /* DT_SONAME */
    .quad 4, hash - kit_image               /* DT_HASH */
    .quad 5, strings - kit_image            /* DT_STRTAB */
    .quad 6, symbols - kit_image            /* DT_SYMTAB */
    .quad 10, strings_end - strings         /* DT_STRSZ */
    .quad 11, 24                            /* DT_SYMENT */
    .quad 0x6ffffff0, versions - kit_image  /* DT_VERSYM */
    .quad 0x6ffffffc, verdef - kit_image    /* DT_VERDEF */
    .quad 0x6ffffffd, 2                     /* DT_VERDEFNUM */
    .quad 0, 0
dynamic_end:

    .macro symbol name, target, size
    .word \name - strings
    .byte 0x12, 0               /* global function, default */
    .hword 1
    .quad \target - kit_image, \size
    .endm

    .balign 8
symbols:
    .quad 0, 0, 0
    symbol name_gettime, vdso_clock_gettime, vdso_clock_gettime_end - vdso_clock_gettime
    symbol name_timeofday, vdso_gettimeofday, vdso_gettimeofday_end - vdso_gettimeofday
    symbol name_getres, vdso_clock_getres, vdso_clock_getres_end - vdso_clock_getres
    symbol name_sigreturn, kit_sig_return, 8
    .equ SYMBOLS, 5

/* One bucket: every lookup walks the chain 1 2 3 4. */
    .balign 8
hash:
    .word 1, SYMBOLS, 1
    .word 0, 2, 3, 4, 0
versions:
    .hword 0, 2, 2, 2, 2

    .balign 8
verdef:
    .hword 1, 1, 1, 1           /* the file itself */
    .word 0x0deebfa1            /* ELF hash of the name */
    .word 20, 28
    .word name_soname - strings, 0
    .hword 1, 0, 2, 1           /* LINUX_2.6.39 */
    .word 0x075fcb89            /* ELF hash of the name */
    .word 20, 0
    .word name_version - strings, 0

strings:
    .byte 0
name_soname:    .asciz "linux-vdso.so.1"
name_version:   .asciz "LINUX_2.6.39"
name_gettime:   .asciz "__kernel_clock_gettime"
name_timeofday: .asciz "__kernel_gettimeofday"
name_getres:    .asciz "__kernel_clock_getres"
name_sigreturn: .asciz "__kernel_rt_sigreturn"
strings_end:

/* -- code -- */
    .balign 64
/* x9 = nanoseconds since start; uses x10-x12.  x8 = data page. */
    .macro now_ns
    adr     x8, kit_image
    add     x8, x8, data_page
    ldr     x10, [x8, data_mult]
    ldr     x11, [x8, data_base]
    isb
    mrs     x9, cntpct_el0
    sub     x9, x9, x11
    mul     x12, x9, x10
    umulh   x9, x9, x10
    extr    x9, x9, x12, #32
    .endm

/* int clock_gettime(int clock, struct timespec *ts) */
vdso_clock_gettime:
    cmp     w0, #7
    b.hi    1f
    mov     w2, #1
    lsl     w2, w2, w0
    mov     w3, #0xf3           /* 0 1 4 5 6 7 */
    tst     w2, w3
    b.eq    1f
    now_ns
    mov     w3, #0x21           /* 0 and 5: real time */
    tst     w2, w3
    b.eq    2f
    ldr     x10, [x8, data_realtime]
    add     x9, x9, x10
2:  movz    x10, #0xca00
    movk    x10, #0x3b9a, lsl #16
    udiv    x11, x9, x10
    msub    x12, x11, x10, x9
    stp     x11, x12, [x1]
    mov     w0, #0
    ret
1:  mov     x8, #113
    svc     #0
    ret
vdso_clock_gettime_end:

/* int gettimeofday(struct timeval *tv, void *tz) */
vdso_gettimeofday:
    cbnz    x1, 1f
    cbz     x0, 1f
    now_ns
    ldr     x10, [x8, data_realtime]
    add     x9, x9, x10
    movz    x10, #0xca00
    movk    x10, #0x3b9a, lsl #16
    udiv    x11, x9, x10
    msub    x12, x11, x10, x9
    mov     x10, #1000
    udiv    x12, x12, x10
    stp     x11, x12, [x0]
    mov     w0, #0
    ret
1:  mov     x8, #169
    svc     #0
    ret
vdso_gettimeofday_end:

/* int clock_getres(int clock, struct timespec *ts) */
vdso_clock_getres:
    mov     x8, #114
    svc     #0
    ret
vdso_clock_getres_end:

/* Where a signal handler returns to.  The nop before it is for unwinders, which look at pc - 1. */
    nop
kit_sig_return:
    mov     x8, #139
    svc     #0

/* Starts a handler: stores the interrupted code's registers into the frame, at sp.  What the thread itself cannot
 * know (its pc and sp; in frame_handler and frame_restorer where to go) was written there before.  The second
 * entry: x0 of the frame too (a call's result).  The third: also x1..x5, x7, x16, x17 and x30 (of a thread that waited in
 * a stub). */
    .set frame_uc, 128
    .set frame_x0, 312
    .set frame_pstate, 576
    .set frame_fpsr, 600
    .set frame_handler, 1136
    .set frame_restorer, 1144
    .set frame_record, 4688
kit_sig_enter_stub:
    str     x6, [sp, #360]
    stp     x8, x9, [sp, #376]
    stp     x10, x11, [sp, #392]
    stp     x12, x13, [sp, #408]
    stp     x14, x15, [sp, #424]
    ldr     x30, [sp, #552]
    str     x18, [sp, #456]
    b       1f
kit_sig_enter:
    str     x0, [sp, #frame_x0]
kit_sig_enter_result:
    stp     x1, x2, [sp, #320]
    stp     x3, x4, [sp, #336]
    stp     x5, x6, [sp, #352]
    stp     x7, x8, [sp, #368]
    stp     x9, x10, [sp, #384]
    stp     x11, x12, [sp, #400]
    stp     x13, x14, [sp, #416]
    stp     x15, x16, [sp, #432]
    stp     x17, x18, [sp, #448]
1:  stp     x19, x20, [sp, #464]
    stp     x21, x22, [sp, #480]
    stp     x23, x24, [sp, #496]
    add     x1, sp, #512
    stp     x25, x26, [x1]
    stp     x27, x28, [x1, #16]
    stp     x29, x30, [x1, #32]
    mrs     x2, nzcv
    str     x2, [sp, #frame_pstate]
    add     x3, sp, #(frame_record & 0xff0)
    add     x3, x3, #(frame_record & ~0xfff)
    stp     x29, x30, [x3]
    mov     x29, x3
    add     x3, sp, #frame_fpsr
    mrs     x5, fpsr
    mrs     x6, fpcr
    stp     w5, w6, [x3], #8
    stp     q0, q1, [x3]
    stp     q2, q3, [x3, #32]
    stp     q4, q5, [x3, #64]
    stp     q6, q7, [x3, #96]
    stp     q8, q9, [x3, #128]
    stp     q10, q11, [x3, #160]
    stp     q12, q13, [x3, #192]
    stp     q14, q15, [x3, #224]
    stp     q16, q17, [x3, #256]
    stp     q18, q19, [x3, #288]
    stp     q20, q21, [x3, #320]
    stp     q22, q23, [x3, #352]
    stp     q24, q25, [x3, #384]
    stp     q26, q27, [x3, #416]
    stp     q28, q29, [x3, #448]
    stp     q30, q31, [x3, #480]
    ldr     x4, [sp, #frame_handler]
    ldr     x30, [sp, #frame_restorer]
    ldr     w0, [sp]
    mov     x1, sp
    add     x2, sp, #frame_uc
    br      x4

/* x0 = struct kit_fp.  The three end in a trap: kernel-thread then sets all registers. */
kit_fp_save:
    mrs     x5, fpsr
    mrs     x6, fpcr
    stp     w5, w6, [x0]
    add     x0, x0, #16
    stp     q0, q1, [x0]
    stp     q2, q3, [x0, #32]
    stp     q4, q5, [x0, #64]
    stp     q6, q7, [x0, #96]
    stp     q8, q9, [x0, #128]
    stp     q10, q11, [x0, #160]
    stp     q12, q13, [x0, #192]
    stp     q14, q15, [x0, #224]
    stp     q16, q17, [x0, #256]
    stp     q18, q19, [x0, #288]
    stp     q20, q21, [x0, #320]
    stp     q22, q23, [x0, #352]
    stp     q24, q25, [x0, #384]
    stp     q26, q27, [x0, #416]
    stp     q28, q29, [x0, #448]
    stp     q30, q31, [x0, #480]
    b       kit_trap

kit_fp_load:
    ldp     w5, w6, [x0]
    msr     fpsr, x5
    msr     fpcr, x6
    add     x0, x0, #16
    ldp     q0, q1, [x0]
    ldp     q2, q3, [x0, #32]
    ldp     q4, q5, [x0, #64]
    ldp     q6, q7, [x0, #96]
    ldp     q8, q9, [x0, #128]
    ldp     q10, q11, [x0, #160]
    ldp     q12, q13, [x0, #192]
    ldp     q14, q15, [x0, #224]
    ldp     q16, q17, [x0, #256]
    ldp     q18, q19, [x0, #288]
    ldp     q20, q21, [x0, #320]
    ldp     q22, q23, [x0, #352]
    ldp     q24, q25, [x0, #384]
    ldp     q26, q27, [x0, #416]
    ldp     q28, q29, [x0, #448]
    ldp     q30, q31, [x0, #480]
    b       kit_trap

kit_fp_zero:
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    movi    v\n\().2d, #0
    .endr
    msr     fpsr, xzr
    msr     fpcr, xzr
kit_trap:
    udf     #0x4b54
    .balign 16
kit_image_end:
