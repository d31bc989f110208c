/* SPDX-License-Identifier: BSD-2-Clause */
/* boot/rootserver.c: the objects of the root task, carved from the top of free memory, and its first capabilities.
 *
 * Virtual layout behind the image: IPC buffer, boot information, extra boot information (the device tree). */
#include "boot/boot.h"

#include "debug/check.h"
#include "debug/debug.h"
#include "sched.h"
#include "tcb.h"
#include "vm/vm.h"

enum { PAGE_BITS = ABI_PageBits, ROOT_ASID = 1 };
#define PAGE BIT(PAGE_BITS)

static struct {
    paddr_t cnode, extra, vspace, asid_pool, ipc_buffer, info, paging, tcb;
    uint64_t extra_bytes;      /* used; 0 if there is no device tree */
    uint64_t extra_area_bytes; /* power of two */
    vaddr_t image_start, image_end;
    word_t next_slot;
} root;

struct slot *rootserver_slot(word_t index)
{
    return (struct slot *)phys_to_kernel(root.cnode) + index;
}

static void add_cap(struct cap cap)
{
    if (root.next_slot == BIT(CONFIG_ROOT_CNODE_BITS))
        panic("the root CNode (%u slots) is too small", (unsigned)BIT(CONFIG_ROOT_CNODE_BITS));
    slot_put_original(rootserver_slot(root.next_slot++), cap);
}

/* ---- memory ---- */

/* End of the part of the address space that needs page tables. */
static vaddr_t window_end(void)
{
    return root.image_end + 2 * PAGE + root.extra_area_bytes;
}

/* Tables of one level: one for each naturally aligned region of 2^bits that the window touches. */
static word_t table_count(unsigned bits)
{
    return ((window_end() - 1) >> bits) - (root.image_start >> bits) + 1;
}

static paddr_t take(paddr_t *at, uint64_t bytes)
{
    paddr_t taken = *at;

    *at += bytes;
    return taken;
}

static void place_objects(struct regions *free)
{
    uint64_t cnode_bytes = BIT(CONFIG_ROOT_CNODE_BITS + ABI_SlotBits);
    uint64_t tables = table_count(39) + table_count(30) + table_count(21);
    uint64_t bytes = cnode_bytes + root.extra_area_bytes + (4 + tables) * PAGE + BIT(ABI_TCBBits);
    uint64_t largest = cnode_bytes > root.extra_area_bytes ? cnode_bytes : root.extra_area_bytes;
    struct region from = {0, 0};
    paddr_t start = 0, at;
    unsigned i = free->count;

    if (largest < PAGE)
        largest = PAGE;
    for (; i > 0; i--) {
        from = free->r[i - 1];
        start = (from.end - bytes) & -largest;
        if (bytes <= from.end && start >= from.start)
            break;
    }
    if (i == 0)
        panic("no free region has the 0x%lx bytes that the root task needs", (unsigned long)bytes);

    at = start;
    if (root.extra_area_bytes > cnode_bytes)
        root.extra = take(&at, root.extra_area_bytes);
    root.cnode = take(&at, cnode_bytes);
    if (root.extra_area_bytes && root.extra_area_bytes <= cnode_bytes)
        root.extra = take(&at, root.extra_area_bytes);
    at = (at + PAGE - 1) & -PAGE;
    root.vspace = take(&at, PAGE);
    root.asid_pool = take(&at, PAGE);
    root.ipc_buffer = take(&at, PAGE);
    root.info = take(&at, PAGE);
    root.paging = take(&at, tables * PAGE);
    root.tcb = take(&at, BIT(ABI_TCBBits));
    __builtin_memset(phys_to_kernel(start), 0, at - start);

    free->r[i - 1].end = start;
    regions_add(free, at, from.end);
}

/* ---- address space ---- */

static void map_frame(struct cap frame, vaddr_t vaddr, bool executable)
{
    uint64_t attributes = ABI_ARM_PageCacheable | (executable ? 0 : ABI_ARM_ExecuteNever);
    unsigned bits;
    pte_t *at = arch_walk(root.vspace, vaddr, &bits);

    assert_eq(bits, PAGE_BITS);
    arch_pte_fill(at, arch_pte_page(cap_paddr(frame), bits, RIGHT_READ | RIGHT_WRITE, attributes));
}

/* A mapped frame; returns its capability. */
static struct cap make_frame(paddr_t paddr, vaddr_t vaddr, bool executable)
{
    struct cap frame = cap_frame(paddr, FRAME_SMALL, RIGHT_READ | RIGHT_WRITE, false);

    map_frame(frame, vaddr, executable);
    return cap_with_mapping(frame, ROOT_ASID, vaddr);
}

static void create_tables(struct bootinfo *info)
{
    static const uint8_t levels[] = {39, 30, 21}; /* what a table of levels 1, 2, 3 covers */

    info->image_paging.start = root.next_slot;
    for (unsigned level = 0; level < sizeof(levels); level++) {
        unsigned covers = levels[level];
        vaddr_t vaddr = root.image_start & ~MASK(covers);

        for (; vaddr < window_end(); vaddr += BIT(covers)) {
            paddr_t table = take(&root.paging, PAGE);
            unsigned bits;
            pte_t *at = arch_walk(root.vspace, vaddr, &bits);

            assert_eq(bits, covers);
            arch_pte_fill(at, arch_pte_table(table));
            add_cap(cap_with_mapping(cap_page_table(table), ROOT_ASID, vaddr));
        }
    }
    info->image_paging.end = root.next_slot;
}

static void create_extra(struct bootinfo *info, const struct boot_args *args)
{
    struct bootinfo_chunk *chunk = phys_to_kernel(root.extra);
    vaddr_t vaddr = root.image_end + 2 * PAGE;

    info->extra_pages = (struct slot_region){root.next_slot, root.next_slot};
    if (!root.extra_bytes)
        return;
    *chunk = (struct bootinfo_chunk){BOOTINFO_CHUNK_FDT, root.extra_bytes};
    __builtin_memcpy(chunk + 1, phys_to_kernel(args->fdt), root.extra_bytes - sizeof(*chunk));
    for (uint64_t at = 0; at < root.extra_bytes; at += PAGE)
        add_cap(make_frame(root.extra + at, vaddr + at, true));
    info->extra_pages.end = root.next_slot;
}

static void create_image(struct bootinfo *info, const struct boot_args *args)
{
    info->image_frames.start = root.next_slot;
    for (vaddr_t vaddr = root.image_start; vaddr < root.image_end; vaddr += PAGE)
        add_cap(make_frame(vaddr + args->user_offset, vaddr, true));
    info->image_frames.end = root.next_slot;
}

/* ---- thread ---- */

static void copy_to_tcb(struct tcb *tcb, enum tcb_slot to, enum boot_slot from)
{
    struct slot *slot = rootserver_slot(from);

    slot_insert_copy(slot, &tcb->slots[to], slot->cap);
}

static void create_thread(const struct bootinfo *info, const struct boot_args *args)
{
    struct tcb *tcb = phys_to_kernel(root.tcb);

    tcb_init(tcb, 0);
    tcb_set_name(tcb, "rootserver");
    copy_to_tcb(tcb, TCB_CSPACE, BOOT_SLOT_CNODE);
    copy_to_tcb(tcb, TCB_VSPACE, BOOT_SLOT_VSPACE);
    copy_to_tcb(tcb, TCB_BUFFER, BOOT_SLOT_IPC_BUFFER);
    tcb->buffer = info->ipc_buffer;
    tcb->priority = ABI_MaxPrio;
    tcb->mcp = ABI_MaxPrio;
    tcb->arch.ctx.pc = args->user_entry;
    tcb->arch.ctx.restart_pc = args->user_entry;
    tcb->arch.ctx.x[0] = root.image_end + PAGE;
    slot_put_original(rootserver_slot(BOOT_SLOT_TCB), cap_tcb(tcb));
    sched_init(tcb);
}

static void create_fixed_caps(const struct bootinfo *info)
{
    slot_put_original(rootserver_slot(BOOT_SLOT_CNODE),
                      cap_cnode(root.cnode, CONFIG_ROOT_CNODE_BITS, 0, 64 - CONFIG_ROOT_CNODE_BITS));
    slot_put_original(rootserver_slot(BOOT_SLOT_VSPACE), cap_vspace(root.vspace, ROOT_ASID));
    slot_put_original(rootserver_slot(BOOT_SLOT_IRQ_CONTROL), cap_make(CAP_IRQ_CONTROL, 0, false, 0, 0, 0));
    slot_put_original(rootserver_slot(BOOT_SLOT_ASID_CONTROL), cap_make(CAP_ASID_CONTROL, 0, false, 0, 0, 0));
    slot_put_original(rootserver_slot(BOOT_SLOT_ASID_POOL), cap_asid_pool(root.asid_pool, 0));
    slot_put_original(rootserver_slot(BOOT_SLOT_DOMAIN), cap_make(CAP_DOMAIN, 0, false, 0, 0, 0));
    slot_put_original(rootserver_slot(BOOT_SLOT_IPC_BUFFER), make_frame(root.ipc_buffer, info->ipc_buffer, false));
    slot_put_original(rootserver_slot(BOOT_SLOT_BOOTINFO_FRAME), make_frame(root.info, root.image_end + PAGE, false));
}

static void measure(const struct boot_args *args, const struct machine *m)
{
    root.image_start = args->user_start - args->user_offset;
    root.image_end = args->user_end - args->user_offset;
    if (m->from_tree)
        root.extra_bytes = sizeof(struct bootinfo_chunk) + args->fdt_size;
    if (root.extra_bytes)
        root.extra_area_bytes = PAGE;
    while (root.extra_area_bytes < root.extra_bytes)
        root.extra_area_bytes *= 2;
    if (root.image_start >= root.image_end || window_end() > ABI_UserTop)
        panic("root task image at 0x%lx-0x%lx does not fit in user space", (unsigned long)root.image_start,
              (unsigned long)root.image_end);
}

struct bootinfo *rootserver_create(const struct boot_args *args, const struct machine *m, struct regions *free)
{
    struct bootinfo *info;

    measure(args, m);
    place_objects(free);
    root.next_slot = ABI_NumInitialCaps;
    if (CONFIG_DEBUG)
        check_set_root(rootserver_slot(0), BIT(CONFIG_ROOT_CNODE_BITS));
    info = phys_to_kernel(root.info);
    *info = (struct bootinfo){
        .extra_bytes = root.extra_bytes,
        .nodes = 1,
        .ipc_buffer = root.image_end,
        .cnode_bits = CONFIG_ROOT_CNODE_BITS,
    };
    vm_boot_init(root.asid_pool, root.vspace);
    create_tables(info);
    create_fixed_caps(info);
    create_extra(info, args);
    create_image(info, args);
    create_thread(info, args);
    untyped_create(info, m, free, root.next_slot);
    return info;
}
