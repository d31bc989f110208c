/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices by compatible string, and device pages.
 *
 * Eight virtio-mmio slots share a page, and the page is what a task gets; so a slot's kind is read here, by
 * mapping it, and a page is given to one task only. */
#include "device.h"

#include <string.h>

#include <dt/dt.h>
#include <linux/errno.h>
#include <rt/errno.h>
#include <rt/log.h>

#include "cspace.h"

enum { PAGE_BYTES = 4096, PAGES_MAX = 64 };

/* virtio 1.2, 4.2.2 and 5 */
enum { VIRTIO_MAGIC = 0x74726976, VIRTIO_REG_MAGIC = 0, VIRTIO_REG_DEVICE_ID = 8, VIRTIO_REG_STATUS = 0x70,
       VIRTIO_SLOT_BYTES = 0x200 };
static const struct {
    const char *kind;
    uint32_t id;
} virtio_kinds[] = {{"net", 1}, {"block", 2}, {"console", 3}, {"rng", 4}};

/* The QEMU machine "virt", for a kernel that hands over no device tree. */
static const struct {
    const char *compatible;
    struct device first;
    unsigned count;
    uint64_t step; /* bytes and one interrupt from device to device */
} virt_devices[] = {
    {"arm,pl011", {0x09000000, 0x1000, 33}, 1, 0},
    {"arm,pl031", {0x09010000, 0x1000, 34}, 1, 0},
    {"virtio,mmio", {0x0a000000, 0x200, 48}, 32, 0x200},
};

static struct {
    struct dt dt;
    bool have_dt;
    const uint8_t *blob;
    cptr_t frames; /* of the extra boot information */
    unsigned frames_count;
    uint64_t blob_offset; /* in the first of them */
    struct page {
        uint64_t paddr;
        cptr_t frame;
        uint64_t own;             /* vaddr in root-task, 0: not mapped here */
        bool virtio;              /* slots of virtio-mmio; mapped here */
        const struct task *owner; /* NULL: nobody */
    } pages[PAGES_MAX];
    unsigned pages_count;
} self;

void device_init(const seL4_BootInfo *bootinfo)
{
    const uint8_t *extra = (const uint8_t *)bootinfo + PAGE_BYTES;
    uint64_t offset = 0;

    while (offset + sizeof(seL4_BootInfoHeader) <= bootinfo->extraLen) {
        const seL4_BootInfoHeader *chunk = (const seL4_BootInfoHeader *)(extra + offset);
        if (chunk->len < sizeof(*chunk) || chunk->len > bootinfo->extraLen - offset)
            break;
        if (chunk->id == SEL4_BOOTINFO_HEADER_FDT &&
            dt_open(&self.dt, chunk + 1, chunk->len - sizeof(*chunk))) {
            self.have_dt = true;
            self.blob = (const uint8_t *)(chunk + 1);
            self.blob_offset = offset + sizeof(*chunk);
            self.frames = bootinfo->extraBIPages.start;
            self.frames_count = (unsigned)(bootinfo->extraBIPages.end - bootinfo->extraBIPages.start);
            return;
        }
        offset += chunk->len;
    }
    log_warn("the kernel gave no device tree: assuming the devices of QEMU's machine 'virt'");
}

const void *device_tree(uint64_t *bytes)
{
    *bytes = self.have_dt ? self.dt.bytes : 0;
    return self.blob;
}

uint64_t device_tree_give(struct task *task, uint64_t vaddr)
{
    if (!self.have_dt || (uint64_t)self.frames_count * PAGE_BYTES < self.blob_offset + self.dt.bytes)
        return 0;

    cptr_t copies = slot_alloc_range(self.frames_count);
    if (!copies)
        return 0;
    pool_keep_slots(&task->pool, copies, self.frames_count);
    for (unsigned i = 0; i < self.frames_count; i++) {
        if (cap_copy(copies + i, self.frames + i) ||
            vspace_map(task->vspace, &task->pool, copies + i, vaddr + (uint64_t)i * PAGE_BYTES,
                       ACCESS_READ))
            return 0;
    }
    return vaddr + self.blob_offset;
}

const char *device_bootargs(void)
{
    const char *text = self.have_dt ? dt_string(&self.dt, dt_path(&self.dt, "/chosen"), "bootargs") : NULL;

    return text ? text : "";
}

/* Device number `index` with that compatible string, whatever it holds. */
static bool find_compatible(const char *compatible, unsigned index, struct device *device)
{
    if (self.have_dt) {
        dt_node node = 0;
        struct dt_reg reg;
        do
            node = dt_compatible(&self.dt, node, compatible);
        while (node && index-- > 0);
        if (!node || !dt_reg(&self.dt, node, 0, &reg))
            return false;
        *device = (struct device){reg.address, reg.bytes, dt_interrupt(&self.dt, node, 0)};
        return true;
    }
    for (size_t i = 0; i < sizeof(virt_devices) / sizeof(virt_devices[0]); i++) {
        if (strcmp(virt_devices[i].compatible, compatible) != 0 || index >= virt_devices[i].count)
            continue;
        *device = virt_devices[i].first;
        device->paddr += index * virt_devices[i].step;
        device->irq += index;
        return true;
    }
    return false;
}

/* The page's record; made when it is asked for first.  NULL: not ours to give. */
static struct page *page_get(uint64_t paddr)
{
    for (unsigned i = 0; i < self.pages_count; i++)
        if (self.pages[i].paddr == paddr)
            return &self.pages[i];

    if (self.pages_count == PAGES_MAX)
        return NULL;
    struct untyped *untyped = untyped_alloc_device(paddr, seL4_PageBits);
    cptr_t frame = untyped ? slot_alloc() : 0;
    if (!frame || retype(untyped->cap, seL4_ARM_SmallPageObject, 0, frame, 1) != seL4_NoError)
        return NULL;
    self.pages[self.pages_count] = (struct page){.paddr = paddr, .frame = frame};
    return &self.pages[self.pages_count++];
}

uint64_t device_map_own(uint64_t paddr)
{
    uint64_t offset = paddr % PAGE_BYTES;
    struct page *page = page_get(paddr - offset);

    if (!page)
        return 0;
    if (!page->own) {
        uint64_t vaddr = own_window(PAGE_BYTES);
        if (vspace_map(seL4_CapInitThreadVSpace, own_pool(), page->frame, vaddr, ACCESS_DEVICE))
            return 0;
        page->own = vaddr;
    }
    return page->own + offset;
}

static bool virtio_is(const struct device *device, uint32_t id)
{
    const volatile uint32_t *registers = (const volatile uint32_t *)device_map_own(device->paddr);

    if (!registers)
        return false;
    page_get(device->paddr & ~(uint64_t)(PAGE_BYTES - 1))->virtio = true;
    return registers[VIRTIO_REG_MAGIC / 4] == VIRTIO_MAGIC &&
           registers[VIRTIO_REG_DEVICE_ID / 4] == id;
}

bool device_find(const char *name, unsigned index, struct device *device)
{
    static const char virtio[] = "virtio,mmio:";
    uint32_t id = 0;

    if (strncmp(name, virtio, sizeof(virtio) - 1) != 0)
        return find_compatible(name, index, device);

    for (size_t i = 0; i < sizeof(virtio_kinds) / sizeof(virtio_kinds[0]); i++)
        if (strcmp(virtio_kinds[i].kind, name + sizeof(virtio) - 1) == 0)
            id = virtio_kinds[i].id;
    if (!id) {
        if (index == 0)
            log_error("no kind of virtio device is called '%s'", name + sizeof(virtio) - 1);
        return false;
    }
    for (unsigned slot = 0; find_compatible("virtio,mmio", slot, device); slot++)
        if (virtio_is(device, id) && index-- == 0)
            return true;
    return false;
}

int device_give_page(struct task *task, uint64_t paddr, uint64_t vaddr)
{
    struct page *page = page_get(paddr);

    if (!page)
        return -ENODEV;
    if (page->owner && page->owner != task) {
        log_error("device page 0x%lx is wanted by %s, but %s has it; put the devices into different pages",
                  paddr, task->desc->name, page->owner->desc->name);
        return -EBUSY;
    }

    cptr_t copy = slot_alloc();
    if (!copy)
        return -ENOMEM;
    int err = rt_errno(cap_copy(copy, page->frame));
    if (!err && !pool_keep_slots(&task->pool, copy, 1))
        err = -ENOMEM;
    if (err) {
        slot_delete(copy);
        return err;
    }
    err = vspace_map(task->vspace, &task->pool, copy, vaddr, ACCESS_DEVICE);
    if (!err)
        page->owner = task;
    return err;
}

/* Stops the virtio devices of a page: they must not write into memory that belongs to somebody else soon. */
static void reset_virtio(const struct page *page)
{
    if (!page->virtio)
        return;
    for (uint64_t slot = page->own; slot < page->own + PAGE_BYTES; slot += VIRTIO_SLOT_BYTES) {
        volatile uint32_t *registers = (volatile uint32_t *)slot;
        if (registers[VIRTIO_REG_MAGIC / 4] == VIRTIO_MAGIC)
            registers[VIRTIO_REG_STATUS / 4] = 0;
    }
}

void device_release(const struct task *task)
{
    for (unsigned i = 0; i < self.pages_count; i++) {
        if (self.pages[i].owner != task)
            continue;
        reset_virtio(&self.pages[i]);
        self.pages[i].owner = NULL;
    }
}
