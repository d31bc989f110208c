/* SPDX-License-Identifier: BSD-2-Clause */
/* Names: UTF-8 as users write them, UTF-16 as long entries hold them. */
#include "fat.h"

#include <linux/errno.h>

enum { TEXT_MAX = 255 };

/* One character; returns its bytes, 0 if it is not UTF-8. */
static uint32_t decode(const uint8_t *at, uint32_t *code)
{
    static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint32_t bytes = at[0] < 0x80 ? 1 : at[0] >> 5 == 6 ? 2 : at[0] >> 4 == 14 ? 3 : at[0] >> 3 == 30 ? 4 : 0;

    if (bytes == 0)
        return 0;
    *code = bytes == 1 ? at[0] : at[0] & (0x7f >> bytes);
    for (uint32_t i = 1; i < bytes; i++) {
        if (at[i] >> 6 != 2)
            return 0; /* the NUL at the end too */
        *code = *code << 6 | (at[i] & 63);
    }
    if (*code < least[bytes] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
        return 0;
    return bytes;
}

int fat_name_parse(const char *text, struct name *name)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t len = strlen(text);

    if (len > TEXT_MAX)
        return -ENAMETOOLONG;
    name->count = 0;
    while (*at) {
        uint32_t code, bytes = decode(at, &code);

        if (!bytes || code < 0x20 || (code < 0x80 && strchr("\"*/:<>?\\|", code)))
            return -EINVAL;
        at += bytes;
        if (code >= 0x10000) {
            name->units[name->count++] = 0xd800 + ((code - 0x10000) >> 10);
            code = 0xdc00 + ((code - 0x10000) & 0x3ff);
        }
        name->units[name->count++] = code; /* never more units than bytes */
    }
    while (name->count > 0 && name->units[name->count - 1] == '.')
        name->count--;
    return name->count ? 0 : -ENOENT;
}

static uint32_t encode(uint32_t code, uint8_t *to)
{
    if (code < 0x80) {
        to[0] = code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = 0xc0 | code >> 6;
        to[1] = 0x80 | (code & 63);
        return 2;
    }
    if (code < 0x10000) {
        to[0] = 0xe0 | code >> 12;
        to[1] = 0x80 | (code >> 6 & 63);
        to[2] = 0x80 | (code & 63);
        return 3;
    }
    to[0] = 0xf0 | code >> 18;
    to[1] = 0x80 | (code >> 12 & 63);
    to[2] = 0x80 | (code >> 6 & 63);
    to[3] = 0x80 | (code & 63);
    return 4;
}

int fat_name_text(const struct name *name, char text[256])
{
    uint32_t len = 0;

    for (uint32_t i = 0; i < name->count; i++) {
        uint32_t code = name->units[i], bytes;
        uint8_t raw[4];

        if (code >= 0xd800 && code < 0xdc00 && i + 1 < name->count && name->units[i + 1] >> 10 == 0xdc00 >> 10)
            code = 0x10000 + ((code - 0xd800) << 10) + (name->units[++i] - 0xdc00);
        else if (code >= 0xd800 && code < 0xe000)
            code = 0xfffd; /* half of a pair */
        bytes = encode(code, raw);
        if (len + bytes > TEXT_MAX)
            return -ENAMETOOLONG;
        memcpy(text + len, raw, bytes);
        len += bytes;
    }
    text[len] = 0;
    return len;
}

/* Capital letters of the Latin, Greek and Cyrillic alphabets' common part. */
static uint16_t upper(uint16_t unit)
{
    if (unit >= 'a' && unit <= 'z')
        return unit - 32;
    if (unit < 0xe0)
        return unit;
    if (unit <= 0xfe)
        return unit == 0xf7 ? unit : unit - 32;
    if (unit >= 0x100 && unit <= 0x137)
        return unit == 0x131 ? unit : unit & ~1;
    if (unit >= 0x3b1 && unit <= 0x3c9)
        return unit == 0x3c2 ? unit : unit - 32;
    if (unit >= 0x430 && unit <= 0x44f)
        return unit - 32;
    if (unit >= 0x450 && unit <= 0x45f)
        return unit - 80;
    return unit;
}

bool fat_name_same(const struct name *a, const struct name *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (upper(a->units[i]) != upper(b->units[i]))
            return false;
    return true;
}
