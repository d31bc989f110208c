/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of a virtio-mmio slot (virtio 1.2, 4.2.2 and 4.2.4). */
#pragma once
#include <stdint.h>

#include <virtio/device.h>

enum virtio_reg {
    REG_MAGIC = 0x000,
    REG_VERSION = 0x004,
    REG_DEVICE_ID = 0x008,
    REG_DEVICE_FEATURES = 0x010,
    REG_DEVICE_FEATURES_SEL = 0x014,
    REG_DRIVER_FEATURES = 0x020,
    REG_DRIVER_FEATURES_SEL = 0x024,
    REG_GUEST_PAGE_SIZE = 0x028, /* legacy */
    REG_QUEUE_SEL = 0x030,
    REG_QUEUE_NUM_MAX = 0x034,
    REG_QUEUE_NUM = 0x038,
    REG_QUEUE_ALIGN = 0x03c, /* legacy */
    REG_QUEUE_PFN = 0x040,   /* legacy */
    REG_QUEUE_READY = 0x044,
    REG_QUEUE_NOTIFY = 0x050,
    REG_INTERRUPT_STATUS = 0x060,
    REG_INTERRUPT_ACK = 0x064,
    REG_STATUS = 0x070,
    REG_QUEUE_DESC_LOW = 0x080,
    REG_QUEUE_DESC_HIGH = 0x084,
    REG_QUEUE_DRIVER_LOW = 0x090,
    REG_QUEUE_DRIVER_HIGH = 0x094,
    REG_QUEUE_DEVICE_LOW = 0x0a0,
    REG_QUEUE_DEVICE_HIGH = 0x0a4,
    REG_CONFIG_GENERATION = 0x0fc,
    REG_CONFIG = 0x100,
};

enum {
    VIRTIO_MAGIC = 0x74726976, /* "virt" */
    VIRTIO_SLOT_BYTES = 0x200,
    VIRTIO_LEGACY = 1,
    VIRTIO_MODERN = 2,
    VIRTIO_PAGE = 4096,
};

static inline uint32_t reg_read(const struct virtio_device *dev, enum virtio_reg reg)
{
    return dev->regs[reg / 4];
}

static inline void reg_write(const struct virtio_device *dev, enum virtio_reg reg, uint32_t value)
{
    dev->regs[reg / 4] = value;
}
