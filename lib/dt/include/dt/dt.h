/* SPDX-License-Identifier: BSD-2-Clause */
/* Read-only walk over a flattened device tree (devicetree specification 0.4, chapter 5): what the tasks need of libfdt.
 *
 * Nothing is allocated; nodes are offsets into the blob and stay valid as long as it does.  A damaged blob
 * gives "not found", never a read outside of it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dt {
    const void *blob; /* borrowed */
    uint32_t bytes;   /* of the whole blob */
};

typedef uint32_t dt_node; /* 0: none */

struct dt_reg {
    uint64_t address, bytes;
};

/* Checks the header; false if this is no device tree of version 16 or later that fits into `bytes`. */
bool dt_open(struct dt *dt, const void *blob, size_t bytes);

/* The next node behind `node` (0: from the root on), depth first, whatever its depth. */
dt_node dt_next(const struct dt *dt, dt_node node);
/* Name of a node with its unit address. */
const char *dt_name(const struct dt *dt, dt_node node);
/* The node a path such as "/chosen" leads to (unit addresses may be left out). */
dt_node dt_path(const struct dt *dt, const char *path);
/* The next node behind `after` that is compatible with that string. */
dt_node dt_compatible(const struct dt *dt, dt_node after, const char *compatible);

/* A property of the node, or NULL; *bytes is its length. */
const void *dt_property(const struct dt *dt, dt_node node, const char *name, uint32_t *bytes);
/* A property as text: NUL-terminated, or NULL. */
const char *dt_string(const struct dt *dt, dt_node node, const char *name);
/* Entry number `index` of the node's "reg", by the root's #address-cells and #size-cells. */
bool dt_reg(const struct dt *dt, dt_node node, unsigned index, struct dt_reg *reg);
/* The node's interrupt number `index` as the GIC counts (INTID), 0 if there is none. */
uint32_t dt_interrupt(const struct dt *dt, dt_node node, unsigned index);
