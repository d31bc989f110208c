/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls. */
#pragma once

#include <sel4/functions.h>
#include <sel4/syscall.h>

#include <sel4/arch/syscalls.h>
