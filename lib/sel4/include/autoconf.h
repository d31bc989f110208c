/* SPDX-License-Identifier: BSD-2-Clause */
/* The configuration, under the name that programs include it by. */
#pragma once

#include <kernel/gen_config.h>
