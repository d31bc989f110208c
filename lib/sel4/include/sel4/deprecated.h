/* SPDX-License-Identifier: BSD-2-Clause */
/* Older names of the same things. */
#pragma once

#include <sel4/types.h>

#define seL4_CapInitThreadPD seL4_CapInitThreadVSpace
