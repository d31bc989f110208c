/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability pointer types, and what the other type headers say. */
#pragma once

#include <sel4/constants.h>
#include <sel4/errors.h>
#include <sel4/macros.h>
#include <sel4/objecttype.h>
#include <sel4/shared_types.h>
#include <sel4/simple_types.h>

typedef seL4_CPtr seL4_CNode;
typedef seL4_CPtr seL4_IRQHandler;
typedef seL4_CPtr seL4_IRQControl;
typedef seL4_CPtr seL4_TCB;
typedef seL4_CPtr seL4_Untyped;
typedef seL4_CPtr seL4_DomainSet;
typedef seL4_CPtr seL4_SchedContext;
typedef seL4_CPtr seL4_SchedControl;
typedef seL4_CPtr seL4_Endpoint;
typedef seL4_CPtr seL4_Notification;

/* The thread's own IPC buffer; set before the first call that uses it.  One for the whole program, or,
 * with CONFIG_LIB_SEL4_USE_THREAD_LOCALS, one a thread. */
#ifdef CONFIG_LIB_SEL4_USE_THREAD_LOCALS
extern __thread seL4_IPCBuffer *__sel4_ipc_buffer;
#else
extern seL4_IPCBuffer *__sel4_ipc_buffer;
#endif

#include <sel4/arch/types.h>
