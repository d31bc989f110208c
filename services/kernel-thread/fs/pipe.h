/* SPDX-License-Identifier: BSD-2-Clause */
/* Pipes and FIFOs. */
#pragma once
#include <stdint.h>

struct file;
/* The two ends of a new pipe; flags O_NONBLOCK. */
int pipe_new(uint32_t flags, struct file *ends[2]);
int file_is_pipe(const struct file *f);
int pipe_size(const struct file *f);
