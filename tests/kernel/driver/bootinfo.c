/* SPDX-License-Identifier: BSD-2-Clause */
/* What the root server finds at its start: fixed slots, boot information, untyped list.  These and other tests that only
 * a root server can do run in the driver itself. */
#include "driver.h"

enum { FIRST_DYNAMIC = 16, FDT_CHUNK = 6, FDT_MAGIC_LE = 0xedfe0dd0, RAM_START = 0x40000000 };

static unsigned wrong; /* failed checks of the running test */

void driver_check(const char *what, seL4_Word got, seL4_Word want)
{
    if (got == want)
        return;
    print("    %s: 0x%lx, expected 0x%lx\n", what, got, want);
    wrong++;
}

static seL4_Word regions_length(seL4_SlotRegion region)
{
    return region.end - region.start;
}

/* Each label below belongs to one type only; a capability of another type answers IllegalOperation, or
 * InvalidCapability if the slot is empty.  TruncatedMessage shows the type without doing anything. */
static void type_by_answer(const seL4_BootInfo *info)
{
    static const struct {
        seL4_CPtr slot;
        seL4_Word label;
        seL4_Error answer;
    } rows[] = {
        {seL4_CapNull, CNodeCopy, seL4_InvalidCapability},
        {seL4_CapInitThreadTCB, TCBConfigure, seL4_TruncatedMessage},
        {seL4_CapInitThreadCNode, CNodeCopy, seL4_TruncatedMessage},
        {seL4_CapInitThreadVSpace, ARMVSpaceClean_Data, seL4_TruncatedMessage},
        {seL4_CapIRQControl, IRQIssueIRQHandler, seL4_TruncatedMessage},
        {seL4_CapASIDControl, ARMASIDControlMakePool, seL4_TruncatedMessage},
        {seL4_CapInitThreadASIDPool, ARMASIDPoolAssign, seL4_TruncatedMessage},
        {7, CNodeCopy, seL4_InvalidCapability},
        {8, CNodeCopy, seL4_InvalidCapability},
        {seL4_CapBootInfoFrame, ARMPageMap, seL4_TruncatedMessage},
        {seL4_CapInitThreadIPCBuffer, ARMPageMap, seL4_TruncatedMessage},
        {seL4_CapDomain, DomainSetSet, seL4_TruncatedMessage},
        {12, CNodeCopy, seL4_InvalidCapability},
        {13, CNodeCopy, seL4_InvalidCapability},
        {14, CNodeCopy, seL4_InvalidCapability},
        {15, CNodeCopy, seL4_InvalidCapability},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        seL4_MessageInfo_t tag = seL4_Call(rows[i].slot, seL4_MessageInfo_new(rows[i].label, 0, 0, 0));
        driver_check("answer of a fixed slot", seL4_MessageInfo_get_label(tag), rows[i].answer);
    }
    driver_check("the last slot is empty",
          seL4_MessageInfo_get_label(seL4_Call(info->empty.end - 1, seL4_MessageInfo_new(CNodeCopy, 0, 0, 0))),
          seL4_InvalidCapability);
}

static void fields(const seL4_BootInfo *info)
{
    seL4_Word bits = info->initThreadCNodeSizeBits;

    driver_check("nodeID", info->nodeID, 0);
    driver_check("numNodes", info->numNodes, 1);
    driver_check("numIOPTLevels", info->numIOPTLevels, 0);
    driver_check("shared frames", regions_length(info->sharedFrames), 0);
    driver_check("IO space capabilities", regions_length(info->ioSpaceCaps), 0);
    driver_check("domain", info->initThreadDomain, 0);
    driver_check("end of the root CNode", info->empty.end, 1ul << bits);
    driver_check("paging begins", info->userImagePaging.start, FIRST_DYNAMIC);
    driver_check("IPC buffer is on a page", (seL4_Word)info->ipcBuffer % PAGE_BYTES, 0);
    driver_check("boot information behind the IPC buffer", (seL4_Word)info, (seL4_Word)info->ipcBuffer + PAGE_BYTES);
}

/* Paging, extra pages, image, untyped, empty: one behind the other. */
static void order_of_slots(const seL4_BootInfo *info)
{
    seL4_Word next = info->userImagePaging.end;

    if (regions_length(info->extraBIPages)) {
        driver_check("extra pages begin", info->extraBIPages.start, next);
        next = info->extraBIPages.end;
    }
    driver_check("image frames begin", info->userImageFrames.start, next);
    driver_check("untypeds begin", info->untyped.start, info->userImageFrames.end);
    driver_check("empty slots begin", info->empty.start, info->untyped.end);
}

static seL4_Word paddr_of(seL4_CPtr frame)
{
    return seL4_ARM_Page_GetAddress(frame).paddr;
}

static void image(const seL4_BootInfo *info)
{
    seL4_Word first = paddr_of(info->userImageFrames.start);

    driver_check("image is in RAM", first >= RAM_START, true);
    for (seL4_CPtr slot = info->userImageFrames.start; slot < info->userImageFrames.end; slot++)
        driver_check("image pages follow each other", paddr_of(slot),
              first + (slot - info->userImageFrames.start) * PAGE_BYTES);
}

static void extra(const seL4_BootInfo *info)
{
    const seL4_BootInfoHeader *chunk = (const void *)((const char *)info + PAGE_BYTES);
    seL4_Word pages = (info->extraLen + PAGE_BYTES - 1) / PAGE_BYTES;

    driver_check("pages of the extra area", regions_length(info->extraBIPages), pages);
    if (!info->extraLen)
        return;
    driver_check("chunk id", chunk->id, FDT_CHUNK);
    driver_check("chunk length", chunk->len, info->extraLen);
    driver_check("device tree magic", *(const uint32_t *)(chunk + 1), FDT_MAGIC_LE);
}

/* Device memory first, then RAM; each entry aligned to its size, none overlapping another. */
static void untyped_list(const seL4_BootInfo *info)
{
    size_t count = regions_length(info->untyped);
    bool ram_seen = false;

    driver_check("some untyped", count > 0 && count <= CONFIG_MAX_NUM_BOOTINFO_UNTYPED_CAPS, true);
    for (size_t i = 0; i < count; i++) {
        const seL4_UntypedDesc *u = &info->untypedList[i];
        ram_seen |= !u->isDevice;
        driver_check("device memory is listed first", u->isDevice && ram_seen, false);
        driver_check("size in range", u->sizeBits >= seL4_MinUntypedBits && u->sizeBits <= seL4_MaxUntypedBits, true);
        driver_check("aligned", u->paddr & ((1ul << u->sizeBits) - 1), 0);
        for (size_t k = i + 1; k < count; k++) {
            const seL4_UntypedDesc *v = &info->untypedList[k];
            driver_check("overlap", u->paddr < v->paddr + (1ul << v->sizeBits) && v->paddr < u->paddr + (1ul << u->sizeBits),
                  false);
        }
    }
    for (size_t i = 1; i < count; i++)
        if (info->untypedList[i].isDevice == info->untypedList[i - 1].isDevice)
            driver_check("ascending", info->untypedList[i].paddr > info->untypedList[i - 1].paddr, true);
}

/* The interrupt controller is the kernel's; the UART and the virtio devices are not. */
static void device_memory(const seL4_BootInfo *info)
{
    static const struct {
        seL4_Word paddr;
        bool listed;
    } rows[] = {{0x08000000, false}, {0x09000000, true}, {0x0a000000, true}, {0x40000000, false}, {0, true}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool listed = false;
        for (size_t k = 0; k < regions_length(info->untyped); k++) {
            const seL4_UntypedDesc *u = &info->untypedList[k];
            listed |= u->isDevice && rows[i].paddr - u->paddr < 1ul << u->sizeBits;
        }
        driver_check("device page is ours", listed, rows[i].listed);
    }
}

static const struct {
    const char *name;
    void (*run)(const seL4_BootInfo *info);
} tests[] = {
    {"fixed_slots", type_by_answer}, {"fields", fields},         {"order_of_slots", order_of_slots},
    {"image", image},                {"extra", extra},           {"untyped_list", untyped_list},
    {"device_memory", device_memory}, {"huge_page", test_huge_page},
};

void bootinfo_tests(unsigned *passed, unsigned *failed)
{
    for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        wrong = 0;
        tests[i].run(boot_info());
        print("%-6s driver/%s\n", wrong ? "FAILED" : "ok", tests[i].name);
        *(wrong ? failed : passed) += 1;
    }
}

/* The device tree is searched as bytes: the value of /chosen/bootargs is the only text of this form. */
const char *left_out(void)
{
    static const char key[] = "leave-out=";
    static char groups[ENV_LEAVE_OUT_BYTES];
    const char *tree = (const char *)boot_info() + PAGE_BYTES;

    if (groups[0])
        return groups;
    for (size_t at = 0; at + sizeof(key) + sizeof(groups) < boot_info()->extraLen; at++) {
        if (__builtin_memcmp(tree + at, key, sizeof(key) - 1) != 0)
            continue;
        tree += at + sizeof(key) - 1;
        for (size_t i = 0; i < sizeof(groups) - 1 && tree[i] && tree[i] != ' '; i++)
            groups[i] = tree[i];
        break;
    }
    return groups;
}
