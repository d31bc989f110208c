/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability types and structures of AArch64. */
#pragma once

#include <sel4/simple_types.h>

typedef seL4_CPtr seL4_ARM_Page;
typedef seL4_CPtr seL4_ARM_PageTable;
typedef seL4_CPtr seL4_ARM_VSpace;
typedef seL4_CPtr seL4_ARM_ASIDControl;
typedef seL4_CPtr seL4_ARM_ASIDPool;
typedef seL4_CPtr seL4_ARM_VCPU;
typedef seL4_CPtr seL4_ARM_SMC;
typedef seL4_CPtr seL4_ARM_SGI_Signal;
typedef seL4_Word seL4_ARM_VMAttributes;

/* The words of TCB_ReadRegisters and TCB_WriteRegisters, in their order. */
typedef struct seL4_UserContext_ {
#define CONTEXT_REG(index, name) seL4_Word name;
#include <sel4/registers.def>
#undef CONTEXT_REG
} seL4_UserContext;

#define CONTEXT_REG(index, name)                                                                   \
    _Static_assert(__builtin_offsetof(seL4_UserContext, name) == 8 * (index), #name);
#include <sel4/registers.def>
#undef CONTEXT_REG
