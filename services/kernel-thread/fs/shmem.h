/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared anonymous memory. */
#pragma once
#include <stdint.h>

struct file;
/* A nameless file in memory of that size, open for reading and writing; *out is counted. */
int shmem_file(uint64_t size, struct file **out);
int shmem_named(const char *label, uint64_t size, struct file **out); /* as /proc/PID/maps shall call it */
