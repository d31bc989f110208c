/* SPDX-License-Identifier: BSD-2-Clause */
/* The walk over a flattened device tree: tokens of four bytes, big-endian, in one block; names of properties
 * in another. */
#include <string.h>

#include <dt/dt.h>

enum { BEGIN_NODE = 1, END_NODE = 2, PROP = 3, NOP = 4, END = 9 };
enum { MAGIC = 0xd00dfeed, HEADER_BYTES = 40 };

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool dt_open(struct dt *dt, const void *blob, size_t bytes)
{
    const uint8_t *h = blob;

    if (!blob || bytes < HEADER_BYTES || be32(h) != MAGIC)
        return false;

    uint32_t total = be32(h + 4), structs = be32(h + 8), strings = be32(h + 12);
    uint32_t version = be32(h + 20), strings_bytes = be32(h + 32), structs_bytes = be32(h + 36);
    if (total > bytes || version < 16 || structs % 4 || structs > total ||
        structs_bytes > total - structs || strings > total || strings_bytes > total - strings)
        return false;
    *dt = (struct dt){.blob = h,
                      .bytes = total,
                      .structs = structs,
                      .structs_end = structs + structs_bytes,
                      .strings = strings,
                      .strings_end = strings + strings_bytes};
    return true;
}

/* Length of the text at `at` without its NUL, or -1 if it does not end before `end`. */
static int text_length(const struct dt *dt, uint32_t at, uint32_t end)
{
    if (at >= end)
        return -1;
    const uint8_t *nul = memchr(dt->blob + at, 0, end - at);
    return nul ? (int)(nul - (dt->blob + at)) : -1;
}

static uint32_t token(const struct dt *dt, uint32_t at)
{
    return at + 4 <= dt->structs_end ? be32(dt->blob + at) : END;
}

/* Offset behind the token at `at`; structs_end if it is damaged. */
static uint32_t skip(const struct dt *dt, uint32_t at)
{
    uint32_t next = at + 4;

    switch (token(dt, at)) {
    case BEGIN_NODE: {
        int length = text_length(dt, at + 4, dt->structs_end);
        if (length < 0)
            return dt->structs_end;
        next += (uint32_t)length + 1;
        break;
    }
    case PROP: {
        if (dt->structs_end - at < 12)
            return dt->structs_end;
        uint32_t bytes = be32(dt->blob + at + 4);
        if (bytes > dt->structs_end - at - 12)
            return dt->structs_end;
        next += 8 + bytes;
        break;
    }
    case END_NODE:
    case NOP:
        break;
    default:
        return dt->structs_end;
    }
    next = (next + 3) & ~3u;
    return next < dt->structs_end ? next : dt->structs_end;
}

dt_node dt_next(const struct dt *dt, dt_node node)
{
    for (uint32_t at = node ? skip(dt, node) : dt->structs; at < dt->structs_end; at = skip(dt, at))
        if (token(dt, at) == BEGIN_NODE)
            return at;
    return 0;
}

const char *dt_name(const struct dt *dt, dt_node node)
{
    return node && text_length(dt, node + 4, dt->structs_end) >= 0
               ? (const char *)dt->blob + node + 4
               : "";
}

/* The child of `parent` with that name; its unit address may be left out. */
static dt_node child(const struct dt *dt, dt_node parent, const char *name, size_t length)
{
    int depth = 0;

    for (uint32_t at = skip(dt, parent); at < dt->structs_end && depth >= 0; at = skip(dt, at)) {
        switch (token(dt, at)) {
        case BEGIN_NODE: {
            const char *found = dt_name(dt, at);
            if (depth == 0 && strncmp(found, name, length) == 0 &&
                (found[length] == 0 || found[length] == '@'))
                return at;
            depth++;
            break;
        }
        case END_NODE:
            depth--;
            break;
        }
    }
    return 0;
}

dt_node dt_path(const struct dt *dt, const char *path)
{
    dt_node node = dt_next(dt, 0);

    while (node && *path) {
        path += strspn(path, "/");
        size_t length = strcspn(path, "/");
        if (length)
            node = child(dt, node, path, length);
        path += length;
    }
    return node;
}

const void *dt_property(const struct dt *dt, dt_node node, const char *name, uint32_t *bytes)
{
    if (!node)
        return NULL;
    for (uint32_t at = skip(dt, node); at < dt->structs_end; at = skip(dt, at)) {
        uint32_t kind = token(dt, at);
        if (kind == NOP)
            continue;
        if (kind != PROP || skip(dt, at) == dt->structs_end)
            return NULL;

        uint32_t name_at = dt->strings + be32(dt->blob + at + 8);
        if (name_at >= dt->strings && text_length(dt, name_at, dt->strings_end) >= 0 &&
            strcmp((const char *)dt->blob + name_at, name) == 0) {
            *bytes = be32(dt->blob + at + 4);
            return dt->blob + at + 12;
        }
    }
    return NULL;
}

const char *dt_string(const struct dt *dt, dt_node node, const char *name)
{
    uint32_t bytes;
    const char *text = dt_property(dt, node, name, &bytes);

    return text && bytes && text[bytes - 1] == 0 ? text : NULL;
}

dt_node dt_compatible(const struct dt *dt, dt_node after, const char *compatible)
{
    for (dt_node node = dt_next(dt, after); node; node = dt_next(dt, node)) {
        uint32_t bytes;
        const char *list = dt_property(dt, node, "compatible", &bytes);

        while (list && bytes) {
            size_t length = strnlen(list, bytes);
            if (length == bytes)
                break; /* not terminated */
            if (strcmp(list, compatible) == 0)
                return node;
            list += length + 1;
            bytes -= (uint32_t)length + 1;
        }
    }
    return 0;
}

static uint32_t root_cells(const struct dt *dt, const char *name, uint32_t otherwise)
{
    uint32_t bytes;
    const uint8_t *value = dt_property(dt, dt_next(dt, 0), name, &bytes);

    return value && bytes == 4 ? be32(value) : otherwise;
}

static uint64_t cells_get(const uint8_t *p, uint32_t cells)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < cells; i++)
        value = value << 32 | be32(p + 4 * i);
    return value;
}

bool dt_reg(const struct dt *dt, dt_node node, unsigned index, struct dt_reg *reg)
{
    uint32_t bytes;
    uint32_t address_cells = root_cells(dt, "#address-cells", 2);
    uint32_t size_cells = root_cells(dt, "#size-cells", 1);
    const uint8_t *value = dt_property(dt, node, "reg", &bytes);

    if (!value || address_cells > 2 || size_cells > 2)
        return false;
    uint32_t entry = 4 * (address_cells + size_cells);
    if (entry == 0 || index >= bytes / entry)
        return false;
    value += index * entry;
    *reg = (struct dt_reg){cells_get(value, address_cells),
                           cells_get(value + 4 * address_cells, size_cells)};
    return true;
}

uint32_t dt_interrupt(const struct dt *dt, dt_node node, unsigned index)
{
    enum { GIC_ENTRY = 12, SPI = 0, SPI_FIRST = 32, PPI_FIRST = 16 };
    uint32_t bytes;
    const uint8_t *value = dt_property(dt, node, "interrupts", &bytes);

    if (!value || index >= bytes / GIC_ENTRY)
        return 0;
    value += index * GIC_ENTRY;
    return be32(value + 4) + (be32(value) == SPI ? SPI_FIRST : PPI_FIRST);
}
