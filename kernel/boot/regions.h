/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/regions.h: physical memory, as lists of regions in ascending order. */
#pragma once

#include "types.h"

struct region {
    paddr_t start, end; /* end exclusive; empty if start >= end */
};

enum { REGIONS_MAX = 24 };
struct regions {
    unsigned count;
    struct region r[REGIONS_MAX];
};

/* Adds a region; ones that touch or overlap are not joined. */
void regions_add(struct regions *list, paddr_t start, paddr_t end);
/* What lies in [start, end) and in none of `holes`, appended to `out`. */
void regions_subtract(struct regions *out, paddr_t start, paddr_t end, const struct regions *holes);
