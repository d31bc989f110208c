/* SPDX-License-Identifier: BSD-2-Clause */
/* dispatch.h: the invocation of a capability by the current thread. */
#pragma once

#include "call.h"

/* Checks and does what the call says.  The current thread is in state Restart meanwhile. */
enum error dispatch(struct call *c);
/* One line that says who asked for what and why it was refused. */
void log_refusal(const struct call *c, enum error err);
