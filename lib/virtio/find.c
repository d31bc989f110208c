/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio/find.c: the slots in the device pages that root-task gave the task. */
#include <stddef.h>

#include <dt/dt.h>
#include <linux/errno.h>
#include <rt/task.h>
#include <virtio/device.h>

#include "regs.h"

/* The interrupt of the slot at this physical address, from the device tree; 0: not there. */
static uint32_t slot_irq(uint64_t paddr)
{
    struct dt dt;
    if (!dt_open(&dt, (const void *)rt_task_info->dtb, rt_task_info->dtb_bytes))
        return 0;
    dt_node node = 0;
    while ((node = dt_compatible(&dt, node, "virtio,mmio")) != 0) {
        struct dt_reg reg;
        if (dt_reg(&dt, node, 0, &reg) && reg.address == paddr)
            return dt_interrupt(&dt, node, 0);
    }
    return 0;
}

static bool slot_matches(struct virtio_device *dev, const struct task_mem *mem, uint64_t offset,
                         enum virtio_id id)
{
    *dev = (struct virtio_device){.regs = (volatile uint32_t *)(mem->vaddr + offset),
                                  .paddr = mem->paddr + offset};
    if (reg_read(dev, REG_MAGIC) != VIRTIO_MAGIC || reg_read(dev, REG_DEVICE_ID) != (uint32_t)id)
        return false;
    dev->version = reg_read(dev, REG_VERSION);
    return dev->version == VIRTIO_LEGACY || dev->version == VIRTIO_MODERN;
}

int virtio_find(struct virtio_device *dev, const char *mem_name, enum virtio_id id, unsigned index)
{
    for (unsigned entry = 0;; entry++) {
        const struct task_mem *mem = rt_task_mem(mem_name, entry);
        if (mem == NULL)
            return -ENODEV;
        for (uint64_t at = 0; at + VIRTIO_SLOT_BYTES <= mem->bytes; at += VIRTIO_SLOT_BYTES) {
            if (!slot_matches(dev, mem, at, id) || index-- != 0)
                continue;
            dev->irq = slot_irq(dev->paddr);
            return dev->irq != 0 ? 0 : -EIO;
        }
    }
}
