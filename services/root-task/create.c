/* SPDX-License-Identifier: BSD-2-Clause */
/* How a task is made: CSpace, address space, ELF segments, stack and buffers, devices, thread, capabilities.
 *
 * Each step is a function of its own and takes everything from the task's pool, so that a failure anywhere is
 * undone by giving back the pool. */
#include <stdio.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/errno.h>
#include <rt/log.h>

#include "console.h"
#include "cspace.h"
#include "device.h"
#include "layout.h"
#include "machine.h"
#include "region.h"
#include "service.h"
#include "task.h"

enum { PAGE_BYTES = 4096, ADDRESS_BITS = 64, SEGMENT_PIECE_BITS = 20 };

static uint64_t page_down(uint64_t value)
{
    return value & ~(uint64_t)(PAGE_BYTES - 1);
}

static uint64_t page_up(uint64_t value)
{
    return page_down(value + PAGE_BYTES - 1);
}

/* The guard that makes slot addresses of the task's CSpace 64 bits deep. */
static seL4_Word cspace_guard(const struct task *task)
{
    unsigned bits = ADDRESS_BITS - task->desc->cspace_bits - TASK_LEAF_BITS;

    return seL4_CNode_CapData_new(0, bits).words[0];
}

static int make_cspace(struct task *task)
{
    task->cnode = pool_object(&task->pool, seL4_CapTableObject, task->desc->cspace_bits);
    struct untyped *memory = pool_untyped(&task->pool, TASK_LEAF_BITS + seL4_SlotBits);

    if (!task->cnode || !memory)
        return -ENOMEM;
    return rt_errno(seL4_Untyped_Retype(memory->cap, seL4_CapTableObject, TASK_LEAF_BITS, task->cnode,
                                        0, 0, 0, 1));
}

static int make_vspace(struct task *task)
{
    task->vspace = pool_object(&task->pool, seL4_ARM_VSpaceObject, 0);
    if (!task->vspace)
        return -ENOMEM;
    return rt_errno(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, task->vspace));
}

/* Writes what the file has of one page through a scratch mapping. */
static int fill_page(const struct task *task, const struct elf_segment *segment, cptr_t frame, uint64_t vaddr)
{
    uint64_t start = vaddr > segment->vaddr ? vaddr : segment->vaddr;
    uint64_t end = segment->vaddr + segment->filesz;

    if (end > vaddr + PAGE_BYTES)
        end = vaddr + PAGE_BYTES;
    if (start >= end)
        return 0; /* only zeros: the frame is */

    char *page = own_scratch(frame);
    if (!page)
        return -ENOMEM;
    memcpy(page + (start - vaddr), task->elf.file + segment->offset + (start - segment->vaddr), end - start);
    own_scratch_done(frame);
    return 0;
}

static int load_piece(struct task *task, const struct elf_segment *segment, uint64_t vaddr, unsigned bits)
{
    enum vspace_access access = segment->flags & PF_X   ? ACCESS_EXECUTE
                                : segment->flags & PF_W ? ACCESS_READ_WRITE
                                                        : ACCESS_READ;
    uint64_t paddr;
    cptr_t frames = pool_frames(&task->pool, bits, &paddr);

    if (!frames)
        return -ENOMEM;
    for (uint64_t at = 0; at < 1ull << bits; at += PAGE_BYTES) {
        cptr_t frame = frames + at / PAGE_BYTES;
        int err = fill_page(task, segment, frame, vaddr + at);
        if (!err)
            err = vspace_map(task->vspace, &task->pool, frame, vaddr + at, access);
        if (!err && access == ACCESS_EXECUTE)
            err = rt_errno(seL4_ARM_Page_Unify_Instruction(frame, 0, PAGE_BYTES));
        if (err)
            return err;
    }
    return task_add_map(task, vaddr, 1ull << bits, paddr);
}

static int load_segment(struct task *task, const struct elf_segment *segment)
{
    uint64_t vaddr = page_down(segment->vaddr), end = page_up(segment->vaddr + segment->memsz);

    if (vaddr < LAYOUT_ELF || end > LAYOUT_ELF_END) {
        log_error("%s: segment at 0x%lx lies outside of 0x%x..0x%x", task->desc->name, segment->vaddr,
                  LAYOUT_ELF, LAYOUT_ELF_END);
        return -ENOEXEC;
    }
    while (vaddr < end) {
        unsigned bits = SEGMENT_PIECE_BITS;
        while (end - vaddr < 1ull << bits)
            bits--;
        int err = load_piece(task, segment, vaddr, bits);
        if (err)
            return err;
        vaddr += 1ull << bits;
    }
    return 0;
}

static int load_elf(struct task *task)
{
    const struct elf_header *header = elf_header(&task->elf);
    uint64_t last_end = 0;

    if (header->type != ET_EXEC)
        return -ENOEXEC;
    for (unsigned i = 0; i < header->phnum; i++) {
        const struct elf_segment *segment = elf_segment(&task->elf, i);
        if (segment->type != PT_LOAD || segment->memsz == 0)
            continue;
        if (page_down(segment->vaddr) < last_end)
            return -ENOEXEC; /* two segments in one page: no permissions would be right */
        last_end = page_up(segment->vaddr + segment->memsz);
        int err = load_segment(task, segment);
        if (err)
            return err;
    }
    return 0;
}

/* IPC buffer and stack; *ipc_frame is the buffer's frame. */
static int make_stack(struct task *task, cptr_t *ipc_frame)
{
    *ipc_frame = pool_object(&task->pool, seL4_ARM_SmallPageObject, 0);
    if (!*ipc_frame)
        return -ENOMEM;
    int err = vspace_map(task->vspace, &task->pool, *ipc_frame, LAYOUT_IPC_BUFFER, ACCESS_READ_WRITE);
    if (err)
        return err;
    return task_map_memory(task, LAYOUT_STACK, LAYOUT_STACK_BYTES);
}

static int add_mem(struct task *task, const struct task_mem *mem)
{
    struct task_info *info = task->info;

    if (info->mem_count == TASK_MEM_MAX)
        return -ENOSPC;
    info->mem[info->mem_count++] = *mem;
    return 0;
}

static int add_irq(struct task *task, uint32_t irq)
{
    for (unsigned i = 0; i < task->irq_count; i++)
        if (task->irq[i].irq == irq)
            return 0;
    if (task->irq_count == TASK_IRQ_MAX)
        return -ENOSPC;
    task->info->irq[task->info->irq_count++] = irq;
    task->irq[task->irq_count++] = (struct task_irq){.irq = irq};
    return 0;
}

/* Address in the task of a device's first register; 0 if its page is not mapped yet. */
static uint64_t mapped_device(const struct task *task, uint64_t paddr)
{
    for (unsigned i = 0; i < task->info->mem_count; i++) {
        const struct task_mem *mem = &task->info->mem[i];
        if ((mem->flags & TASK_MEM_DEVICE) && page_down(mem->paddr) == page_down(paddr))
            return page_down(mem->vaddr) + paddr % PAGE_BYTES;
    }
    return 0;
}

static int add_device(struct task *task, const char *name, const struct device *device)
{
    struct task_mem mem = {.paddr = device->paddr,
                           .bytes = device->bytes,
                           .flags = TASK_MEM_DEVICE,
                           .irq = device->irq,
                           .vaddr = mapped_device(task, device->paddr)};

    if (!mem.vaddr) {
        uint64_t first = page_down(device->paddr), end = page_up(device->paddr + device->bytes);
        mem.vaddr = task->device_next + device->paddr % PAGE_BYTES;
        for (uint64_t at = first; at < end; at += PAGE_BYTES, task->device_next += PAGE_BYTES) {
            int err = device_give_page(task, at, task->device_next);
            if (err)
                return err;
        }
        task->device_next += PAGE_BYTES; /* an unmapped page between devices */
    }
    snprintf(mem.name, sizeof(mem.name), "%s", name);
    int err = add_mem(task, &mem);
    if (!err && device->irq)
        err = add_irq(task, device->irq);
    return err;
}

/* All devices of the description.  One that is not there is said, but the task starts: it may do without. */
static int give_devices(struct task *task)
{
    for (unsigned i = 0; i < task->desc->mem_count; i++) {
        const char *name = task->desc->mem[i];
        struct device device;
        unsigned found = 0;

        for (; device_find(name, found, &device); found++) {
            int err = add_device(task, name, &device);
            if (err) {
                log_error("%s: cannot have device %s at 0x%lx: error %d", task->desc->name, name, device.paddr,
                          err);
                return err;
            }
        }
        if (!found)
            log_warn("%s: this machine has no device %s", task->desc->name, name);
    }
    for (unsigned i = 0; i < task->desc->irq_count; i++) {
        int err = add_irq(task, task->desc->irq[i]);
        if (err)
            return err;
    }
    return 0;
}

/* Maps 2^bits contiguous bytes: pages, or one large page. */
static int map_dma(struct task *task, cptr_t frames, uint64_t vaddr, unsigned bits)
{
    uint64_t step = bits == seL4_LargePageBits ? 1ull << bits : PAGE_BYTES;

    for (uint64_t at = 0; at < 1ull << bits; at += step) {
        int err = vspace_map(task->vspace, &task->pool, frames + at / step, vaddr + at, ACCESS_READ_WRITE);
        if (err)
            return err;
    }
    return 0;
}

static int give_dma(struct task *task)
{
    for (unsigned i = 0; i < task->desc->dma_count; i++) {
        struct task_mem mem = {.bytes = task->desc->dma[i].bytes, .flags = TASK_MEM_DMA};
        unsigned bits = (unsigned)__builtin_ctzll(mem.bytes);
        cptr_t frames = bits <= seL4_LargePageBits ? pool_frames(&task->pool, bits, &mem.paddr) : 0;

        if (!frames)
            return -ENOMEM;
        mem.vaddr = (task->device_next + mem.bytes - 1) & ~(mem.bytes - 1);
        task->device_next = mem.vaddr + mem.bytes + PAGE_BYTES;
        snprintf(mem.name, sizeof(mem.name), "%s", task->desc->dma[i].name);

        int err = map_dma(task, frames, mem.vaddr, bits);
        if (!err)
            err = task_add_map(task, mem.vaddr, mem.bytes, mem.paddr);
        if (!err)
            err = add_mem(task, &mem);
        if (err)
            return err;
    }
    return 0;
}

/* Who has a DMA area drives devices, and may be asked to fill named memory. */
static int give_regions(struct task *task)
{
    struct task_mem table = {.name = TASK_MEM_REGIONS,
                             .vaddr = LAYOUT_REGIONS,
                             .bytes = REGION_LINES * sizeof(struct region_line)};
    struct task_mem uses = {.name = TASK_MEM_REGION_USES,
                            .vaddr = LAYOUT_REGION_USES,
                            .bytes = REGION_LINES * sizeof(uint32_t)};

    if (!task->desc->dma_count)
        return 0;
    int err = region_give_table(task, LAYOUT_REGIONS, LAYOUT_REGION_USES);
    if (!err)
        err = add_mem(task, &table);
    return err ? err : add_mem(task, &uses);
}

/* Fills the page the task reads about itself and maps it read-only. */
static int give_info(struct task *task)
{
    struct task_info *info = task->info;
    cptr_t frame = pool_object(&task->pool, seL4_ARM_SmallPageObject, 0);

    if (!frame)
        return -ENOMEM;
    info->magic = TASK_INFO_MAGIC;
    info->version = TASK_INFO_VERSION;
    snprintf(info->name, sizeof(info->name), "%s", task->desc->name);
    info->badge = task->badge;
    info->ipc_buffer = LAYOUT_IPC_BUFFER;
    info->heap_start = LAYOUT_HEAP;
    info->free_vaddr = LAYOUT_FREE;
    info->free_vaddr_end = LAYOUT_FREE_END;
    info->free_slot = TASK_SLOT_FREE;
    info->free_slot_end = 1u << TASK_LEAF_BITS;
    info->cspace_bits = task->desc->cspace_bits;
    info->priority = task->desc->priority;
    info->counter_hz = machine_counter_hz();
    info->boot_counter = console_time_zero();
    snprintf(info->cfg, sizeof(info->cfg), "%s", task->desc->cfg);
    snprintf(info->bootargs, sizeof(info->bootargs), "%s", device_bootargs());
    info->dtb = device_tree_give(task, LAYOUT_DTB);
    if (info->dtb)
        device_tree(&info->dtb_bytes);

    void *page = own_scratch(frame);
    if (!page)
        return -ENOMEM;
    memcpy(page, info, sizeof(*info));
    own_scratch_done(frame);
    return vspace_map(task->vspace, &task->pool, frame, LAYOUT_INFO, ACCESS_READ);
}

static int make_asid_pool(struct task *task)
{
    cptr_t pool;

    if (!(task->desc->may & TASK_MAY_ASID))
        return 0;
    int err = service_asid_pool(task, &pool);
    return err ? err : task_give(task, TASK_SLOT_ASID_POOL, pool, seL4_AllRights);
}

static int make_thread(struct task *task, cptr_t ipc_frame, cptr_t parent_endpoint)
{
    task->tcb = pool_object(&task->pool, seL4_TCBObject, 0);
    task->serve = pool_object(&task->pool, seL4_EndpointObject, 0);
    task->notify = pool_object(&task->pool, seL4_NotificationObject, 0);
    if (!task->tcb || !task->serve || !task->notify)
        return -ENOMEM;

    seL4_CapRights_t call = seL4_CapRights_new(1, 0, 0, 1);
    int err = task_give(task, TASK_SLOT_TCB, task->tcb, seL4_AllRights);
    if (!err)
        err = task_give_badged(task, TASK_SLOT_CNODE, task->cnode, seL4_AllRights, cspace_guard(task));
    if (!err)
        err = task_give(task, TASK_SLOT_VSPACE, task->vspace, seL4_AllRights);
    if (!err)
        err = task_give_badged(task, TASK_SLOT_PARENT, parent_endpoint, call, task->badge);
    if (!err)
        err = task_give_badged(task, TASK_SLOT_FAULT, parent_endpoint, call, TASK_BADGE_FAULT | task->badge);
    if (!err)
        err = task_give(task, TASK_SLOT_SERVE, task->serve, seL4_AllRights);
    if (!err)
        err = task_give(task, TASK_SLOT_NOTIFY, task->notify, seL4_ReadWrite);
    if (!err)
        err = task_give(task, TASK_SLOT_IPC_BUFFER, ipc_frame, seL4_ReadWrite);
    if (!err)
        err = make_asid_pool(task);
    if (err)
        return err;

    seL4_Error error = seL4_TCB_Configure(task->tcb, TASK_SLOT_FAULT, task->cnode, cspace_guard(task),
                                          task->vspace, 0, LAYOUT_IPC_BUFFER, ipc_frame);
    if (!error)
        error = seL4_TCB_SetSchedParams(task->tcb, seL4_CapInitThreadTCB, task->desc->priority,
                                        task->desc->priority);
    if (!error)
        error = seL4_TCB_BindNotification(task->tcb, task->notify);
    return rt_errno(error);
}

static int start_thread(struct task *task)
{
    seL4_UserContext context;

    machine_set_start(&context, elf_header(&task->elf)->entry, LAYOUT_STACK + LAYOUT_STACK_BYTES, LAYOUT_INFO);
    return rt_errno(seL4_TCB_WriteRegisters(task->tcb, 1, 0, SEL4_CONTEXT_WORDS, &context));
}

static int make_all(struct task *task)
{
    cptr_t ipc_frame = 0;
    int err = elf_open(&task->elf, task->desc->elf, (size_t)(task->desc->elf_end - task->desc->elf));

    if (!err)
        err = make_cspace(task);
    if (!err)
        err = make_vspace(task);
    if (!err)
        err = load_elf(task);
    if (!err)
        err = make_stack(task, &ipc_frame);
    if (!err)
        err = give_devices(task);
    if (!err)
        err = give_dma(task);
    if (!err)
        err = give_regions(task);
    if (!err)
        err = give_info(task);
    if (!err)
        err = make_thread(task, ipc_frame, service_endpoint());
    if (!err)
        err = start_thread(task);
    return err;
}

int task_create(struct task *task, const struct task_desc *desc)
{
    static struct task_info info; /* one task is made at a time */
    _Static_assert(sizeof(info) <= PAGE_BYTES, "the task maps one page for it");

    unsigned restarts = task->restarts;
    uint64_t region_uses_own = task->region_uses_own;
    memset(&info, 0, sizeof(info));
    *task = (struct task){.desc = desc,
                          .badge = (uint64_t)(task - tasks) + 1,
                          .state = TASK_STARTING,
                          .info = &info,
                          .root = {.ops = &service_ops},
                          .heap_end = LAYOUT_HEAP,
                          .device_next = LAYOUT_DEVICES};
    pool_init(&task->pool);

    task->restarts = restarts;
    task->region_uses_own = region_uses_own;

    int err = make_all(task);
    task->info = NULL;
    if (err) {
        log_error("%s cannot be made: error %d", desc->name, err);
        task_destroy(task, "not started");
    }
    return err;
}

void task_restart(struct task *task)
{
    const struct task_desc *desc = task->desc;

    if (!desc->restart)
        return;
    if (task->restarts == TASK_RESTARTS_MAX) {
        log_error("%s ended too often and stays down", desc->name);
        return;
    }
    task->restarts++;
    if (task_create(task, desc) == 0)
        log_info("%s is made again (%u of %u times)", desc->name, task->restarts, TASK_RESTARTS_MAX);
}
