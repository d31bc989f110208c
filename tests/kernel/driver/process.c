/* SPDX-License-Identifier: BSD-2-Clause */
/* A fresh process for each test.
 *
 * All objects of the process come from one untyped, what the test may use from some others; when the test
 * has ended, revoking those untypeds destroys the process whole.  Slots are fixed, so they are free again. */
#include "driver.h"
#include "elf64.h"

#include <sel4/extensions.h>

enum { PROCESS_BITS = 22, OBJECTS_MAX = 1024, UNTYPED_KINDS = 7, FAULT_BADGE = 2, REPORT_BADGE = 1 };

extern const unsigned char test_program[], test_program_end[];

static seL4_CPtr process_untyped, endpoint, objects, env_frame;
static seL4_CPtr test_untyped[UNTYPED_KINDS];
static const unsigned wanted_bits[UNTYPED_KINDS] = {28, 26, 23, 22, 20, 16, 12};
static unsigned untyped_bits[UNTYPED_KINDS];
static size_t objects_made;
static seL4_CPtr cnode, vspace, tcb;

static seL4_CPtr make(seL4_Word type, seL4_Word bits)
{
    if (objects_made == OBJECTS_MAX)
        stop("too many objects in a process");
    seL4_CPtr slot = objects + objects_made++;
    if (seL4_Untyped_Retype(process_untyped, type, bits, seL4_CapInitThreadCNode, 0, 0, slot, 1))
        stop("no memory for a test process");
    return slot;
}

static void must(seL4_Error error, const char *what)
{
    if (error)
        stop(what);
}

static void give_badged(unsigned slot, seL4_CPtr cap, seL4_Word badge)
{
    must(seL4_CNode_Mint(cnode, slot, CPTR_BITS, seL4_CapInitThreadCNode, cap, CPTR_BITS, seL4_AllRights,
                         badge), "cannot mint a capability for the process");
}

static void give(unsigned slot, seL4_CPtr cap)
{
    must(seL4_CNode_Copy(cnode, slot, CPTR_BITS, seL4_CapInitThreadCNode, cap, CPTR_BITS,
                         seL4_AllRights), "cannot copy a capability to the process");
}

static void map(seL4_CPtr frame, seL4_Word vaddr, seL4_CapRights_t rights)
{
    seL4_Error error;

    while ((error = seL4_ARM_Page_Map(frame, vspace, vaddr, rights, seL4_ARM_Default_VMAttributes)) ==
           seL4_FailedLookup)
        must(seL4_ARM_PageTable_Map(make(seL4_ARM_PageTableObject, 0), vspace, vaddr,
                                    seL4_ARM_Default_VMAttributes), "cannot map a page table");
    must(error, "cannot map a page of the process");
}

/* A copy of the frame is mapped; the test gets a further copy that is not. */
static void map_copy(seL4_CPtr frame, seL4_Word vaddr)
{
    seL4_CPtr copy = objects + objects_made++;

    must(seL4_CNode_Copy(seL4_CapInitThreadCNode, copy, CPTR_BITS, seL4_CapInitThreadCNode, frame,
                         CPTR_BITS, seL4_AllRights), "cannot copy a frame");
    map(copy, vaddr, seL4_ReadWrite);
}

/* The page at vaddr of the program: what of the segments lies in it.  This is most of the work of a test run. */
static void fill_page(char *page, seL4_Word vaddr, const Elf64_Ehdr *elf)
{
    const Elf64_Phdr *ph = (const void *)(test_program + elf->e_phoff);

    for (int i = 0; i < elf->e_phnum; i++) {
        seL4_Word from = ph[i].p_vaddr, to = from + ph[i].p_filesz;
        if (ph[i].p_type != PT_LOAD || to <= vaddr || from >= vaddr + PAGE_BYTES)
            continue;
        from = from > vaddr ? from : vaddr;
        to = to < vaddr + PAGE_BYTES ? to : vaddr + PAGE_BYTES;
        __builtin_memcpy(page + (from - vaddr), test_program + ph[i].p_offset + (from - ph[i].p_vaddr), to - from);
    }
}

static void program_range(const Elf64_Ehdr *elf, seL4_Word *from, seL4_Word *to)
{
    const Elf64_Phdr *ph = (const void *)(test_program + elf->e_phoff);

    *from = ~0ul;
    *to = 0;
    for (int i = 0; i < elf->e_phnum; i++) {
        if (ph[i].p_type != PT_LOAD)
            continue;
        seL4_Word low = ph[i].p_vaddr & ~(seL4_Word)(PAGE_BYTES - 1), high = ph[i].p_vaddr + ph[i].p_memsz;
        *from = low < *from ? low : *from;
        *to = high > *to ? high : *to;
    }
}

static void load_program(struct test_env *env, const Elf64_Ehdr *elf)
{
    seL4_Word from, to;

    program_range(elf, &from, &to);
    env->image_vaddr = from;
    for (seL4_Word vaddr = from; vaddr < to; vaddr += PAGE_BYTES) {
        seL4_CPtr frame = make(seL4_ARM_SmallPageObject, 0);
        fill_page(map_here(frame, false), vaddr, elf);
        must(seL4_ARM_Page_Unify_Instruction(frame, 0, PAGE_BYTES), "cannot make code visible");
        unmap_here(frame);
        map_copy(frame, vaddr);
        give(ENV_IMAGE + env->image_count++, frame);
    }
}

/* The kernel says only by refusing. */
static uint32_t count_domains(void)
{
    uint32_t count = 0;

    while (count < 256 && seL4_DomainSet_Set(seL4_CapDomain, (seL4_Uint8)count, tcb) == seL4_NoError)
        count++;
    must(seL4_DomainSet_Set(seL4_CapDomain, 0, tcb), "domain 0 is refused");
    return count;
}

static void give_capabilities(struct test_env *env)
{
    give(ENV_TCB, tcb);
    give(ENV_CNODE, cnode);
    give(ENV_VSPACE, vspace);
    give_badged(ENV_REPORT, endpoint, REPORT_BADGE);
    give(ENV_ASID_POOL, seL4_CapInitThreadASIDPool);
    give(ENV_ASID_CONTROL, seL4_CapASIDControl);
    give(ENV_DOMAIN, seL4_CapDomain);
    env->domains = count_domains();
    give(ENV_DEVICE_UNTYPED, device_untyped());
    must(seL4_CNode_Move(cnode, ENV_IRQ_CONTROL, CPTR_BITS, seL4_CapInitThreadCNode,
                         seL4_CapIRQControl, CPTR_BITS), "cannot give the IRQ control");
    for (size_t i = 0; i < UNTYPED_KINDS; i++) {
        if (!test_untyped[i])
            continue;
        give(ENV_UNTYPED + env->untyped_count, test_untyped[i]);
        env->untyped_bits[env->untyped_count++] = untyped_bits[i];
    }
}

static struct test_env *make_process(uint32_t index)
{
    const Elf64_Ehdr *elf = (const void *)test_program;

    cnode = make(seL4_CapTableObject, ENV_CNODE_BITS);
    seL4_CPtr guarded = objects + objects_made++;
    must(seL4_CNode_Mint(seL4_CapInitThreadCNode, guarded, CPTR_BITS, seL4_CapInitThreadCNode, cnode,
                         CPTR_BITS, seL4_AllRights,
                         seL4_CNode_CapData_new(0, CPTR_BITS - ENV_CNODE_BITS).words[0]),
         "cannot make the CSpace of a process");
    cnode = guarded;
    vspace = make(seL4_ARM_VSpaceObject, 0);
    must(seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace), "no ASID for a process");
    tcb = make(seL4_TCBObject, 0);

    env_frame = make(seL4_ARM_SmallPageObject, 0);
    struct test_env *env = map_here(env_frame, false);
    map_copy(env_frame, ENV_VADDR);
    give(ENV_ENV_FRAME, env_frame);
    env->index = index;
    __builtin_memcpy(env->leave_out, left_out(), sizeof(env->leave_out));
    give_capabilities(env);
    load_program(env, elf);
    for (int i = 0; i < ENV_STACK_PAGES; i++)
        map(make(seL4_ARM_SmallPageObject, 0), ENV_STACK_VADDR + (seL4_Word)i * PAGE_BYTES,
            seL4_ReadWrite);

    seL4_CPtr ipc_frame = make(seL4_ARM_SmallPageObject, 0);
    map_copy(ipc_frame, ENV_IPC_VADDR);
    give(ENV_IPC_FRAME, ipc_frame);
    must(seL4_TCB_Configure(tcb, ENV_REPORT, cnode, 0, vspace, 0, ENV_IPC_VADDR, ipc_frame),
         "cannot configure a thread");
    must(seL4_TCB_SetSchedParams(tcb, seL4_CapInitThreadTCB, 255, ENV_PRIORITY), "cannot set priority");
    must(seL4_TCB_SetTLSBase(tcb, ENV_STACK_VADDR), "cannot set the thread pointer");

    seL4_UserContext regs = {.pc = elf->e_entry,
                             .sp = ENV_STACK_VADDR + ENV_STACK_PAGES * PAGE_BYTES};
    must(seL4_TCB_WriteRegisters(tcb, 1, 0, 2, &regs), "cannot start a test");
    return env;
}

static void describe_fault(seL4_MessageInfo_t tag)
{
    print("    fault: label %lu, words 0x%lx 0x%lx 0x%lx 0x%lx\n", seL4_MessageInfo_get_label(tag),
          seL4_GetMR(0), seL4_GetMR(1), seL4_GetMR(2), seL4_GetMR(3));
}

static enum outcome wait_for_report(const struct test_env *env)
{
    seL4_Word badge;
    seL4_MessageInfo_t tag = seL4_Recv(endpoint, &badge);

    if (seL4_MessageInfo_get_length(tag) > 0) { /* only faults carry words */
        print("    %s:\n", env->text);
        describe_fault(tag);
        return FAILED;
    }
    switch (seL4_MessageInfo_get_label(tag)) {
    case REPORT_PASSED: return PASSED;
    case REPORT_SKIPPED: return SKIPPED;
    case REPORT_FAILED: return FAILED;
    default: return NO_SUCH_TEST;
    }
}

/* A debug build of our kernel looks at everything it has and panics if something does not fit; others refuse. */
static void check_kernel(void)
{
    seL4_Call(seL4_CapIRQControl, seL4_MessageInfo_new(IRQControlExtCheck, 0, 0, 0));
}

static void destroy(void)
{
    seL4_TCB_Suspend(tcb);
    must(seL4_CNode_Move(seL4_CapInitThreadCNode, seL4_CapIRQControl, CPTR_BITS, cnode,
                         ENV_IRQ_CONTROL, CPTR_BITS), "the test lost the IRQ control");
    check_kernel();
    for (size_t i = 0; i < UNTYPED_KINDS; i++)
        if (test_untyped[i])
            seL4_CNode_Revoke(seL4_CapInitThreadCNode, test_untyped[i], CPTR_BITS);
    seL4_CNode_Revoke(seL4_CapInitThreadCNode, device_untyped(), CPTR_BITS);
    seL4_CNode_Revoke(seL4_CapInitThreadCNode, process_untyped, CPTR_BITS);
    objects_made = 0;
}

enum outcome process_run(uint32_t index, const char **text)
{
    static char kept[ENV_TEXT_BYTES];
    struct test_env *env = make_process(index);
    enum outcome outcome = wait_for_report(env);

    __builtin_memcpy(kept, env->text, sizeof(kept));
    *text = kept;
    unmap_here(env_frame);
    destroy();
    return outcome;
}

void process_init(void)
{
    process_untyped = untyped_take(PROCESS_BITS);
    for (size_t i = 0; i < UNTYPED_KINDS; i++) {
        test_untyped[i] = untyped_take(wanted_bits[i]);
        untyped_bits[i] = wanted_bits[i];
    }
    objects = slot_take(OBJECTS_MAX);
    endpoint = slot_take(1);
    seL4_CPtr small = untyped_take(12);
    if (!process_untyped || !small ||
        seL4_Untyped_Retype(small, seL4_EndpointObject, 0, seL4_CapInitThreadCNode, 0, 0, endpoint, 1))
        stop("not enough memory to run tests");
}
