/* SPDX-License-Identifier: BSD-2-Clause */
/* Fault messages: labels, and the meaning of each message register. */
#pragma once

#include <sel4/functions.h>
#include <sel4/types.h>

enum seL4_FaultType {
#define FAULT(label, name, kernel_name, words) seL4_Fault_##name = label,
#include <sel4/faults.def>
#undef FAULT
};

enum {
#define FAULT(label, name, kernel_name, words) seL4_##name##_Length = words,
#include <sel4/faults.def>
#undef FAULT
};

enum {
#define FAULT_WORD(fault, index, field) seL4_##fault##_##field = index,
#include <sel4/faults.def>
#undef FAULT_WORD
};

enum { seL4_DataFault = 0, seL4_InstructionFault = 1 };

/* A received fault message, copied out of the message registers. */
typedef struct seL4_Fault {
    seL4_Word words[14]; /* [0] the fault type, then the message */
} seL4_Fault_t;

static inline seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    seL4_Fault_t fault = {{seL4_MessageInfo_get_label(tag)}};
    seL4_Word length = seL4_MessageInfo_get_length(tag);

    for (seL4_Word i = 0; i < length && i < 13; i++)
        fault.words[i + 1] = seL4_GetMR((int)i);
    return fault;
}

static inline seL4_Word seL4_Fault_get_seL4_FaultType(seL4_Fault_t fault)
{
    return fault.words[0];
}

#define FAULT_WORD(type, index, field)                                                             \
    static inline seL4_Word seL4_Fault_##type##_get_##field(seL4_Fault_t fault)                    \
    {                                                                                              \
        return fault.words[index + 1];                                                             \
    }
#include <sel4/faults.def>
#undef FAULT_WORD

#define FAULT(label, name, kernel_name, words)                                                     \
    static inline seL4_Bool seL4_is##name##_tag(seL4_MessageInfo_t tag)                            \
    {                                                                                              \
        return seL4_MessageInfo_get_label(tag) == label;                                           \
    }
#include <sel4/faults.def>
#undef FAULT
