/* SPDX-License-Identifier: BSD-2-Clause */
/* System call numbers. */
#pragma once

typedef enum {
#define SYSCALL(number, name, group) seL4_Sys##name = number,
#include <sel4/syscalls.def>
#undef SYSCALL
} seL4_Syscall_ID;
