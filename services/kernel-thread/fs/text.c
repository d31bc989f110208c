/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that grows. */
#include "fs/text.h"

#include <linux/errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int make_room(struct text *t, size_t n)
{
    size_t cap = t->cap ? t->cap : 512;

    while (cap < t->len + n + 1)
        cap *= 2;
    if (cap == t->cap)
        return 0;
    char *buf = realloc(t->buf, cap);
    if (!buf) {
        t->error = -ENOMEM;
        return -ENOMEM;
    }
    t->buf = buf;
    t->cap = cap;
    return 0;
}

void text_printf(struct text *t, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || make_room(t, (size_t)n))
        return;
    va_start(args, format);
    vsnprintf(t->buf + t->len, (size_t)n + 1, format, args);
    va_end(args);
    t->len += (size_t)n;
}

void text_add(struct text *t, const char *bytes, size_t n)
{
    if (make_room(t, n))
        return;
    memcpy(t->buf + t->len, bytes, n);
    t->len += n;
}

void text_escaped(struct text *t, const char *s)
{
    for (; *s; s++) {
        if (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\\')
            text_printf(t, "\\%03o", (unsigned char)*s);
        else
            text_add(t, s, 1);
    }
}

void text_fini(struct text *t)
{
    free(t->buf);
    *t = (struct text){ 0 };
}
