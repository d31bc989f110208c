/* SPDX-License-Identifier: BSD-2-Clause */
/* Values in message words: a scalar takes one word; bytes are packed, rounded up to words; a string
 * is its length without NUL, then its bytes.  An error sticks, so that a whole message is written
 * or read and tested once at its end. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct ipc_wire {
    uint64_t *words;
    uint32_t used, end; /* next word; past the last */
    int err;            /* 0, or the first thing that went wrong: -EMSGSIZE, -EINVAL */
};

struct ipc_wire ipc_wire(uint64_t *words, uint32_t end);

/* -EMSGSIZE when there is no room. */
void ipc_put_word(struct ipc_wire *w, uint64_t value);
void ipc_put_bytes(struct ipc_wire *w, const void *bytes, size_t count);
/* -ENAMETOOLONG when longer than max bytes without its NUL. */
void ipc_put_string(struct ipc_wire *w, const char *s, size_t max);

/* 0 and -EMSGSIZE at the end of the message; -EINVAL when the value is above max. */
uint64_t ipc_get_word(struct ipc_wire *w, uint64_t max);
/* For signed types: -EINVAL when the value is outside [min, max]. */
int64_t ipc_get_signed(struct ipc_wire *w, int64_t min, int64_t max);
void ipc_get_bytes(struct ipc_wire *w, void *bytes, size_t count);
/* buf holds size bytes; an embedded NUL is -EINVAL.  buf is always terminated. */
void ipc_get_string(struct ipc_wire *w, char *buf, size_t size);
