/* SPDX-License-Identifier: BSD-2-Clause */
/* Device tree reading, on libfdt. */
#include "dt/dt.h"

#include <string.h>

#include <libfdt.h>

/* libfdt counts nodes from 0, the root; a dt_node is one more, so that 0 means none. */
static int offset_of(dt_node node)
{
    return (int)node - 1;
}

static dt_node node_at(int offset)
{
    return offset < 0 ? 0 : (dt_node)offset + 1;
}

static uint32_t be32(const uint8_t *p)
{
    return fdt32_ld((const fdt32_t *)p);
}

bool dt_open(struct dt *dt, const void *blob, size_t bytes)
{
    *dt = (struct dt){0};
    if (bytes < sizeof(struct fdt_header) || fdt_check_full(blob, bytes) != 0)
        return false;
    *dt = (struct dt){blob, fdt_totalsize(blob)};
    return true;
}

dt_node dt_next(const struct dt *dt, dt_node node)
{
    return node_at(fdt_next_node(dt->blob, offset_of(node), NULL));
}

const char *dt_name(const struct dt *dt, dt_node node)
{
    const char *name = node ? fdt_get_name(dt->blob, offset_of(node), NULL) : NULL;

    return name ? name : "";
}

dt_node dt_path(const struct dt *dt, const char *path)
{
    return node_at(fdt_path_offset(dt->blob, path));
}

dt_node dt_compatible(const struct dt *dt, dt_node after, const char *compatible)
{
    return node_at(fdt_node_offset_by_compatible(dt->blob, offset_of(after), compatible));
}

const void *dt_property(const struct dt *dt, dt_node node, const char *name, uint32_t *bytes)
{
    int length = 0;
    const void *value = node ? fdt_getprop(dt->blob, offset_of(node), name, &length) : NULL;

    if (value)
        *bytes = (uint32_t)length;
    return value;
}

const char *dt_string(const struct dt *dt, dt_node node, const char *name)
{
    uint32_t bytes;
    const char *text = dt_property(dt, node, name, &bytes);

    return text && bytes && text[bytes - 1] == 0 ? text : NULL;
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
