/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread-local block of a task's only native thread: 16 bytes of the ABI (variant I), then the variables. */
    .section .bss.rt_tls_block, "aw", %nobits
    .balign 16
    .global rt_tls_block
rt_tls_block:
    .skip 16 + 64
