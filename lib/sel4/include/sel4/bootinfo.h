/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot information of the initial thread. */
#pragma once

#include <sel4/bootinfo_types.h>
#include <sel4/types.h>

enum { SEL4_MAPPING_LOOKUP_NO_PT = 21, SEL4_MAPPING_LOOKUP_NO_PD = 30, SEL4_MAPPING_LOOKUP_NO_PUD = 39 };
