/* SPDX-License-Identifier: BSD-2-Clause */
/* Object types of seL4_Untyped_Retype. */
#pragma once

#include <sel4/simple_types.h>

typedef enum {
#define OBJECT(number, name, kernel_name, bits) seL4_##name = number,
#include <sel4/objects.def>
#undef OBJECT
    seL4_ObjectTypeCount
} seL4_ObjectType;

enum {
    seL4_NonArchObjectTypeCount = 5,
    seL4_ModeObjectTypeCount = 7,
    seL4_AsyncEndpointObject = seL4_NotificationObject,
    /* not in this configuration: numbers that no kernel takes */
    seL4_ARM_VCPUObject = 0xfffe,
    seL4_ARM_IOPageTableObject = 0xffff,
};
