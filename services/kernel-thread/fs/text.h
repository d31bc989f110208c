/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that grows: what /proc files are made of. */
#pragma once
#include <stddef.h>

struct text {
    char *buf;      /* owned */
    size_t len, cap;
    int error;      /* -ENOMEM: something is missing */
};
void text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_add(struct text *t, const char *bytes, size_t n);
/* A path or name with blanks, newlines, backslashes as octal escapes, as in /proc/mounts. */
void text_escaped(struct text *t, const char *s);
void text_fini(struct text *t);
