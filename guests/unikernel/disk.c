/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio disk (virtio 1.2, 4.2 and 5.2), legacy or modern, one request at a time, by polling.  The queue and the
 * buffers lie in the task's DMA memory. */
#include "uni.h"

enum {
    MAGIC = 0x00, VERSION = 0x04, FEATURES = 0x10, FEATURES_SEL = 0x14, DRIVER_FEATURES = 0x20,
    DRIVER_FEATURES_SEL = 0x24, GUEST_PAGE = 0x28, QUEUE_SEL = 0x30, QUEUE_MAX = 0x34, QUEUE_NUM = 0x38,
    QUEUE_ALIGN = 0x3c, QUEUE_PFN = 0x40, QUEUE_READY = 0x44, NOTIFY = 0x50, INT_ACK = 0x64, STATUS = 0x70,
    QUEUE_DESC = 0x80, QUEUE_DRIVER = 0x90, QUEUE_DEVICE = 0xa0, CONFIG = 0x100,
};
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8, VERSION_1_HIGH = 1 };
enum { QUEUE_SIZE = 4, PAGE = 4096, SECTOR = 512, DESC_NEXT = 1, DESC_WRITE = 2 };

struct desc { uint64_t address; uint32_t bytes; uint16_t flags, next; };
struct avail { uint16_t flags, index, ring[QUEUE_SIZE]; };
struct used { uint16_t flags, index; struct { uint32_t id, bytes; } ring[QUEUE_SIZE]; };
struct request { uint32_t type, reserved; uint64_t sector; uint8_t data[SECTOR]; uint8_t status; };

static volatile uint32_t *regs;
static const struct task_mem *dma;
static volatile struct desc *desc;
static volatile struct avail *avail;
static volatile struct used *used;
static volatile struct request *request;
static uint16_t next_used;

/* Physical address of something in the DMA memory. */
static uint64_t physical(const volatile void *p)
{
    return dma->paddr + ((uint64_t)p - dma->vaddr);
}

static void barrier(void)
{
    __asm__ volatile("dmb sy" : : : "memory");
}

static void set_address(unsigned reg, const volatile void *p)
{
    regs[reg / 4] = (uint32_t)physical(p);
    regs[reg / 4 + 1] = (uint32_t)(physical(p) >> 32);
}

static void negotiate(bool modern)
{
    regs[STATUS / 4] = 0;
    regs[STATUS / 4] = ACKNOWLEDGE | DRIVER;
    regs[DRIVER_FEATURES_SEL / 4] = 0;
    regs[DRIVER_FEATURES / 4] = 0;
    if (modern) {
        regs[DRIVER_FEATURES_SEL / 4] = 1;
        regs[DRIVER_FEATURES / 4] = VERSION_1_HIGH;
        regs[STATUS / 4] = ACKNOWLEDGE | DRIVER | FEATURES_OK;
    }
}

int disk_start(void)
{
    const struct task_mem *mem = find_mem("virtio,mmio:block");

    for (uint32_t i = 0; i < info->mem_count; i++)
        if (info->mem[i].flags & TASK_MEM_DMA)
            dma = &info->mem[i];
    if (!mem || !dma || dma->bytes < 3 * PAGE)
        return -19;
    regs = (volatile uint32_t *)mem->vaddr;
    bool modern = regs[VERSION / 4] == 2;
    negotiate(modern);

    desc = (void *)dma->vaddr;
    avail = (void *)(dma->vaddr + QUEUE_SIZE * sizeof(struct desc));
    used = (void *)(dma->vaddr + PAGE);
    request = (void *)(dma->vaddr + 2 * PAGE);
    regs[QUEUE_SEL / 4] = 0;
    if (regs[QUEUE_MAX / 4] < QUEUE_SIZE)
        return -19;
    regs[QUEUE_NUM / 4] = QUEUE_SIZE;
    if (modern) {
        set_address(QUEUE_DESC, desc);
        set_address(QUEUE_DRIVER, avail);
        set_address(QUEUE_DEVICE, used);
        regs[QUEUE_READY / 4] = 1;
    } else {
        regs[GUEST_PAGE / 4] = PAGE;
        regs[QUEUE_ALIGN / 4] = PAGE;
        regs[QUEUE_PFN / 4] = (uint32_t)(physical(desc) / PAGE);
    }
    regs[STATUS / 4] |= DRIVER_OK;
    return 0;
}

uint64_t disk_sectors(void)
{
    return regs[CONFIG / 4] | (uint64_t)regs[CONFIG / 4 + 1] << 32;
}

int disk_transfer(uint64_t sector, void *data, bool write)
{
    unsigned char *bytes = data;

    request->type = write;
    request->sector = sector;
    request->status = 0xff;
    for (unsigned i = 0; write && i < SECTOR; i++)
        request->data[i] = bytes[i];

    desc[0] = (struct desc){physical(request), 16, DESC_NEXT, 1};
    desc[1] = (struct desc){physical(request->data), SECTOR, DESC_NEXT | (write ? 0 : DESC_WRITE), 2};
    desc[2] = (struct desc){physical(&request->status), 1, DESC_WRITE, 0};
    avail->ring[avail->index % QUEUE_SIZE] = 0;
    barrier();
    avail->index++;
    barrier();
    regs[NOTIFY / 4] = 0;
    while (used->index == next_used)
        barrier();
    next_used++;
    regs[INT_ACK / 4] = 1;

    for (unsigned i = 0; !write && i < SECTOR; i++)
        bytes[i] = request->data[i];
    return request->status == 0 ? 0 : -5;
}
