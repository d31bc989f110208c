/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration this library is built for: AArch64, EL1, one core, not MCS. */
#pragma once

#include <sel4/gen_config.h>
