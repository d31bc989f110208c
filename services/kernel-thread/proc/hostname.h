/* SPDX-License-Identifier: BSD-2-Clause */
/* What uname says. */
#pragma once

#define KERNEL_RELEASE "6.1.0-cel4"
enum { KERNEL_MINOR = 1 };
#define KERNEL_VERSION "#1 ceL4 Linux Kit"

const char *hostname_get(void);
