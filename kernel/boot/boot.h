/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/boot.h: from the loader's registers to the first thread.  Everything in this folder is thrown away afterwards:
 * its memory is given to the root task. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/bootinfo.h"
#include "boot/fdt.h"
#include "boot/regions.h"
#include "types.h"

/* x0..x5 at the entry, in this order on the stack (head.S). */
struct boot_args {
    paddr_t user_start, user_end;
    uint64_t user_offset; /* physical minus virtual address of the user image */
    vaddr_t user_entry;
    paddr_t fdt;
    uint64_t fdt_size;
};

/* What the device tree says about the machine; the rest of it is read by arch_boot_read_node(). */
struct machine {
    struct regions ram;
    paddr_t uart;
    bool from_tree;
};

/* ---- machine.c ---- */
void machine_read(struct machine *m, const void *tree, size_t bytes);

/* ---- rootserver.c ---- */
/* Everything that the root task is made of, with its capabilities; fills the boot information except the untypeds.
 * Takes the memory it needs out of `free`. */
struct bootinfo *rootserver_create(const struct boot_args *args, const struct machine *m, struct regions *free);
/* Slot `index` of the root CNode. */
struct slot *rootserver_slot(word_t index);

/* ---- untyped.c ---- */
/* Capabilities for device memory, boot code and free memory from slot `next` on; the rest stays empty. */
void untyped_create(struct bootinfo *info, const struct machine *m, const struct regions *free, word_t next);
