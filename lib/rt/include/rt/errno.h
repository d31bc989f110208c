/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel error codes as Linux error numbers. */
#pragma once
#include <sel4/errors.h>

/* 0 for seL4_NoError, else a negative errno: no memory -ENOMEM, occupied slot -EEXIST, bad capability
 * -EBADF, ... */
int rt_errno(seL4_Error error);
