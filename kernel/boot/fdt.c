/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/fdt.c: flattened device tree reader; see fdt.h. */
#include "boot/fdt.h"

enum {
    FDT_MAGIC = (int)0xd00dfeed,
    FDT_HEADER_BYTES = 40,
    FDT_BEGIN_NODE = 1,
    FDT_END_NODE = 2,
    FDT_PROP = 3,
    FDT_NOP = 4,
    FDT_END = 9,
};

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool string_equal(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return *a == *b;
}

/* Offset behind the NUL of the string at `at`, or 0 if it does not end before `end`. */
static uint32_t string_end(const struct fdt *fdt, uint32_t at, uint32_t end)
{
    for (; at < end; at++)
        if (fdt->blob[at] == 0)
            return at + 1;
    return 0;
}

static bool block_ok(uint32_t offset, uint32_t bytes, uint32_t total)
{
    return offset <= total && bytes <= total - offset;
}

bool fdt_open(struct fdt *fdt, const void *blob, size_t max)
{
    const uint8_t *b = blob;
    uint32_t total;

    if (!blob || max < FDT_HEADER_BYTES || be32(b) != (uint32_t)FDT_MAGIC)
        return false;
    total = be32(b + 4);
    if (total < FDT_HEADER_BYTES || total > max)
        return false;
    *fdt = (struct fdt){
        .blob = b,
        .size = total,
        .structure = be32(b + 8),
        .strings = be32(b + 12),
    };
    if (!block_ok(fdt->structure, be32(b + 36), total) || !block_ok(fdt->strings, be32(b + 32), total))
        return false;
    fdt->structure_end = fdt->structure + be32(b + 36);
    fdt->strings_end = fdt->strings + be32(b + 32);
    return true;
}

/* One token; `at` moves behind it.  FDT_END when the block is used up. */
struct token {
    uint32_t kind;
    uint32_t data, len; /* property value, or node name (len with NUL) */
    uint32_t name;      /* offset of a property's name */
};

static struct token token_next(const struct fdt *fdt, uint32_t *at)
{
    const struct token end = {.kind = FDT_END};
    struct token t = {0};

    if (!block_ok(*at, 4, fdt->structure_end))
        return end;
    t.kind = be32(fdt->blob + *at);
    t.data = *at + 4;
    if (t.kind == FDT_BEGIN_NODE) {
        uint32_t behind = string_end(fdt, t.data, fdt->structure_end);
        if (!behind)
            return end;
        t.len = behind - t.data;
    } else if (t.kind == FDT_PROP) {
        if (!block_ok(t.data, 8, fdt->structure_end))
            return end;
        t.len = be32(fdt->blob + t.data);
        t.name = fdt->strings + be32(fdt->blob + t.data + 4);
        t.data += 8;
        if (!block_ok(t.data, t.len, fdt->structure_end) || !string_end(fdt, t.name, fdt->strings_end))
            return end;
    } else if (t.kind != FDT_END_NODE && t.kind != FDT_NOP) {
        return end;
    }
    *at = (t.data + t.len + 3) & ~3u;
    return t;
}

void fdt_walk_begin(struct fdt_walk *walk, const struct fdt *fdt)
{
    *walk = (struct fdt_walk){.fdt = fdt, .at = fdt->structure};
    walk->address_cells[0] = 2;
    walk->size_cells[0] = 1;
}

static uint32_t prop_u32(const struct fdt_node *node, const char *name, uint32_t fallback)
{
    uint32_t len;
    const uint8_t *value = fdt_prop(node, name, &len);

    return value && len == 4 ? be32(value) : fallback;
}

bool fdt_walk_next(struct fdt_walk *walk, struct fdt_node *node)
{
    for (;;) {
        struct token t = token_next(walk->fdt, &walk->at);
        unsigned depth = walk->depth;

        if (t.kind == FDT_END)
            return false;
        if (t.kind == FDT_END_NODE) {
            if (depth == 0)
                return false;
            walk->depth--;
        }
        if (t.kind != FDT_BEGIN_NODE)
            continue;
        walk->depth++;
        if (depth >= FDT_DEPTH_MAX)
            continue;
        *node = (struct fdt_node){
            .fdt = walk->fdt,
            .name = (const char *)walk->fdt->blob + t.data,
            .props = walk->at,
            .depth = depth,
            .address_cells = walk->address_cells[depth],
            .size_cells = walk->size_cells[depth],
        };
        walk->address_cells[depth + 1] = prop_u32(node, "#address-cells", 2);
        walk->size_cells[depth + 1] = prop_u32(node, "#size-cells", 1);
        return true;
    }
}

const uint8_t *fdt_prop(const struct fdt_node *node, const char *name, uint32_t *len)
{
    uint32_t at = node->props;

    for (;;) {
        struct token t = token_next(node->fdt, &at);

        if (t.kind == FDT_NOP)
            continue;
        if (t.kind != FDT_PROP)
            return NULL;
        if (!string_equal((const char *)node->fdt->blob + t.name, name))
            continue;
        *len = t.len;
        return node->fdt->blob + t.data;
    }
}

bool fdt_prop_has(const struct fdt_node *node, const char *name, const char *value)
{
    uint32_t len, at, behind;
    const uint8_t *list = fdt_prop(node, name, &len);

    if (!list)
        return false;
    at = (uint32_t)(list - node->fdt->blob);
    for (uint32_t end = at + len; at < end; at = behind) {
        behind = string_end(node->fdt, at, end);
        if (!behind)
            return false;
        if (string_equal((const char *)node->fdt->blob + at, value))
            return true;
    }
    return false;
}

static uint64_t cells(const uint8_t *p, uint32_t count)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < count; i++)
        value = value << 32 | be32(p + 4 * i);
    return value;
}

bool fdt_reg(const struct fdt_node *node, unsigned index, uint64_t *base, uint64_t *size)
{
    uint32_t len;
    const uint8_t *value = fdt_prop(node, "reg", &len);
    uint32_t entry = 4 * (node->address_cells + node->size_cells);

    if (!value || node->address_cells > 2 || node->size_cells > 2 || entry == 0 || (index + 1) * entry > len)
        return false;
    value += index * entry;
    *base = cells(value, node->address_cells);
    *size = cells(value + 4 * node->address_cells, node->size_cells);
    return true;
}
