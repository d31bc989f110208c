/* SPDX-License-Identifier: BSD-2-Clause */
/* x0 = struct task_info, sp = a stack of 64 KiB: C can start at once. */
    .text
    .global entry
entry:
    mov x29, xzr
    mov x30, xzr
    bl  uni_main
1:  wfi
    b   1b
