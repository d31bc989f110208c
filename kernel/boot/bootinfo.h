/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/bootinfo.h: the page that tells the root task what it has (seL4_BootInfo). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "config.h"

struct slot_region {
    uint64_t start, end; /* slots of the root CNode, end exclusive */
};

struct bootinfo {
    uint64_t extra_bytes; /* of the extra area behind this page; 0 if none */
    uint64_t node, nodes;
    uint64_t io_page_table_levels;
    uint64_t ipc_buffer; /* virtual address */
    struct slot_region empty;
    struct slot_region shared_frames;
    struct slot_region image_frames;
    struct slot_region image_paging;
    struct slot_region io_space;
    struct slot_region extra_pages;
    uint64_t cnode_bits;
    uint64_t domain;
    struct slot_region untyped;
    struct {
        uint64_t paddr;
        uint8_t bits, is_device, padding[6];
    } untypeds[CONFIG_UNTYPED_MAX];
};
_Static_assert(offsetof(struct bootinfo, untyped) == 152, "interface");
_Static_assert(sizeof(struct bootinfo) == 3848, "interface");

/* A piece of the extra area. */
struct bootinfo_chunk {
    uint64_t id, bytes; /* header included */
};
enum { BOOTINFO_CHUNK_FDT = 6 };
