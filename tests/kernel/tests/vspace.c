/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames, page tables, address spaces, ASIDs and cache operations. */
#include "test.h"

enum { ATTR = 3, RW = RIGHT_READ | RIGHT_WRITE };
#define KERNEL_VADDR 0x800000000000ul
#define FAR_AWAY 0x700000000000ul

static struct answer map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_Word rights)
{
    return ask(frame, ARMPageMap, CAPS(vspace), WORDS(vaddr, rights, ATTR));
}

static struct answer map_table(seL4_CPtr table, seL4_CPtr vspace, seL4_Word vaddr)
{
    return ask(table, ARMPageTableMap, CAPS(vspace), WORDS(vaddr, ATTR));
}

static seL4_CPtr new_table(void)
{
    return new_object(seL4_ARM_PageTableObject, 0);
}

static seL4_CPtr new_small(void)
{
    return new_object(seL4_ARM_SmallPageObject, 0);
}

TEST(vspace, levels_are_missing_one_by_one)
{
    seL4_CPtr vs = new_vspace(), frame = new_small();
    seL4_Word vaddr = 0x10000000;

    EXPECT(map(frame, vs, vaddr, RW), seL4_FailedLookup, 0, 2, 39);
    EXPECT(map_table(new_table(), vs, vaddr + 0x123), seL4_NoError);
    EXPECT(map(frame, vs, vaddr, RW), seL4_FailedLookup, 0, 2, 30);
    EXPECT(map_table(new_table(), vs, vaddr), seL4_NoError);
    EXPECT(map(frame, vs, vaddr, RW), seL4_FailedLookup, 0, 2, 21);
    EXPECT(map_table(new_table(), vs, vaddr), seL4_NoError);
    EXPECT(map(frame, vs, vaddr, RW), seL4_NoError);
    EXPECT(map_table(new_table(), vs, vaddr), seL4_DeleteFirst);
}

TEST(vspace, page_map_errors)
{
    seL4_CPtr vs = new_vspace(), other = new_vspace(), frame = new_small();
    seL4_CPtr loose = new_object(seL4_ARM_VSpaceObject, 0);
    seL4_Word vaddr = 0x10000000;

    map_tables(vs, vaddr, 12);
    EXPECT(ask(frame, ARMPageMap, NOTHING, WORDS(vaddr, RW, ATTR)), seL4_TruncatedMessage);
    EXPECT(ask(frame, ARMPageMap, CAPS(vs), WORDS(vaddr, RW)), seL4_TruncatedMessage);
    EXPECT(map(frame, loose, vaddr, RW), seL4_InvalidCapability, 1);
    EXPECT(map(frame, ENV_TCB, vaddr, RW), seL4_InvalidCapability, 1);
    EXPECT(map(frame, vs, vaddr + 8, RW), seL4_AlignmentError);
    EXPECT(map(frame, vs, KERNEL_VADDR, RW), seL4_InvalidArgument, 0);
    EXPECT(map(frame, vs, vaddr, RW), seL4_NoError);
    EXPECT(map(frame, vs, vaddr + PAGE, RW), seL4_InvalidArgument, 0);
    EXPECT(map(frame, other, vaddr, RW), seL4_InvalidCapability, 1);
    EXPECT(map(frame, vs, vaddr, RIGHT_READ), seL4_NoError);
    EXPECT(map(new_small(), vs, vaddr, RW), seL4_NoError); /* replaces without a word */
    EXPECT(ask(frame, ARMPageUnmap, NOTHING, NOTHING), seL4_NoError);
    EXPECT(ask(frame, ARMPageUnmap, NOTHING, NOTHING), seL4_NoError);
    EXPECT(ask(frame, 99, NOTHING, NOTHING), seL4_IllegalOperation);
}

TEST(vspace, table_errors)
{
    seL4_CPtr vs = new_vspace(), table = new_table(), loose = new_object(seL4_ARM_VSpaceObject, 0);

    EXPECT(ask(table, ARMPageTableMap, CAPS(vs), WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(table, ARMPageTableMap, NOTHING, WORDS(0, 0)), seL4_TruncatedMessage);
    EXPECT(map_table(table, loose, 0), seL4_InvalidCapability, 1);
    EXPECT(map_table(table, vs, KERNEL_VADDR), seL4_InvalidArgument, 0);
    EXPECT(map_table(table, vs, 0x10000123), seL4_NoError);
    EXPECT(map_table(table, vs, 0x10000000), seL4_InvalidCapability, 0);
    seL4_CPtr copy = copy_cap(table, RIGHTS_ALL);
    EXPECT(ask(table, ARMPageTableUnmap, NOTHING, NOTHING), seL4_RevokeFirst);
    CHECK_EQ(delete_cap(copy), 0);
    EXPECT(ask(table, ARMPageTableUnmap, NOTHING, NOTHING), seL4_NoError);
    EXPECT(ask(table, ARMPageTableUnmap, NOTHING, NOTHING), seL4_NoError);
    EXPECT(map_table(table, vs, 0x10000000), seL4_NoError);
}

TEST(vspace, large_pages)
{
    seL4_CPtr vs = new_vspace(), large = new_object(seL4_ARM_LargePageObject, 0);
    seL4_Word vaddr = 0x40000000;

    map_tables(vs, vaddr, 21);
    EXPECT(map(large, vs, vaddr + PAGE, RW), seL4_AlignmentError);
    EXPECT(map(large, vs, vaddr, RW), seL4_NoError);
    EXPECT(map(large, vs, vaddr, RIGHT_READ), seL4_NoError);
    EXPECT(map(large, vs, vaddr + (1 << 21), RW), seL4_InvalidArgument, 0);
    EXPECT(map(new_small(), vs, vaddr, RW), seL4_FailedLookup, 0, 2, 21);
    EXPECT(map_table(new_table(), vs, vaddr), seL4_DeleteFirst);
    EXPECT(ask(large, ARMPageUnmap, NOTHING, NOTHING), seL4_NoError);
    EXPECT(map_table(new_table(), vs, vaddr), seL4_NoError);
    EXPECT(map(large, vs, vaddr, RW), seL4_FailedLookup, 0, 2, 12);
}

TEST(vspace, memory_is_there)
{
    seL4_CPtr large = new_object(seL4_ARM_LargePageObject, 0);
    seL4_Word vaddr = unused_vaddr(21);

    REQUIRE_EQ(map_frame(large, ENV_VSPACE, vaddr, RW), 0);
    volatile uint64_t *words = (void *)vaddr;
    for (size_t i = 0; i < (1 << 21) / 8; i += 512) {
        CHECK_EQ(words[i], 0);
        words[i] = i;
    }
    EXPECT(ask(large, ARMPageUnmap, NOTHING, NOTHING), seL4_NoError);
    EXPECT(map(large, ENV_VSPACE, vaddr, RW), seL4_NoError);
    for (size_t i = 0; i < (1 << 21) / 8; i += 512)
        CHECK_EQ(words[i], i);
}

TEST(vspace, two_mappings_of_one_frame)
{
    seL4_CPtr frame;
    volatile uint64_t *a = new_page(&frame);
    seL4_CPtr copy = copy_cap(frame, RIGHTS_ALL);
    seL4_Word vaddr = unused_vaddr(12);

    REQUIRE_EQ(map_frame(copy, ENV_VSPACE, vaddr, RW), 0);
    a[7] = 0x1234;
    CHECK_EQ(((volatile uint64_t *)vaddr)[7], 0x1234);
}

TEST(vspace, get_address)
{
    seL4_CPtr frames = new_slots(2), u = new_untyped(13);

    REQUIRE_EQ(seL4_Untyped_Retype(u, seL4_ARM_SmallPageObject, 0, ENV_CNODE, 0, 0, frames, 2), 0);
    struct answer a = ask(frames, ARMPageGetAddress, NOTHING, NOTHING);
    struct answer b = ask(frames + 1, ARMPageGetAddress, NOTHING, NOTHING);
    CHECK_EQ(a.info, 1);
    CHECK_EQ(b.mr[0], a.mr[0] + PAGE);
}

TEST(vspace, clean_errors)
{
    seL4_CPtr frame, copy;
    seL4_Word vaddr = (seL4_Word)new_page(&frame);

    copy = copy_cap(frame, RIGHTS_ALL);
    EXPECT(ask(copy, ARMPageClean_Data, NOTHING, WORDS(0, PAGE)), seL4_IllegalOperation);
    EXPECT(ask(frame, ARMPageClean_Data, NOTHING, WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(frame, ARMPageClean_Data, NOTHING, WORDS(8, 8)), seL4_InvalidArgument, 1);
    EXPECT(ask(frame, ARMPageClean_Data, NOTHING, WORDS(PAGE, PAGE + 1)), seL4_InvalidArgument, 0);
    EXPECT(ask(frame, ARMPageClean_Data, NOTHING, WORDS(0, PAGE + 1)), seL4_InvalidArgument, 0);
    for (seL4_Word label = ARMPageClean_Data; label <= ARMPageUnify_Instruction; label++)
        EXPECT(ask(frame, label, NOTHING, WORDS(0, PAGE)), seL4_NoError);
    EXPECT(ask(ENV_VSPACE, ARMVSpaceClean_Data, NOTHING, WORDS(vaddr, vaddr + PAGE + 1)), seL4_RangeError,
           vaddr, vaddr + PAGE - 1);
    EXPECT(ask(ENV_VSPACE, ARMVSpaceClean_Data, NOTHING, WORDS(vaddr, vaddr)), seL4_InvalidArgument, 1);
    EXPECT(ask(ENV_VSPACE, ARMVSpaceClean_Data, NOTHING, WORDS(FAR_AWAY, FAR_AWAY + 8)), seL4_NoError);
    EXPECT(ask(ENV_VSPACE, ARMVSpaceClean_Data, NOTHING, WORDS(KERNEL_VADDR, KERNEL_VADDR + 8)),
           seL4_IllegalOperation);
    for (seL4_Word label = ARMVSpaceClean_Data; label <= ARMVSpaceUnify_Instruction; label++)
        EXPECT(ask(ENV_VSPACE, label, NOTHING, WORDS(vaddr, vaddr + PAGE)), seL4_NoError);
    EXPECT(map(frame, ENV_VSPACE, vaddr, RIGHT_READ), seL4_NoError);
    EXPECT(ask(frame, ARMPageInvalidate_Data, NOTHING, WORDS(0, 8)), seL4_IllegalOperation);
    EXPECT(ask(ENV_VSPACE, ARMVSpaceInvalidate_Data, NOTHING, WORDS(vaddr, vaddr + 8)), seL4_IllegalOperation);
}

TEST(asid, assign_errors)
{
    seL4_CPtr vs = new_vspace();

    EXPECT(ask(ENV_ASID_POOL, ARMASIDPoolAssign, NOTHING, NOTHING), seL4_TruncatedMessage);
    EXPECT(ask(ENV_ASID_POOL, ARMASIDPoolAssign, CAPS(vs), NOTHING), seL4_InvalidCapability, 1);
    EXPECT(ask(ENV_ASID_POOL, ARMASIDPoolAssign, CAPS(new_object(seL4_EndpointObject, 0)), NOTHING),
           seL4_InvalidCapability, 1);
    EXPECT(ask(ENV_ASID_POOL, 99, NOTHING, NOTHING), seL4_IllegalOperation);
}

TEST(asid, make_pool_errors)
{
    seL4_CPtr u = new_untyped(12), big = new_untyped(13), slot = new_slot();
    seL4_CPtr used = new_object(seL4_EndpointObject, 0);

    EXPECT(ask(ENV_ASID_CONTROL, 99, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(ENV_ASID_CONTROL, ARMASIDControlMakePool, CAPS(u), WORDS(slot, 64)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_ASID_CONTROL, ARMASIDControlMakePool, CAPS(big, ENV_CNODE), WORDS(slot, 64)),
           seL4_InvalidCapability, 1);
    EXPECT(ask(ENV_ASID_CONTROL, ARMASIDControlMakePool, CAPS(u, ENV_CNODE), WORDS(used, 64)),
           seL4_DeleteFirst);
    EXPECT(ask(ENV_ASID_CONTROL, ARMASIDControlMakePool, CAPS(u, ENV_CNODE), WORDS(slot, 64)), seL4_NoError);
    EXPECT(ask(ENV_ASID_CONTROL, ARMASIDControlMakePool, CAPS(u, ENV_CNODE), WORDS(new_slot(), 64)),
           seL4_RevokeFirst);
    EXPECT(ask(u, UntypedRetype, CAPS(ENV_CNODE), WORDS(2, 0, 0, 0, new_slot(), 1)), seL4_NotEnoughMemory, 0);
    EXPECT(ask(slot, ARMASIDPoolAssign, CAPS(new_object(seL4_ARM_VSpaceObject, 0)), NOTHING), seL4_NoError);
}

TEST(asid, one_hundred_and_twenty_seven_pools)
{
    seL4_CPtr u = new_slots(128), pools = new_slots(128);

    REQUIRE_EQ(seL4_Untyped_Retype(ENV_UNTYPED, seL4_UntypedObject, 12, ENV_CNODE, 0, 0, u, 128), 0);
    for (seL4_CPtr i = 0; i < 127; i++)
        EXPECT(ask(ENV_ASID_CONTROL, ARMASIDControlMakePool, CAPS(u + i, ENV_CNODE), WORDS(pools + i, 64)),
               seL4_NoError);
    EXPECT(ask(ENV_ASID_CONTROL, ARMASIDControlMakePool, CAPS(u + 127, ENV_CNODE), WORDS(pools + 127, 64)),
           seL4_DeleteFirst);
}

TEST(asid, deleted_pool)
{
    seL4_CPtr u = new_untyped(12), pool = new_slot(), vs = new_object(seL4_ARM_VSpaceObject, 0);

    REQUIRE_EQ(seL4_ARM_ASIDControl_MakePool(ENV_ASID_CONTROL, u, ENV_CNODE, pool, 64), 0);
    EXPECT(ask(pool, ARMASIDPoolAssign, CAPS(vs), NOTHING), seL4_NoError);
    CHECK_EQ(delete_cap(pool), 0);
    EXPECT(map(new_small(), vs, 0x10000000, RW), seL4_FailedLookup, 0, 1);
    EXPECT(map_table(new_table(), vs, 0x10000000), seL4_FailedLookup, 0, 1);
}

TEST(vspace, deleted_while_mapped)
{
    seL4_CPtr vs = new_vspace(), frame = new_small(), table = new_table();

    EXPECT(map_table(table, vs, 0x10000000), seL4_NoError);
    REQUIRE_EQ(map_frame(frame, vs, 0x10000000, RW), 0);
    CHECK_EQ(delete_cap(vs), 0);
    EXPECT(ask(frame, ARMPageUnmap, NOTHING, NOTHING), seL4_NoError);
    EXPECT(ask(table, ARMPageTableUnmap, NOTHING, NOTHING), seL4_NoError);
}
