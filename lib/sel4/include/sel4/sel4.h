/* SPDX-License-Identifier: BSD-2-Clause */
/* Everything of the kernel interface. */
#pragma once

#include <sel4/bootinfo.h>
#include <sel4/constants.h>
#include <sel4/deprecated.h>
#include <sel4/errors.h>
#include <sel4/faults.h>
#include <sel4/functions.h>
#include <sel4/invocation.h>
#include <sel4/macros.h>
#include <sel4/objecttype.h>
#include <sel4/syscalls.h>
#include <sel4/types.h>

#include <interfaces/sel4_client.h>
