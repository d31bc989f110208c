/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio device behind memory-mapped registers (virtio 1.2, 4.2), version 1 (legacy) or 2.
 *
 * The device is not trusted: what it writes is copied and checked, and can at worst fail requests.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "dma.h"

enum virtio_id { VIRTIO_ID_BLOCK = 2, VIRTIO_ID_CONSOLE = 3, VIRTIO_ID_RNG = 4 };

struct virtio_device {
    volatile uint32_t *regs; /* one slot of 0x200 bytes */
    uint64_t paddr;          /* of the slot: its name in messages and in the device tree */
    uint32_t irq;            /* GIC INTID */
    uint32_t version;
    uint64_t features; /* agreed */
};

/* Device number `index` (from 0) of the task's memory entries called `mem_name`.  -ENODEV past the
 * last, -EIO if that is no device of this kind. */
int virtio_find(struct virtio_device *dev, const char *mem_name, enum virtio_id id, unsigned index);

/* Resets the device and agrees on those of `wanted` (bits) that it offers.  -EIO if it refuses. */
int virtio_start(struct virtio_device *dev, uint64_t wanted);
/* After the queues are set up: the device works from now on. */
void virtio_ready(struct virtio_device *dev);
/* Gives the device up (it is told so); for drivers that fail to set up. */
void virtio_fail(struct virtio_device *dev);

static inline bool virtio_has(const struct virtio_device *dev, unsigned bit)
{
    return dev->features >> bit & 1;
}

/* Device configuration, `offset` bytes in.  64-bit values are read whole (generation checked). */
uint8_t virtio_config8(const struct virtio_device *dev, unsigned offset);
uint32_t virtio_config32(const struct virtio_device *dev, unsigned offset);
uint64_t virtio_config64(const struct virtio_device *dev, unsigned offset);

/* Reads and acknowledges why the device interrupted: bit 0 a queue, bit 1 the configuration. */
uint32_t virtio_interrupt(struct virtio_device *dev);
