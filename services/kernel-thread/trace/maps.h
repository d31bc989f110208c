/* SPDX-License-Identifier: BSD-2-Clause */
/* Where programs have code of files: told to the host, for profilers and debuggers. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct file;

/* The host wants to know. */
extern bool trace_maps_on;
/* The calling program has [start, start + length) of a file from `offset` on as code: a line
 * "maps PID START LENGTH OFFSET PATH", numbers hexadecimal but the first. */
void trace_map(uint64_t start, uint64_t length, uint64_t offset, const struct file *file);
