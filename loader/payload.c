/* SPDX-License-Identifier: BSD-2-Clause */
/* payload.c: the table that tools/mkimage puts behind the loader: a header, entries, then the files. */
#include "loader.h"

struct payload_entry {
    char name[16];   /* NUL padded */
    uint64_t offset; /* from the header */
    uint64_t bytes;
};

struct payload_header {
    char magic[8]; /* "ceL4pack" */
    uint64_t count;
    uint64_t bytes; /* header, entries and files */
    uint64_t reserved;
    struct payload_entry entries[];
};

extern const uint8_t _start[], __image_end[];

static const struct payload_header *header(void)
{
    const struct payload_header *h = (const struct payload_header *)__image_end;

    if (memcmp(h->magic, "ceL4pack", sizeof(h->magic)) != 0)
        fatal("the image holds no payload: pack kernel and root task with tools/mkimage");
    return h;
}

static bool name_equal(const char entry[16], const char *name)
{
    for (unsigned i = 0; i < 16; i++) {
        if (entry[i] != name[i])
            return false;
        if (name[i] == 0)
            return true;
    }
    return false;
}

const uint8_t *payload_find(const char *name, uint64_t *bytes)
{
    const struct payload_header *h = header();

    for (uint64_t i = 0; i < h->count; i++) {
        if (!name_equal(h->entries[i].name, name))
            continue;
        *bytes = h->entries[i].bytes;
        return (const uint8_t *)h + h->entries[i].offset;
    }
    fatal("the image has no '%s'", name);
}

struct range payload_image_range(void)
{
    return (struct range){(uint64_t)_start, (uint64_t)__image_end + header()->bytes};
}
