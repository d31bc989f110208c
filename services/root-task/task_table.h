/* SPDX-License-Identifier: BSD-2-Clause */
/* The composition that is built into this image; the table comes from tools/app-parser.py. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { TASK_DESC_LIST = 16, TASKS_MAX = 24 };

enum task_right {
    TASK_MAY_SHUTDOWN = 1, /* root_shutdown */
    TASK_MAY_MANAGE = 4,   /* root_restart */
    TASK_MAY_ASID = 2,     /* root_asid_pool; TASK_SLOT_ASID_POOL is filled */
};

struct task_desc {
    const char *name;
    const unsigned char *elf, *elf_end; /* page aligned */
    unsigned priority;
    unsigned cspace_bits;               /* radix of its root CNode, 1..12 */
    unsigned may;                       /* enum task_right */
    bool restart;                       /* made again when it faulted */
    const char *mem[TASK_DESC_LIST];    /* devices: compatible, or "virtio,mmio:kind" */
    unsigned mem_count;
    struct {
        const char *name;
        uint64_t bytes; /* power of two, whole pages */
    } dma[TASK_DESC_LIST];
    unsigned dma_count;
    uint32_t irq[TASK_DESC_LIST];
    unsigned irq_count;
    const char *deps[TASK_DESC_LIST]; /* tasks it calls */
    unsigned dep_count;
    const char *cfg;
};

extern const char *const composition_name;
extern const struct task_desc task_table[];
extern const unsigned task_table_count;
