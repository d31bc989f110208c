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
    .balign 0x80
    stp x10, x11, [sp, #80]
    adrp x10, this_core
    ldr x11, [x10, #:lo12:this_core + CORE_PAIR]
    cbnz x11, pair_sync
    b user_sync
    vector user_irq
    kernel_vector 10    /* FIQ and system error in user mode: nothing uses them */
    kernel_vector 11
    kernel_vector 12    /* AArch32 user mode: never entered */
    kernel_vector 13
    kernel_vector 14
    kernel_vector 15

/* Saves everything of the user but x8..x11; afterwards x22 = ELR_EL1. */
.macro save_rest
    stp x0, x1, [sp, #0]
    stp x2, x3, [sp, #16]
    stp x4, x5, [sp, #32]
    stp x6, x7, [sp, #48]
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

/* Saves everything. */
.macro save_user
    stp x8, x9, [sp, #64]
    stp x10, x11, [sp, #80]
    save_rest
.endm

/* x29 and x30 cleared: backtraces end here. */
.macro kernel_stack scratch
    adrp \scratch, kernel_stack_top
    mov sp, \scratch
    mov x29, xzr
    mov x30, xzr
.endm

/* Loads x30 and what is behind it in the context, of the thread at sp. */
.macro load_kept
    ldp x30, x21, [sp, #240]
    ldp x22, x23, [sp, #CTX_PC]
    ldp x24, x25, [sp, #CTX_TLS]
    msr sp_el0, x21
    msr elr_el1, x22
    msr spsr_el1, x23
    msr tpidr_el0, x24
    msr tpidrro_el0, x25
.endm

/* Sets the registers of FPU and timer access; then the address space of the thread in x11, and sp to it. */
.macro pair_switch access
    ldp x12, x13, [x16, #\access]
    msr cpacr_el1, x12
    msr cntkctl_el1, x13
    ldr x14, [x11, #TCB_TTBR0]
    msr ttbr0_el1, x14
    mov sp, x11
.endm

/* Loads x0..x29 and enters the thread at sp. */
.macro load_user
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
.endm

    .text
/* There is a pair (arch/context.h): x11 = its client, x10 = page of this_core; x10, x11 of the user are saved. */
    .type pair_sync, %function
pair_sync:
    stp x8, x9, [sp, #64]
    mov x9, sp
    cmp x9, x11
    b.ne 1f
    mrs x11, esr_el1
    lsr x11, x11, #26
    cmp x11, #0x15          /* SVC from AArch64 */
    b.ne pair_break

    /* The client calls.  Its registers, then the server's: x0..x5 and x8 stay, x6 = badge, x7 = 0, x9 = address of
     * the svc, x10 = stack pointer. */
    save_rest
    mrs x24, tpidr_el0
    sub x9, x22, #4
    stp x9, x24, [sp, #CTX_RESTART_PC]
    add x16, x10, #:lo12:this_core + CORE_PAIR
    ldp x11, x6, [x16, #PAIR_SERVER]
    mov x7, xzr
    mov x10, x21
    pair_switch PAIR_SERVER_ACCESS
    load_kept
    ldp x18, x19, [sp, #144]
    ldp x20, x21, [sp, #160]
    ldp x22, x23, [sp, #176]
    ldp x24, x25, [sp, #192]
    ldp x26, x27, [sp, #208]
    ldp x28, x29, [sp, #224]
    eret

    /* The server answers the client and waits for the next call; what a function may change need not be kept, but
     * the call may have to start again when the wait is cancelled (without the answer: x2 = 0). */
1:  ldr x11, [x10, #:lo12:this_core + CORE_PAIR + PAIR_SERVER]
    cmp x9, x11
    b.ne pair_break
    cmn x7, #-SYSCALL_EXT_ANSWER_RECV
    b.ne pair_break
    ldr x9, [x10, #:lo12:this_core + CORE_PAIR + PAIR_TARGET]
    ldr x11, [x10, #:lo12:this_core + CORE_PAIR + PAIR_TARGET + 8]
    cmp x2, x9
    ccmp x0, x11, #0, eq
    b.ne pair_break
    mrs x11, esr_el1
    lsr x11, x11, #26
    cmp x11, #0x15
    b.ne pair_break
    mrs x12, sp_el0
    mrs x13, elr_el1
    mrs x14, spsr_el1
    mrs x15, tpidr_el0
    stp x0, x1, [sp, #0]
    stp xzr, x3, [sp, #16]
    stp x6, x7, [sp, #48]
    stp x18, x19, [sp, #144]
    stp x20, x21, [sp, #160]
    stp x22, x23, [sp, #176]
    stp x24, x25, [sp, #192]
    stp x26, x27, [sp, #208]
    stp x28, x29, [sp, #224]
    stp x30, x12, [sp, #240]
    stp x13, x14, [sp, #CTX_PC]
    sub x13, x13, #4
    stp x13, x15, [sp, #CTX_RESTART_PC]
    add x16, x10, #:lo12:this_core + CORE_PAIR
    ldr x13, [x16, #CORE_ANSWERS - CORE_PAIR]
    add x13, x13, #1
    str x13, [x16, #CORE_ANSWERS - CORE_PAIR]
    ldr x11, [x16]
    str x1, [x11]
    pair_switch PAIR_CLIENT_ACCESS
    load_kept
    load_user

/* Something else happens: the kernel's data become true first.  Only x9..x11 were used so far. */
pair_break:
    save_rest
    mov x19, sp
    kernel_stack x9
    mov x0, x19
    bl pair_end
    mov sp, x19
    ldp x0, x1, [sp, #0]
    ldp x2, x3, [sp, #16]
    ldp x4, x5, [sp, #32]
    ldp x6, x7, [sp, #48]
    b user_sync_saved
    .size pair_sync, . - pair_sync

    .global user_sync
    .type user_sync, %function
user_sync:
    stp x8, x9, [sp, #64]
    save_rest
user_sync_saved:
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
    cmn x7, #-SYSCALL_EXT_ANSWER_RECV
    b.eq fastpath_answer
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
    mov x19, sp
    kernel_stack x1
    adrp x1, this_core
    ldr x1, [x1, #:lo12:this_core + CORE_PAIR]
    cbz x1, 1f
    mov x0, x19
    bl pair_end
1:
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
    load_user
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
