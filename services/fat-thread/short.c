/* SPDX-License-Identifier: BSD-2-Clause */
/* 8.3 names: capital letters, code page 437, eight bytes and three, filled with spaces. */
#include "fat.h"

#include <stdio.h>

enum { BASE = 8, EXT = 3, FIRST_IS_E5 = 5, PLAIN_TRIES = 9 };

static const uint16_t cp437[128] = {
    0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef, 0x00ee,
    0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9, 0x00ff, 0x00d6,
    0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa, 0x00f1, 0x00d1, 0x00aa,
    0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb, 0x2591, 0x2592, 0x2593, 0x2502,
    0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255d, 0x255c, 0x255b, 0x2510, 0x2514,
    0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
    0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c,
    0x2588, 0x2584, 0x258c, 0x2590, 0x2580, 0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4,
    0x03a6, 0x0398, 0x03a9, 0x03b4, 0x221e, 0x03c6, 0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320,
    0x2321, 0x00f7, 0x2248, 0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
};

static bool allowed(uint32_t unit)
{
    return unit > 0x20 && unit < 0x7f && !strchr("\"*+,./:;<=>?[\\]|", unit);
}

static void decode_part(const uint8_t *at, uint32_t len, bool lower, struct name *name)
{
    while (len > 0 && at[len - 1] == ' ')
        len--;
    for (uint32_t i = 0; i < len; i++) {
        uint16_t unit = at[i] >= 0x80 ? cp437[at[i] - 0x80] : at[i] < 0x20 || strchr("./", at[i]) ? '_' : at[i];

        if (lower && unit >= 'A' && unit <= 'Z')
            unit += 32;
        name->units[name->count++] = unit;
    }
}

void fat_short_decode(const uint8_t *slot, struct name *name)
{
    uint8_t raw[BASE + EXT];

    memcpy(raw, slot, sizeof(raw));
    if (raw[0] == FIRST_IS_E5)
        raw[0] = FAT_DELETED;
    name->count = 0;
    decode_part(raw, BASE, slot[AT_CASE] & FAT_CASE_BASE, name);
    name->units[name->count++] = '.';

    uint32_t base = name->count;

    decode_part(raw + BASE, EXT, slot[AT_CASE] & FAT_CASE_EXT, name);
    if (name->count == base)
        name->count--; /* no extension, no dot */
}

/* Copies units as capitals; false if one is not allowed, or both cases occur.  *lower: small letters. */
static bool encode_part(const uint16_t *from, uint32_t count, uint8_t *to, bool *lower)
{
    bool small = false, capital = false;

    for (uint32_t i = 0; i < count; i++) {
        uint16_t unit = from[i];

        if (!allowed(unit))
            return false;
        capital |= unit >= 'A' && unit <= 'Z';
        if (unit >= 'a' && unit <= 'z') {
            small = true;
            unit -= 32;
        }
        to[i] = unit;
    }
    *lower = small;
    return !(small && capital);
}

/* Where the extension begins: behind the last dot that has something before it; count if there is none. */
static uint32_t ext_of(const struct name *name)
{
    for (uint32_t i = name->count; i-- > 1;)
        if (name->units[i] == '.')
            return i + 1;
    return name->count;
}

bool fat_short_fits(const struct name *name, uint8_t *slot)
{
    uint32_t ext = ext_of(name), base = ext < name->count ? ext - 1 : name->count;
    bool lower_base, lower_ext;

    if (base > BASE || name->count - ext > EXT)
        return false;
    memset(slot, ' ', BASE + EXT);
    if (!encode_part(name->units, base, slot, &lower_base) ||
        !encode_part(name->units + ext, name->count - ext, slot + BASE, &lower_ext))
        return false;
    slot[AT_CASE] = (lower_base ? FAT_CASE_BASE : 0) | (lower_ext ? FAT_CASE_EXT : 0);
    return true;
}

/* Copies what can be, at most `room`; returns how many.  *lossy: something was lost. */
static uint32_t squeeze(const uint16_t *from, uint32_t count, uint8_t *to, uint32_t room, bool *lossy)
{
    uint32_t used = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint16_t unit = from[i];

        if (unit == ' ' || unit == '.' || used == room) {
            *lossy = true;
            continue;
        }
        if (!allowed(unit)) {
            unit = '_';
            *lossy = true;
        }
        to[used++] = unit >= 'a' && unit <= 'z' ? unit - 32 : unit;
    }
    return used;
}

static uint32_t hash_of(const struct name *name, uint32_t seed)
{
    uint32_t hash = 2166136261u ^ seed * 2654435761u;

    for (uint32_t i = 0; i < name->count; i++)
        hash = (hash ^ name->units[i]) * 16777619u;
    return hash ^ hash >> 16;
}

void fat_short_alias(const struct name *name, uint32_t n, uint8_t *slot)
{
    uint32_t ext = ext_of(name), base = ext < name->count ? ext - 1 : name->count, used, keep;
    bool lossy = false;
    char tail[9];

    memset(slot, ' ', BASE + EXT);
    slot[AT_CASE] = 0;
    used = squeeze(name->units, base, slot, BASE, &lossy);
    squeeze(name->units + ext, name->count - ext, slot + BASE, EXT, &lossy);
    if (used == 0)
        slot[used++] = '_';
    if (n == 0 && !lossy)
        return;
    if (n <= PLAIN_TRIES)
        snprintf(tail, sizeof(tail), "~%u", (unsigned)(n ? n : 1));
    else
        snprintf(tail, sizeof(tail), "%04X~1", (unsigned)(hash_of(name, n) & 0xffff));
    keep = BASE - strlen(tail);
    if (keep > used)
        keep = used;
    memset(slot + keep, ' ', BASE - keep);
    memcpy(slot + keep, tail, strlen(tail));
}

uint8_t fat_short_sum(const uint8_t *slot)
{
    uint8_t sum = 0;

    for (uint32_t i = 0; i < BASE + EXT; i++)
        sum = (uint8_t)(sum << 7 | sum >> 1) + slot[i];
    return sum;
}
