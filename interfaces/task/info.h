/* SPDX-License-Identifier: BSD-2-Clause */
/* What a task is told when it starts: one read-only structure from root-task, and fixed capability slots.
 *
 * The contract in words: docs/task-contract.md.  Nothing here changes while the task runs; addresses in it stay
 * valid for ever.  The layout only grows at its end, with a new version. */
#pragma once
#include <stdint.h>

enum {
    TASK_INFO_MAGIC = 0x4b534154, /* "TASK" */
    TASK_INFO_VERSION = 1,
    TASK_NAME_MAX = 32,
    TASK_MEM_MAX = 24,
    TASK_IRQ_MAX = 16,
    TASK_CFG_MAX = 512,
    TASK_BOOTARGS_MAX = 1024,
};

/* Capability slots every task has. */
enum task_slot {
    TASK_SLOT_TCB = 1,
    TASK_SLOT_CNODE = 2,  /* root of the own CSpace; its guard makes every slot a 64-bit deep address */
    TASK_SLOT_VSPACE = 3,
    TASK_SLOT_PARENT = 4, /* root-task's endpoint, badged with the task */
    TASK_SLOT_SERVE = 5,  /* own endpoint, all rights */
    TASK_SLOT_NOTIFY = 6, /* own notification, bound to the thread */
    TASK_SLOT_ASID_POOL = 7, /* tasks that make address spaces */
    TASK_SLOT_IPC_BUFFER = 8,
    TASK_SLOT_FAULT = 9,  /* where the task's faults go */
    TASK_SLOT_FREE = 16,  /* first free one */
};

enum {
    TASK_LEAF_BITS = 12,  /* slots in a leaf CNode: 2^12 */
    TASK_SLOT_DEPTH = 64, /* depth of a slot's address under TASK_SLOT_CNODE */
    TASK_LEAF_DEPTH = 52, /* depth of a leaf's address (slot >> TASK_LEAF_BITS) */
};

/* Bit 63 of a badge: a notification; bits 0..61 say which sources.  Otherwise the number of a client. */
#define TASK_BADGE_NOTIFY (1ull << 63)

enum task_mem_flags { TASK_MEM_DEVICE = 1, TASK_MEM_DMA = 2 };

/* Names of memory entries that tasks with a DMA area have besides (task/regions.h). */
#define TASK_MEM_REGIONS "regions"
#define TASK_MEM_REGION_USES "regions:use"

/* Memory of the task's description: one device's registers, or contiguous memory for a device. */
struct task_mem {
    char name[TASK_NAME_MAX]; /* as in apps.toml: "arm,pl011", "virtio,mmio:block", "block-dma" */
    uint64_t vaddr, paddr;    /* of the device's first register (not always page aligned) */
    uint64_t bytes;
    uint32_t flags;           /* enum task_mem_flags */
    uint32_t irq;             /* of the device, as root_register_irq takes it; 0: none */
};

struct task_info {
    uint32_t magic, version;
    char name[TASK_NAME_MAX];
    uint64_t badge;           /* as services and root-task see the task */
    uint64_t ipc_buffer;      /* vaddr */
    uint64_t heap_start;      /* vaddr; root_grow_heap adds at the end */
    uint64_t free_vaddr;      /* from here on to free_vaddr_end the task maps what it likes */
    uint64_t free_vaddr_end;
    uint64_t free_slot;       /* first free slot; all up to free_slot_end are empty */
    uint64_t free_slot_end;
    uint32_t cspace_bits;     /* 2^cspace_bits leaf CNodes fit; the task may add leaves to its root CNode */
    uint32_t priority;
    uint64_t counter_hz;      /* frequency of CNTPCT */
    uint64_t boot_counter;    /* CNTPCT when root-task started; log times count from it */
    uint64_t dtb;             /* vaddr of the device tree, 0 if there is none */
    uint64_t dtb_bytes;
    uint32_t mem_count, irq_count;
    struct task_mem mem[TASK_MEM_MAX];
    uint32_t irq[TASK_IRQ_MAX];
    char cfg[TASK_CFG_MAX];             /* the cfg line of apps.toml */
    char bootargs[TASK_BOOTARGS_MAX];   /* /chosen/bootargs of the device tree */
};
