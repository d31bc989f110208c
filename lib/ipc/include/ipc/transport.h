/* SPDX-License-Identifier: BSD-2-Clause */
/* The three kernel operations that lib/ipc stands on (unit tests have their own). */
#pragma once
#include <stdint.h>

#include <rt/message.h>

/* Sends m (label, length, words) to the endpoint and waits for the answer, which replaces it.  The
 * whole task waits, so only a server that answers at once may be called. */
void ipc_transport_call(uint64_t endpoint, struct rt_message *m);
/* Signals a notification. */
void ipc_transport_signal(uint64_t slot);
