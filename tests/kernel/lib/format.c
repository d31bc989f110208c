/* SPDX-License-Identifier: BSD-2-Clause */
/* Just enough of printf. */
#include <stdbool.h>
#include <stddef.h>

#include "format.h"

struct field {
    int width;
    bool left, zero, is_long;
};

static void put_padded(void (*put)(char), const char *text, size_t length, struct field f)
{
    int pad = f.width - (int)length;

    for (; !f.left && pad > 0; pad--)
        put(f.zero ? '0' : ' ');
    for (size_t i = 0; i < length; i++)
        put(text[i]);
    for (; f.left && pad > 0; pad--)
        put(' ');
}

static void put_number(void (*put)(char), unsigned long value, unsigned base, bool negative,
                       struct field f)
{
    char text[24];
    size_t at = sizeof(text);

    do {
        text[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative)
        text[--at] = '-';
    put_padded(put, text + at, sizeof(text) - at, f);
}

static const char *read_field(const char *s, struct field *f)
{
    for (; *s == '-' || *s == '0'; s++) {
        f->left |= *s == '-';
        f->zero |= *s == '0';
    }
    for (; *s >= '0' && *s <= '9'; s++)
        f->width = f->width * 10 + (*s - '0');
    for (; *s == 'l'; s++)
        f->is_long = true;
    return s;
}

static void put_conversion(void (*put)(char), char kind, struct field f, va_list *args)
{
    if (kind == 's') {
        const char *text = va_arg(*args, const char *);
        size_t length = 0;
        while (text[length])
            length++;
        put_padded(put, text, length, f);
    } else if (kind == 'c') {
        put((char)va_arg(*args, int));
    } else if (kind == 'd') {
        long value = f.is_long ? va_arg(*args, long) : va_arg(*args, int);
        put_number(put, value < 0 ? -(unsigned long)value : (unsigned long)value, 10, value < 0, f);
    } else if (kind == 'u' || kind == 'x') {
        unsigned long value = f.is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned);
        put_number(put, value, kind == 'x' ? 16 : 10, false, f);
    } else {
        put(kind);
    }
}

void format_text(void (*put)(char), const char *format, va_list args)
{
    va_list rest;

    va_copy(rest, args);
    for (; *format; format++) {
        if (*format != '%') {
            put(*format);
            continue;
        }
        struct field f = {0};
        format = read_field(format + 1, &f);
        put_conversion(put, *format, f, &rest);
    }
    va_end(rest);
}
