/* SPDX-License-Identifier: BSD-2-Clause */
/* head.S: the kernel's first instructions.
 *
 * x0..x5 are those of the boot protocol: user image physical start and end, physical minus virtual offset, entry,
 * device tree address and size.  The MMU is on with the loader's tables; SP and VBAR still belong to the loader. */
    .section .boot.head, "ax"
    .global _start
    .type _start, %function
_start:
    msr daifset, #0xf
    msr spsel, #1
    adrp x9, kernel_stack_top
    mov sp, x9
    adrp x9, vectors
    add x9, x9, :lo12:vectors
    msr vbar_el1, x9
    stp x4, x5, [sp, #-16]!
    stp x2, x3, [sp, #-16]!
    stp x0, x1, [sp, #-16]!
    mov x0, sp              /* struct boot_args */
    mov x29, xzr
    mov x30, xzr
    bl boot_main
    b boot_leave
    .size _start, . - _start

    .text
/* Leaves the boot code, whose memory now belongs to the user, for the first thread. */
    .type boot_leave, %function
boot_leave:
    adrp x9, kernel_stack_top
    mov sp, x9
    bl kernel_map_boot_done
    b user_exit
    .size boot_leave, . - boot_leave
