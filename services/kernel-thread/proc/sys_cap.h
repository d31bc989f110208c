/* SPDX-License-Identifier: BSD-2-Clause */
/* prctl's operations on capabilities: results as prctl gives them. */
#pragma once
#include <stdint.h>

struct thread;

long cap_bounding_read(struct thread *t, uint64_t cap);
long cap_bounding_drop(struct thread *t, uint64_t cap);
long cap_ambient(struct thread *t, const uint64_t a[6]); /* a as of prctl */
long cap_securebits_set(struct thread *t, uint64_t bits);
long cap_keep_set(struct thread *t, uint64_t keep);
