/* SPDX-License-Identifier: BSD-2-Clause */
/* Labels of invocations. */
#pragma once

enum invocation_label {
    InvalidInvocation = 0,
    ARMSMCCall = 37, /* numbered, but not in this configuration */
#define INV(label, name, object, handler, words, caps, text) name = label,
#include <sel4/invocations.def>
#undef INV
};
