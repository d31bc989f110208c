/* SPDX-License-Identifier: BSD-2-Clause */
/* Kept for programs that include it by this name. */
#pragma once

#include <sel4/gen_config.h>
