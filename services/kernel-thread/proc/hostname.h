/* SPDX-License-Identifier: BSD-2-Clause */
/* What uname says. */
#pragma once

#define KERNEL_RELEASE "6.1.0-cel4"
enum { KERNEL_MINOR = 1 };
#define KERNEL_VERSION "#1 ceL4 Linux Kit"

#include <stddef.h>

const char *hostname_get(void), *domainname_get(void);
/* -EINVAL: too long. */
int hostname_set(const char *name, size_t size), domainname_set(const char *name, size_t size);
