/* SPDX-License-Identifier: BSD-2-Clause */
/* entry.S: exception vectors, saving the user's registers, and the way back.
 *
 * In user mode SP_EL1 points at the running thread's struct arch_context, so the registers go straight into the TCB.
 * In the kernel SP_EL1 is the one kernel stack, empty at every entry. */
#include "arch/context.h"

.macro vector label
    .balign 0x80
    b \label
.endm

.macro kernel_vector number
    .balign 0x80
    msr tpidr_el1, x0
    mov x0, #\number
    b kernel_trap_entry
.endm

    .section .text.vectors, "ax"
    .balign 0x800
    .global vectors
vectors:
    kernel_vector 0     /* current level, SP_EL0: never used */
    kernel_vector 1
    kernel_vector 2
    kernel_vector 3
    kernel_vector 4     /* current level, SP_EL1: a fault in the kernel */
    kernel_vector 5
    kernel_vector 6
    kernel_vector 7
    vector user_sync
    vector user_irq
    kernel_vector 10    /* FIQ and system error in user mode: nothing uses them */
    kernel_vector 11
    kernel_vector 12    /* AArch32 user mode: never entered */
    kernel_vector 13
    kernel_vector 14
    kernel_vector 15

/* Saves everything of the user; afterwards x22 = ELR_EL1 and sp = kernel stack. */
.macro save_user
    stp x0, x1, [sp, #0]
    stp x2, x3, [sp, #16]
    stp x4, x5, [sp, #32]
    stp x6, x7, [sp, #48]
    stp x8, x9, [sp, #64]
    stp x10, x11, [sp, #80]
    stp x12, x13, [sp, #96]
    stp x14, x15, [sp, #112]
    stp x16, x17, [sp, #128]
    stp x18, x19, [sp, #144]
    stp x20, x21, [sp, #160]
    stp x22, x23, [sp, #176]
    stp x24, x25, [sp, #192]
    stp x26, x27, [sp, #208]
    stp x28, x29, [sp, #224]
    mrs x21, sp_el0
    mrs x22, elr_el1
    mrs x23, spsr_el1
    stp x30, x21, [sp, #240]
    stp x22, x23, [sp, #CTX_PC]
.endm

/* x29 and x30 cleared: backtraces end here. */
.macro kernel_stack scratch
    adrp \scratch, kernel_stack_top
    mov sp, \scratch
    mov x29, xzr
    mov x30, xzr
.endm

    .text
    .global user_sync
    .type user_sync, %function
user_sync:
    save_user
    mrs x24, esr_el1
    lsr x25, x24, #26
    cmp x25, #0x15          /* SVC from AArch64 */
    b.ne 1f
    sub x22, x22, #4
    str x22, [sp, #CTX_RESTART_PC]
    mov x6, sp              /* the TCB; x0..x5 still are what the user gave */
    adrp x9, kernel_stack_top
    mov sp, x9
    adr x30, fastpath_done
    ldrb w9, [x6, #TCB_EXT_FLAGS]
    tbnz w9, #0, 2f
    cmn x7, #2
    b.hi fastpath_call      /* -1: Call */
    b.eq fastpath_reply_recv
    cmn x7, #3              /* Send */
    b.eq fastpath_send
    mov x29, xzr
    adr x30, user_exit
    add x9, x7, #8
    cmp x9, #8
    b.hs handle_other_syscall
    b handle_syscall        /* numbers -8 to -1 */
2:  b fastpath_foreign
fastpath_done:
    cbnz x0, user_restore
    mov x29, xzr
    mov x30, xzr
    bl handle_syscall
    b user_exit
1:  str x22, [sp, #CTX_RESTART_PC]
    kernel_stack x1
    mov x0, x24
    bl trap_user_fault
    b user_exit
    .size user_sync, . - user_sync

    .global user_irq
    .type user_irq, %function
user_irq:
    save_user
    str x22, [sp, #CTX_RESTART_PC]
    kernel_stack x1
    bl handle_interrupt
    b user_exit
    .size user_irq, . - user_irq

/* Enters the current thread; sp = kernel stack. */
    .global user_exit
    .type user_exit, %function
user_exit:
    adrp x0, this_core
    ldr x0, [x0, #:lo12:this_core]
    ldrb w1, [x0, #TCB_STATE]
    cmp w1, #STATE_IDLE
    b.eq 1f
user_restore:
    mov sp, x0
    ldp x30, x21, [sp, #240]
    ldp x22, x23, [sp, #CTX_PC]
    msr sp_el0, x21
    msr elr_el1, x22
    msr spsr_el1, x23
    ldp x0, x1, [sp, #0]
    ldp x2, x3, [sp, #16]
    ldp x4, x5, [sp, #32]
    ldp x6, x7, [sp, #48]
    ldp x8, x9, [sp, #64]
    ldp x10, x11, [sp, #80]
    ldp x12, x13, [sp, #96]
    ldp x14, x15, [sp, #112]
    ldp x16, x17, [sp, #128]
    ldp x18, x19, [sp, #144]
    ldp x20, x21, [sp, #160]
    ldp x22, x23, [sp, #176]
    ldp x24, x25, [sp, #192]
    ldp x26, x27, [sp, #208]
    ldp x28, x29, [sp, #224]
    eret
1:  bl trap_idle
    b user_exit
    .size user_exit, . - user_exit

/* A fault in the kernel.  TPIDR_EL1 = x0 of the moment, x0 = vector number.  The registers go to panic_context and the
 * report runs on a stack of its own, since the kernel stack may be the problem. */
    .type kernel_trap_entry, %function
kernel_trap_entry:
    msr mdscr_el1, x0       /* only a scratch register here: self-hosted debug is off */
    adrp x0, panic_context
    add x0, x0, :lo12:panic_context
    stp x1, x2, [x0, #8]
    stp x3, x4, [x0, #24]
    stp x5, x6, [x0, #40]
    stp x7, x8, [x0, #56]
    stp x9, x10, [x0, #72]
    stp x11, x12, [x0, #88]
    stp x13, x14, [x0, #104]
    stp x15, x16, [x0, #120]
    stp x17, x18, [x0, #136]
    stp x19, x20, [x0, #152]
    stp x21, x22, [x0, #168]
    stp x23, x24, [x0, #184]
    stp x25, x26, [x0, #200]
    stp x27, x28, [x0, #216]
    stp x29, x30, [x0, #232]
    mrs x1, tpidr_el1
    str x1, [x0]
    mov x1, sp
    str x1, [x0, #CTX_SP]
    mrs x1, elr_el1
    mrs x2, spsr_el1
    stp x1, x2, [x0, #CTX_PC]
    mrs x1, mdscr_el1
    msr mdscr_el1, xzr
    adrp x2, panic_stack_top
    mov sp, x2
    mrs x2, esr_el1
    mrs x3, far_el1
    bl trap_kernel_fault    /* (context, vector, esr, far); does not return */
    b .
    .size kernel_trap_entry, . - kernel_trap_entry

    .section .bss.stack, "aw", %nobits
    .balign 4096
    .global kernel_stack_bottom
kernel_stack_bottom:
    .skip 16384
    .global kernel_stack_top
kernel_stack_top:
    .skip 4096
    .global panic_stack_top
panic_stack_top:
    .skip 16
    .balign 16
    .global panic_context
panic_context:
    .skip 296
