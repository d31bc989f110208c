/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/printf.c: the kernel's formatted output, without buffers or allocation. */
#include "debug/debug.h"

#include "arch/interface.h"

struct spec {
    bool zero;      /* pad with zeros */
    bool left;      /* pad on the right */
    unsigned width; /* least number of characters */
    unsigned longs; /* how many 'l' */
};

static void put_padding(char c, unsigned used, unsigned width)
{
    for (; used < width; used++)
        plat_putchar(c);
}

static void put_number(uint64_t value, unsigned base, bool negative, const struct spec *spec)
{
    char digits[24];
    unsigned n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative && spec->zero)
        plat_putchar('-');
    if (negative && !spec->zero)
        digits[n++] = '-';
    if (!spec->left)
        put_padding(spec->zero ? '0' : ' ', n, spec->width);
    for (unsigned i = n; i > 0; i--)
        plat_putchar(digits[i - 1]);
    if (spec->left)
        put_padding(' ', n, spec->width);
}

static void put_string(const char *s, const struct spec *spec)
{
    unsigned n = 0;

    if (!s)
        s = "(null)";
    while (s[n])
        n++;
    if (!spec->left)
        put_padding(' ', n, spec->width);
    for (unsigned i = 0; i < n; i++)
        plat_putchar(s[i]);
    if (spec->left)
        put_padding(' ', n, spec->width);
}

static const char *parse_spec(const char *f, struct spec *spec)
{
    *spec = (struct spec){0};
    for (; *f == '0' || *f == '-'; f++) {
        spec->zero |= *f == '0';
        spec->left |= *f == '-';
    }
    for (; *f >= '0' && *f <= '9'; f++)
        spec->width = spec->width * 10 + (unsigned)(*f - '0');
    for (; *f == 'l' || *f == 'z'; f++)
        spec->longs++;
    return f;
}

static void put_conversion(char conversion, const struct spec *spec, va_list *args)
{
    int64_t number;

    switch (conversion) {
    case 'd':
    case 'i':
        number = spec->longs ? va_arg(*args, long) : va_arg(*args, int);
        put_number(number < 0 ? -(uint64_t)number : (uint64_t)number, 10, number < 0, spec);
        break;
    case 'u':
        put_number(spec->longs ? va_arg(*args, unsigned long) : va_arg(*args, unsigned), 10, false, spec);
        break;
    case 'x':
        put_number(spec->longs ? va_arg(*args, unsigned long) : va_arg(*args, unsigned), 16, false, spec);
        break;
    case 'p':
        plat_putchar('0');
        plat_putchar('x');
        put_number((uint64_t)va_arg(*args, void *), 16, false, spec);
        break;
    case 's':
        put_string(va_arg(*args, const char *), spec);
        break;
    case 'c':
        plat_putchar((char)va_arg(*args, int));
        break;
    default:
        plat_putchar(conversion);
    }
}

static void format_out(const char *format, va_list *args)
{
    struct spec spec;

    for (const char *f = format; *f; f++) {
        if (*f != '%') {
            plat_putchar(*f);
            continue;
        }
        f = parse_spec(f + 1, &spec);
        if (!*f)
            return;
        put_conversion(*f, &spec, args);
    }
}

void reportv(const char *format, va_list args)
{
    va_list copy;

    va_copy(copy, args);
    format_out(format, &copy);
    va_end(copy);
}

void kvprintf(const char *format, va_list args)
{
    if (PRINTING)
        reportv(format, args);
}

void kprintf(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    kvprintf(format, args);
    va_end(args);
}

void report(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    reportv(format, args);
    va_end(args);
}
