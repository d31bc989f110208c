/* SPDX-License-Identifier: BSD-2-Clause */
/* The words that describe a message, rights and a CNode guard; the IPC buffer. */
#pragma once

#include <sel4/constants.h>
#include <sel4/simple_types.h>

#include <sel4/shared_types_gen.h>

/* One per thread, 1 KiB aligned, inside a frame the kernel knows. */
typedef struct seL4_IPCBuffer_ {
    seL4_MessageInfo_t tag;                          /* not used by the kernel */
    seL4_Word msg[seL4_MsgMaxLength];                /* words 0..3 travel in registers */
    seL4_Word userData;                              /* free for the program */
    seL4_Word caps_or_badges[seL4_MsgMaxExtraCaps];  /* in: capabilities; out: unwrapped badges */
    seL4_CPtr receiveCNode;                          /* where a received capability goes */
    seL4_CPtr receiveIndex;
    seL4_Word receiveDepth;
} seL4_IPCBuffer __attribute__((aligned(1 << seL4_IPCBufferSizeBits)));

_Static_assert(sizeof(seL4_IPCBuffer) == 1 << seL4_IPCBufferSizeBits, "the kernel knows this size");
_Static_assert(__builtin_offsetof(seL4_IPCBuffer, caps_or_badges) == 976, "fixed by the kernel");
_Static_assert(__builtin_offsetof(seL4_IPCBuffer, receiveDepth) == 1016, "fixed by the kernel");
