/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices: found in the device tree, given to one task each by whole pages. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include "task.h"

struct device {
    uint64_t paddr, bytes; /* registers */
    uint32_t irq;          /* GIC INTID; 0: none */
};

/* Finds the device tree in the extra boot information. */
void device_init(const seL4_BootInfo *bootinfo);
/* The blob in root-task's memory, NULL if there is none, and the frames it lies in. */
const void *device_tree(uint64_t *bytes);
/* Maps the device tree read-only into the task at vaddr; returns where the blob begins, 0 if there is none. */
uint64_t device_tree_give(struct task *task, uint64_t vaddr);
/* /chosen/bootargs, "" if there are none. */
const char *device_bootargs(void);

/* Device number `index` (from 0) of a name of apps.toml: a compatible string, or "virtio,mmio:kind". */
bool device_find(const char *name, unsigned index, struct device *device);
/* Maps device registers into root-task; 0 if the kernel did not give them. */
uint64_t device_map_own(uint64_t paddr);
/* Maps the page at paddr into the task at vaddr.  -EBUSY if another task has it. */
int device_give_page(struct task *task, uint64_t paddr, uint64_t vaddr);
/* The task ended: its virtio devices are reset (before its memory is free), its pages may be given again. */
void device_release(const struct task *task);
