/* SPDX-License-Identifier: BSD-2-Clause */
/* Error codes of invocations: the label of the kernel's reply. */
#pragma once

typedef enum {
#define ERROR(code, name, kernel_name, words, text) seL4_##name = code,
#include <sel4/errors.def>
#undef ERROR
    seL4_NumErrors
} seL4_Error;
