/* SPDX-License-Identifier: BSD-2-Clause */
/* struct iovec. */
#pragma once
#include <stdint.h>

struct linux_iovec {
    uint64_t base, len;
};
#define LINUX_IOV_MAX 1024
