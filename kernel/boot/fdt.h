/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/fdt.h: reading a flattened device tree (Devicetree Specification 0.4, chapter 5); used by kernel and loader.
 *
 * The blob comes from outside: every offset is checked against its size, a broken tree just ends early. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FDT_DEPTH_MAX = 8 }; /* nodes deeper than this are skipped */

struct fdt {
    const uint8_t *blob;
    uint32_t size;                   /* bytes of the whole tree */
    uint32_t structure, structure_end; /* offsets of the structure block */
    uint32_t strings, strings_end;     /* offsets of the strings block */
};

struct fdt_node {
    const struct fdt *fdt;
    const char *name;
    uint32_t props;                     /* offset of the first property */
    unsigned depth;                     /* root = 0 */
    uint32_t address_cells, size_cells; /* how to read its "reg" */
};

struct fdt_walk {
    const struct fdt *fdt;
    uint32_t at;                                   /* offset of the next token */
    unsigned depth;                                /* of the node that would start here */
    uint32_t address_cells[FDT_DEPTH_MAX + 1];     /* set by the parent, by depth of the child */
    uint32_t size_cells[FDT_DEPTH_MAX + 1];
};

/* False if `blob` is not a device tree that lies within `max` bytes. */
bool fdt_open(struct fdt *fdt, const void *blob, size_t max);
/* All nodes in the order of the tree: fdt_walk_begin, then fdt_walk_next until false. */
void fdt_walk_begin(struct fdt_walk *walk, const struct fdt *fdt);
bool fdt_walk_next(struct fdt_walk *walk, struct fdt_node *node);
/* Value of a property and its length; NULL if the node has none of that name.  Borrowed from the blob. */
const uint8_t *fdt_prop(const struct fdt_node *node, const char *name, uint32_t *len);
/* True if the string list `name` ("compatible", "device_type", "status") contains `value`. */
bool fdt_prop_has(const struct fdt_node *node, const char *name, const char *value);
/* Entry `index` of "reg"; false if there is none. */
bool fdt_reg(const struct fdt_node *node, unsigned index, uint64_t *base, uint64_t *size);
