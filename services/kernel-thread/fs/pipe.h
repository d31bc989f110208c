/* SPDX-License-Identifier: BSD-2-Clause */
/* Pipes and FIFOs. */
#pragma once
#include <stdint.h>

struct file;
/* The two ends of a new pipe; flags O_NONBLOCK, O_DIRECT (each write is a packet). */
int pipe_new(uint32_t flags, struct file *ends[2]);
int file_is_pipe(const struct file *f);
/* Bytes that fit at most, and changing that: the new size, -EINVAL, -EPERM, -EBUSY, -ENOMEM. */
long pipe_size(const struct file *f);
long pipe_resize(struct file *f, uint64_t bytes);
