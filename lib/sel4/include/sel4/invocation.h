/* SPDX-License-Identifier: BSD-2-Clause */
/* Labels of invocations. */
#pragma once

enum invocation_label {
    InvalidInvocation = 0,
#define INV(label, name, object, handler, words, caps, text) name = label,
#include <sel4/invocations.def>
#undef INV
};
