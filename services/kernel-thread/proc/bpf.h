/* SPDX-License-Identifier: BSD-2-Clause */
/* Classic BPF programs as seccomp has them: no loops, 16 words of memory, a struct of input. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include <linux/seccomp.h>

enum { BPF_MOST = 4096 /* instructions of a program (Linux: BPF_MAXINSNS) */ };

/* May the program run?  0: it ends, jumps and loads within bounds only, and reads no memory that it did not write;
 * -EINVAL.  -ENOMEM. */
int bpf_check(const struct linux_sock_filter *program, unsigned count, size_t input_bytes);
/* Runs a checked program on a struct of input_bytes (whole words); what it returns. */
uint32_t bpf_run(const struct linux_sock_filter *program, const void *input, size_t input_bytes);
