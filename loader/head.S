/* SPDX-License-Identifier: BSD-2-Clause */
/* head.S: arm64 Image header (Linux Documentation/arch/arm64/booting.rst) and first instructions of the loader.
 *
 * Entered with x0 = device tree, MMU and caches off, at EL2 or EL1, at whatever address the image was put: the loader
 * only uses PC-relative addresses.  TEXT_OFFSET keeps it away from the start of RAM, where kernels are linked. */
#define TEXT_OFFSET 0x4000000

    .section .head, "ax"
    .global _start
_start:
    b start
    .long 0
    .quad TEXT_OFFSET
    .quad __image_size      /* raised by tools/mkimage to what it appends */
    .quad 0xa               /* little endian, 4 KiB pages, anywhere in RAM */
    .quad 0, 0, 0
    .ascii "ARM\x64"
    .long 0

start:
    msr daifset, #0xf
    mov x19, x0
    mrs x1, CurrentEL
    lsr x1, x1, #2
    cmp x1, #2
    b.eq from_el2
    cmp x1, #1
    b.eq at_el1
1:  wfe                     /* EL3: no such boot protocol */
    b 1b

from_el2:
    mov x1, #1 << 31        /* HCR_EL2.RW: EL1 is AArch64; nothing is trapped */
    mrs x2, id_aa64isar1_el1
    tst x2, #0xff0          /* pointer authentication, by either algorithm */
    b.eq 3f
    orr x1, x1, #3 << 40    /* APK, API: its keys and instructions, or PACGA in user mode would end up at EL2 */
3:  msr hcr_el2, x1
    mrs x1, cnthctl_el2
    orr x1, x1, #3          /* EL1 may use the physical counter and timer */
    msr cnthctl_el2, x1
    msr cntvoff_el2, xzr
    mov x1, #0x33ff         /* CPTR_EL2: reserved bits only, FP not trapped */
    msr cptr_el2, x1
    msr hstr_el2, xzr
    msr vttbr_el2, xzr
    mrs x1, mdcr_el2
    and x1, x1, #0x1f       /* all counters belong to EL1, nothing is trapped */
    msr mdcr_el2, x1
    mrs x1, midr_el1
    msr vpidr_el2, x1
    mrs x1, mpidr_el1
    msr vmpidr_el2, x1
    mrs x1, id_aa64pfr0_el1
    ubfx x1, x1, #24, #4
    cbz x1, 2f              /* no GIC system registers */
    mrs x1, S3_4_C12_C9_5   /* ICC_SRE_EL2 */
    mov x2, #9
    orr x1, x1, x2          /* SRE, and EL1 may use its own */
    msr S3_4_C12_C9_5, x1
    isb
2:  bl reset_sctlr_el1
    mov x1, #0x3c5          /* EL1h, everything masked */
    msr spsr_el2, x1
    adr x1, enter
    msr elr_el2, x1
    eret

at_el1:
    bl reset_sctlr_el1
enter:
    msr spsel, #1
    adrp x1, stack_top
    mov sp, x1
    adr x1, loader_vectors
    msr vbar_el1, x1
    mov x1, #3 << 20        /* FP not trapped: upstream kernels expect a usable unit */
    msr cpacr_el1, x1
    isb
    mov x0, x19
    mov x29, xzr
    mov x30, xzr
    bl loader_main
    b .

/* MMU, caches and alignment checks off, reserved-one bits.  Not every kernel sets these for user mode, so they are on
 * already: UCI and UCT (cache maintenance), nTWE and nTWI (wfe and wfi wait, they do not trap), DZE (dc zva). */
reset_sctlr_el1:
    movz x1, #0xc800
    movk x1, #0x34d5, lsl #16
    msr sctlr_el1, x1
    isb
    ret

/* loader_enter_mmu(ttbr0, ttbr1, tcr, mair) */
    .text
    .global loader_enable_mmu
loader_enable_mmu:
    dsb sy
    msr mair_el1, x3
    msr tcr_el1, x2
    msr ttbr0_el1, x0
    msr ttbr1_el1, x1
    isb
    tlbi vmalle1
    ic iallu
    dsb sy
    isb
    mrs x4, sctlr_el1
    mov x5, #0x1005         /* I, C, M */
    orr x4, x4, x5
    msr sctlr_el1, x4
    isb
    ret

/* loader_jump(entry, struct boot_registers *): x0..x5 from the structure */
    .global loader_jump
loader_jump:
    mov x9, x0
    mov x10, x1
    ldp x0, x1, [x10, #0]
    ldp x2, x3, [x10, #16]
    ldp x4, x5, [x10, #32]
    dsb sy
    ic iallu
    dsb sy
    isb
    br x9

    .balign 0x800
loader_vectors:
    .rept 16
    .balign 0x80
    b loader_exception
    .endr
loader_exception:
    mrs x0, esr_el1
    mrs x1, elr_el1
    mrs x2, far_el1
    bl loader_fault
    b .

    .bss
    .balign 4096
    .skip 16384
    .global stack_top
stack_top:
    .skip 8
