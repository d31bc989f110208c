/* SPDX-License-Identifier: BSD-2-Clause */
/* What mappings do to the programs that use them: rights, execution, unmapping, address spaces side by side. */
#include "probe.h"

enum {
    CACHED = seL4_ARM_PageCacheable,
    NO_RUN = seL4_ARM_ExecuteNever,
    RW = RIGHT_READ | RIGHT_WRITE,
    CODE_BYTES = 8,
};

static seL4_CPtr new_small(void)
{
    return new_object(seL4_ARM_SmallPageObject, 0);
}

static seL4_Error map(seL4_CPtr frame, seL4_Word vaddr, seL4_Word rights, seL4_Word attributes)
{
    return seL4_ARM_Page_Map(frame, ENV_VSPACE, vaddr, (seL4_CapRights_t){{rights}}, attributes);
}

TEST(mapping, rights_of_capability_and_call)
{
    static const struct {
        uint8_t cap, call;
        uint32_t read, write;
    } rows[] = {
        {RW, RW, 0, 0},
        {RW, RIGHTS_ALL, 0, 0},
        {RW, RIGHT_READ, 0, WRITE_PERMISSION + 3},
        {RW, RIGHT_WRITE, READ_PERMISSION + 3, WRITE_PERMISSION + 3},
        {RW, 0, READ_PERMISSION + 3, WRITE_PERMISSION + 3},
        {RIGHT_READ, RW, 0, WRITE_PERMISSION + 3},
        {RIGHT_READ, RIGHT_READ, 0, WRITE_PERMISSION + 3},
        {RIGHT_READ, RIGHT_WRITE, READ_PERMISSION + 3, WRITE_PERMISSION + 3},
        {RIGHT_WRITE, RW, READ_PERMISSION + 3, WRITE_PERMISSION + 3},
        {0, RW, READ_PERMISSION + 3, WRITE_PERMISSION + 3},
    };
    seL4_CPtr frame;
    seL4_Word vaddr = (seL4_Word)new_page(&frame);

    CHECK_EQ(seL4_ARM_Page_Unmap(frame), 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        seL4_CPtr copy = copy_cap(frame, rows[i].cap);
        REQUIRE_EQ(map(copy, vaddr, rows[i].call, CACHED), 0);
        if (!CHECK_EQ(probe(TOUCH_READ, vaddr), rows[i].read) | !CHECK_EQ(probe(TOUCH_WRITE, vaddr), rows[i].write))
            note("in row %u\n", (unsigned)i);
        CHECK_EQ(delete_cap(copy), 0);
    }
}

TEST(mapping, unmapping_takes_effect_at_once)
{
    seL4_CPtr frame;
    seL4_Word vaddr = (seL4_Word)new_page(&frame);

    CHECK_EQ(probe(TOUCH_WRITE, vaddr), 0);
    CHECK_EQ(seL4_ARM_Page_Unmap(frame), 0);
    CHECK_EQ(probe(TOUCH_READ, vaddr), READ_TRANSLATION + 3);
    CHECK_EQ(map(frame, vaddr, RW, CACHED), 0);
    CHECK_EQ(probe(TOUCH_READ, vaddr), 0);
    CHECK_EQ(probe_value, 0x5aa5);
    CHECK_EQ(map(frame, vaddr, RIGHT_READ, CACHED), 0);
    CHECK_EQ(probe(TOUCH_WRITE, vaddr), WRITE_PERMISSION + 3);
}

TEST(mapping, deleting_a_mapped_copy_unmaps)
{
    seL4_CPtr frame = new_small(), copy = copy_cap(frame, RIGHTS_ALL);
    seL4_Word vaddr = unused_vaddr(12);

    REQUIRE_EQ(map_frame(copy, ENV_VSPACE, vaddr, RW), 0);
    CHECK_EQ(probe(TOUCH_WRITE, vaddr), 0);
    CHECK_EQ(delete_cap(copy), 0);
    CHECK_EQ(probe(TOUCH_READ, vaddr), READ_TRANSLATION + 3);
    CHECK_EQ(seL4_ARM_Page_Unmap(frame), 0);
}

TEST(mapping, replaced_frame_does_not_unmap_its_successor)
{
    seL4_CPtr first, second = new_small();
    seL4_Word vaddr = (seL4_Word)new_page(&first);

    *(volatile uint64_t *)vaddr = 0x11;
    CHECK_EQ(map(second, vaddr, RW, CACHED), 0);
    CHECK_EQ(*(volatile uint64_t *)vaddr, 0);
    CHECK_EQ(seL4_ARM_Page_Unmap(first), 0);
    CHECK_EQ(probe(TOUCH_WRITE, vaddr), 0);
    CHECK_EQ(map(first, vaddr, RW, CACHED), 0);
    CHECK_EQ(*(volatile uint64_t *)vaddr, 0x11);
    CHECK_EQ(delete_cap(second), 0);
    CHECK_EQ(probe(TOUCH_READ, vaddr), 0);
}

/* mov x0, #42; ret */
static void put_code(seL4_Word vaddr)
{
    ((volatile uint32_t *)vaddr)[0] = 0xd2800540;
    ((volatile uint32_t *)vaddr)[1] = 0xd65f03c0;
}

static void run_and_forbid(seL4_Word object, unsigned bits, unsigned level)
{
    seL4_CPtr frame = new_object(object, 0);
    seL4_Word vaddr = unused_vaddr(bits);

    REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RW), 0);
    put_code(vaddr);
    CHECK_EQ(seL4_ARM_Page_Unify_Instruction(frame, 0, CODE_BYTES), 0);
    CHECK_EQ(probe(TOUCH_RUN, vaddr), 0);
    CHECK_EQ(probe_value, 42);
    CHECK_EQ(map(frame, vaddr, RW, CACHED | NO_RUN), 0);
    CHECK_EQ(probe(TOUCH_RUN, vaddr), RUN_PERMISSION + level);
    CHECK_EQ(probe(TOUCH_READ, vaddr), 0);
    CHECK_EQ(map(frame, vaddr, RIGHT_READ, CACHED), 0);
    CHECK_EQ(probe(TOUCH_RUN, vaddr), 0);
}

TEST(mapping, execute_never_on_small_page)
{
    run_and_forbid(seL4_ARM_SmallPageObject, 12, 3);
}

TEST(mapping, execute_never_on_large_page)
{
    run_and_forbid(seL4_ARM_LargePageObject, 21, 2);
}

TEST(mapping, uncached_view_of_the_same_frame)
{
    seL4_CPtr frame, copy;
    volatile uint64_t *cached = new_page(&frame);
    seL4_Word vaddr = unused_vaddr(12);

    copy = copy_cap(frame, RIGHTS_ALL);
    REQUIRE_EQ(map_frame(copy, ENV_VSPACE, vaddr, RW), 0);
    CHECK_EQ(map(copy, vaddr, RW, 0), 0);
    cached[3] = 0x77;
    CHECK_EQ(seL4_ARM_Page_Clean_Data(frame, 0, PAGE), 0);
    CHECK_EQ(((volatile uint64_t *)vaddr)[3], 0x77);
}

TEST(mapping, deleted_table_takes_its_pages_along)
{
    seL4_Word vaddr = unused_vaddr(30), there = 0x7f0000000000;
    seL4_CPtr level2 = new_object(seL4_ARM_PageTableObject, 0), level3 = new_object(seL4_ARM_PageTableObject, 0);
    seL4_CPtr frame = new_small();

    REQUIRE_EQ(seL4_ARM_PageTable_Map(level2, ENV_VSPACE, vaddr, 0), 0);
    REQUIRE_EQ(seL4_ARM_PageTable_Map(level3, ENV_VSPACE, vaddr, 0), 0);
    REQUIRE_EQ(map(frame, vaddr, RW, CACHED), 0);
    CHECK_EQ(probe(TOUCH_WRITE, vaddr), 0);
    CHECK_EQ(delete_cap(level3), 0);
    CHECK_EQ(probe(TOUCH_READ, vaddr), READ_TRANSLATION + 2);
    CHECK_EQ(map(frame, there, RW, CACHED), seL4_InvalidArgument); /* its record stays */
    CHECK_EQ(seL4_ARM_Page_Unmap(frame), 0);
    CHECK_EQ(map_frame(frame, ENV_VSPACE, there, RW), 0);
    CHECK_EQ(probe(TOUCH_READ, there), 0);
    CHECK_EQ(probe_value, 0x5aa5);
}

TEST(mapping, unmapped_table_is_empty_when_it_comes_back)
{
    seL4_Word vaddr = unused_vaddr(30);
    seL4_CPtr level2 = new_object(seL4_ARM_PageTableObject, 0), level3 = new_object(seL4_ARM_PageTableObject, 0);
    seL4_CPtr frame = new_small();

    REQUIRE_EQ(seL4_ARM_PageTable_Map(level2, ENV_VSPACE, vaddr, 0), 0);
    REQUIRE_EQ(seL4_ARM_PageTable_Map(level3, ENV_VSPACE, vaddr, 0), 0);
    REQUIRE_EQ(map(frame, vaddr, RW, CACHED), 0);
    CHECK_EQ(probe(TOUCH_WRITE, vaddr), 0);
    CHECK_EQ(seL4_ARM_PageTable_Unmap(level2), 0); /* with a table inside */
    CHECK_EQ(probe(TOUCH_READ, vaddr), READ_TRANSLATION + 1);
    CHECK_EQ(seL4_ARM_PageTable_Unmap(level3), 0);
    REQUIRE_EQ(seL4_ARM_PageTable_Map(level3, ENV_VSPACE, vaddr, 0), 0); /* they change places */
    REQUIRE_EQ(seL4_ARM_PageTable_Map(level2, ENV_VSPACE, vaddr, 0), 0);
    CHECK_EQ(probe(TOUCH_READ, vaddr), READ_TRANSLATION + 3);
    CHECK_EQ(map(frame, vaddr, RW, CACHED), 0); /* the record fits: mapped again */
    CHECK_EQ(probe(TOUCH_READ, vaddr), 0);
}

TEST(mapping, last_page_of_user_space)
{
    seL4_Word last = 0x7ffffffff000, last_large = 0x7fffffe00000;
    seL4_CPtr frame = new_small(), large = new_object(seL4_ARM_LargePageObject, 0);

    REQUIRE_EQ(map_frame(frame, ENV_VSPACE, last, RW), 0);
    CHECK_EQ(probe(TOUCH_WRITE, last + PAGE - 8), 0);
    CHECK_EQ(map(large, last_large, RW, CACHED), seL4_FailedLookup);
    CHECK_EQ(map(large, 0x800000000000, RW, CACHED), seL4_InvalidArgument);
    CHECK_EQ(map(new_small(), -(seL4_Word)PAGE, RW, CACHED), seL4_InvalidArgument);
}

TEST(mapping, kernel_memory_is_closed)
{
    static const seL4_Word addresses[] = {0xffffffffc0000000, 0xffffff8040000000, 0xffffffffffe00000, 0x800000000000};

    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        CHECK_EQ(probe(TOUCH_READ, addresses[i]) >> 26, 0x24);
        CHECK_EQ(probe(TOUCH_WRITE, addresses[i]) >> 26, 0x24);
        CHECK_EQ(probe(TOUCH_RUN, addresses[i]) >> 26, 0x20);
    }
}

TEST(mapping, two_spaces_show_different_pages_at_one_address)
{
    static struct thread other;
    seL4_CPtr here = new_small(), there = new_small(), scratch_cap = copy_cap(there, RIGHTS_ALL);
    seL4_Word vaddr = unused_vaddr(12), scratch = unused_vaddr(12);

    thread_init(&other, true);
    REQUIRE_EQ(map_frame(here, ENV_VSPACE, vaddr, RW), 0);
    REQUIRE_EQ(map_frame(there, other.vspace, vaddr, RW), 0);
    REQUIRE_EQ(map_frame(scratch_cap, ENV_VSPACE, scratch, RW), 0);
    *(volatile uint64_t *)vaddr = 1;
    *(volatile uint64_t *)scratch = 2;
    probe_in(&other);
    for (int round = 0; round < 3; round++) {
        CHECK_EQ(probe(TOUCH_READ, vaddr), 0);
        CHECK_EQ(probe_value, 2);
        CHECK_EQ(*(volatile uint64_t *)vaddr, 1);
    }
    CHECK_EQ(probe(TOUCH_READ, scratch), READ_TRANSLATION + 3);
}

TEST(mapping, pool_deleted_under_a_running_space)
{
    static struct thread other;
    seL4_CPtr pool = new_slot(), ep = new_object(seL4_EndpointObject, 0);
    seL4_CPtr shared = new_object(seL4_ARM_VSpaceObject, 0);
    seL4_Word badge;

    REQUIRE_EQ(seL4_ARM_ASIDControl_MakePool(ENV_ASID_CONTROL, new_untyped(12), ENV_CNODE, pool, 64), 0);
    REQUIRE_EQ(seL4_ARM_ASIDPool_Assign(pool, shared), 0);
    thread_init(&other, false);
    for (uint32_t i = 0; i < ENV->image_count; i++)
        REQUIRE_EQ(map_frame(copy_cap(ENV_IMAGE + i, RIGHTS_ALL), shared, ENV->image_vaddr + i * PAGE, RW), 0);
    REQUIRE_EQ(seL4_TCB_SetSpace(other.tcb, mint_cap(ep, RIGHTS_ALL, 9), ENV_CNODE, 0, shared, 0), 0);
    CHECK_EQ(delete_cap(pool), 0);
    seL4_UserContext regs = {.pc = ENV->image_vaddr};
    REQUIRE_EQ(seL4_TCB_SetPriority(other.tcb, ENV_TCB, ENV_PRIORITY - 1), 0);
    REQUIRE_EQ(seL4_TCB_WriteRegisters(other.tcb, 1, 0, 1, &regs), 0);
    CHECK_EQ(seL4_MessageInfo_get_label(seL4_Recv(ep, &badge)), seL4_Fault_VMFault);
    CHECK_EQ(seL4_GetMR(1), ENV->image_vaddr);
    CHECK_EQ(seL4_GetMR(3), RUN_TRANSLATION);
    seL4_CPtr frame = new_small();
    EXPECT(ask(frame, ARMPageMap, CAPS(shared), WORDS(0x10000000, RW, CACHED)), seL4_FailedLookup, 0, 1);
}
