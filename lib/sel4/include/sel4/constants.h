/* SPDX-License-Identifier: BSD-2-Clause */
/* Plain numbers of the interface, and the fixed capability slots of the initial thread. */
#pragma once

#include <sel4/simple_types.h>

enum {
#define CONSTANT(name, value) seL4_##name = value,
#include <sel4/constants.def>
#undef CONSTANT
    seL4_InvalidPrio = -1,
    seL4_UserVSpaceTop = seL4_UserTop,
};

enum {
#define BOOT_SLOT(index, name, kernel_name) seL4_##name = index,
#include <sel4/bootslots.def>
#undef BOOT_SLOT
};

typedef enum {
#define LOOKUP_FAILURE(value, name, kernel_name, words) seL4_##name = value,
#include <sel4/lookup_failures.def>
#undef LOOKUP_FAILURE
} seL4_LookupFailureType;

#include <sel4/arch/constants.h>
