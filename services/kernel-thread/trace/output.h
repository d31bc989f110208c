/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of a trace on their way to the host. */
#pragma once
#include <stddef.h>

/* Where text goes: writes all of it, may park; returns 0 or -errno. */
typedef int trace_sink(const char *text, size_t size);

void trace_output_to(trace_sink *sink);
/* Adds text; never parks.  Without memory some is lost, and a line says so. */
void trace_output(const char *text, size_t size);
/* Parks while much is waiting to be sent. */
void trace_output_pace(void);
/* Parks until everything was sent. */
void trace_output_drain(void);
