/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/boot.h: from the loader's registers to the first thread.  Everything in this folder is thrown away afterwards:
 * its memory is given to the root task. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/aarch64/psci.h"
#include "boot/bootinfo.h"
#include "boot/fdt.h"
#include "types.h"

/* x0..x5 at the entry, in this order on the stack (head.S). */
struct boot_args {
    paddr_t user_start, user_end;
    uint64_t user_offset; /* physical minus virtual address of the user image */
    vaddr_t user_entry;
    paddr_t fdt;
    uint64_t fdt_size;
};

struct region {
    paddr_t start, end; /* end exclusive; empty if start >= end */
};

enum { RAM_MAX = 8, GIC_V2 = 2, GIC_V3 = 3 };

/* What the device tree says about the machine. */
struct machine {
    struct region ram[RAM_MAX]; /* ascending */
    unsigned ram_count;
    unsigned gic;               /* GIC_V2 or GIC_V3 */
    struct region distributor, cpu_interface; /* of GICv3: the redistributors */
    paddr_t uart;
    enum psci_conduit psci;     /* PSCI_NONE without a device tree */
    bool from_tree;
};

/* ---- machine.c ---- */
void machine_read(struct machine *m, const void *tree, size_t bytes);

/* ---- memory.c: physical memory, as lists of regions in ascending order ---- */
enum { REGIONS_MAX = 24 };
struct regions {
    unsigned count;
    struct region r[REGIONS_MAX];
};
/* Adds a region; ones that touch or overlap are not joined. */
void regions_add(struct regions *list, paddr_t start, paddr_t end);
/* What lies in [start, end) and in none of `holes`, appended to `out`. */
void regions_subtract(struct regions *out, paddr_t start, paddr_t end, const struct regions *holes);

/* ---- rootserver.c ---- */
/* Everything that the root task is made of, with its capabilities; fills the boot information except the untypeds.
 * Takes the memory it needs out of `free`. */
struct bootinfo *rootserver_create(const struct boot_args *args, const struct machine *m, struct regions *free);
/* Slot `index` of the root CNode. */
struct slot *rootserver_slot(word_t index);

/* ---- untyped.c ---- */
/* Capabilities for device memory, boot code and free memory from slot `next` on; the rest stays empty. */
void untyped_create(struct bootinfo *info, const struct machine *m, const struct regions *free, word_t next);
