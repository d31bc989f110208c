/* SPDX-License-Identifier: BSD-2-Clause */
/* virtio/find.c: the slots that root-task gave the task: one memory entry each. */
#include <stddef.h>

#include <linux/errno.h>
#include <rt/task.h>
#include <virtio/device.h>

#include "regs.h"

int virtio_find(struct virtio_device *dev, const char *mem_name, enum virtio_id id, unsigned index)
{
    const struct task_mem *mem = rt_task_mem(mem_name, index);
    if (mem == NULL)
        return -ENODEV;
    *dev = (struct virtio_device){
        .regs = (volatile uint32_t *)mem->vaddr, .paddr = mem->paddr, .irq = mem->irq};
    if (mem->bytes < VIRTIO_SLOT_BYTES || mem->irq == 0 ||
        reg_read(dev, REG_MAGIC) != VIRTIO_MAGIC || reg_read(dev, REG_DEVICE_ID) != (uint32_t)id)
        return -EIO;
    dev->version = reg_read(dev, REG_VERSION);
    return dev->version == VIRTIO_LEGACY || dev->version == VIRTIO_MODERN ? 0 : -EIO;
}
