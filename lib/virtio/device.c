/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio/device.c: finding and starting a device (virtio 1.2, 3.1.1). */
#include <virtio/device.h>

#include <stdatomic.h>
#include <stddef.h>

#include <linux/errno.h>

#include "regs.h"

enum {
    STATUS_ACKNOWLEDGE = 1,
    STATUS_DRIVER = 2,
    STATUS_DRIVER_OK = 4,
    STATUS_FEATURES_OK = 8,
    STATUS_FAILED = 128,

    FEATURE_VERSION_1 = 32, /* bit number */
};

static void add_status(struct virtio_device *dev, uint32_t bits)
{
    reg_write(dev, REG_STATUS, reg_read(dev, REG_STATUS) | bits);
}

static uint64_t offered_features(struct virtio_device *dev)
{
    reg_write(dev, REG_DEVICE_FEATURES_SEL, 1);
    uint64_t high = reg_read(dev, REG_DEVICE_FEATURES);
    reg_write(dev, REG_DEVICE_FEATURES_SEL, 0);
    return high << 32 | reg_read(dev, REG_DEVICE_FEATURES);
}

int virtio_start(struct virtio_device *dev, uint64_t wanted)
{
    reg_write(dev, REG_STATUS, 0);
    add_status(dev, STATUS_ACKNOWLEDGE);
    add_status(dev, STATUS_DRIVER);

    bool modern = dev->version == VIRTIO_MODERN;
    uint64_t offered = offered_features(dev);
    if (modern && !(offered >> FEATURE_VERSION_1 & 1)) {
        virtio_fail(dev);
        return -EIO;
    }
    if (modern)
        wanted |= 1ul << FEATURE_VERSION_1;
    dev->features = offered & wanted;
    reg_write(dev, REG_DRIVER_FEATURES_SEL, 1);
    reg_write(dev, REG_DRIVER_FEATURES, (uint32_t)(dev->features >> 32));
    reg_write(dev, REG_DRIVER_FEATURES_SEL, 0);
    reg_write(dev, REG_DRIVER_FEATURES, (uint32_t)dev->features);

    if (!modern) {
        reg_write(dev, REG_GUEST_PAGE_SIZE, VIRTIO_PAGE);
        return 0;
    }
    add_status(dev, STATUS_FEATURES_OK);
    if (!(reg_read(dev, REG_STATUS) & STATUS_FEATURES_OK)) {
        virtio_fail(dev);
        return -EIO;
    }
    return 0;
}

void virtio_ready(struct virtio_device *dev)
{
    add_status(dev, STATUS_DRIVER_OK);
}

void virtio_fail(struct virtio_device *dev)
{
    add_status(dev, STATUS_FAILED);
}

uint8_t virtio_config8(const struct virtio_device *dev, unsigned offset)
{
    return ((const volatile uint8_t *)dev->regs)[REG_CONFIG + offset];
}

uint32_t virtio_config32(const struct virtio_device *dev, unsigned offset)
{
    return dev->regs[(REG_CONFIG + offset) / 4];
}

uint64_t virtio_config64(const struct virtio_device *dev, unsigned offset)
{
    uint32_t before, after;
    uint64_t value;
    do {
        before = dev->version == VIRTIO_MODERN ? reg_read(dev, REG_CONFIG_GENERATION) : 0;
        value = virtio_config32(dev, offset) | (uint64_t)virtio_config32(dev, offset + 4) << 32;
        after = dev->version == VIRTIO_MODERN ? reg_read(dev, REG_CONFIG_GENERATION) : 0;
    } while (before != after);
    return value;
}

uint32_t virtio_interrupt(struct virtio_device *dev)
{
    uint32_t why = reg_read(dev, REG_INTERRUPT_STATUS);
    if (why != 0)
        reg_write(dev, REG_INTERRUPT_ACK, why);
    /* what the device wrote before it interrupted is read after this */
    atomic_thread_fence(memory_order_seq_cst);
    return why;
}
