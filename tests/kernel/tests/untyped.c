/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped_Retype: what it refuses and in which words, and how memory is handed out and reused. */
#include "test.h"

enum { SLOTS = 1 << ENV_CNODE_BITS, DEEPEST = WORD_BITS };

/* MRs: type, size bits, node index, node depth, node offset, count. */
static struct answer retype(seL4_CPtr untyped, seL4_Word type, seL4_Word bits, seL4_Word offset,
                            seL4_Word count)
{
    return ask(untyped, UntypedRetype, CAPS(ENV_CNODE), WORDS(type, bits, 0, 0, offset, count));
}

TEST(untyped, label_of_another_object)
{
    EXPECT(ask(new_untyped(16), 2, CAPS(ENV_CNODE), WORDS(2, 0, 0, 0, ENV_FREE, 1)),
           seL4_IllegalOperation);
}

TEST(untyped, truncated)
{
    seL4_CPtr u = new_untyped(16);

    EXPECT(ask(u, UntypedRetype, NOTHING, WORDS(2, 0, 0, 0, ENV_FREE, 1)), seL4_TruncatedMessage);
    EXPECT(ask(u, UntypedRetype, CAPS(ENV_CNODE), WORDS(2, 0, 0, 0, ENV_FREE)), seL4_TruncatedMessage);
    EXPECT(ask(u, 2, NOTHING, NOTHING), seL4_IllegalOperation); /* the label comes first */
}

TEST(untyped, bad_type)
{
    seL4_CPtr u = new_untyped(16), slot = new_slot();

    EXPECT(retype(u, 10, 0, slot, 1), seL4_InvalidArgument, 0);
    EXPECT(retype(u, ~0ul, 99, slot, 0), seL4_InvalidArgument, 0);
}

TEST(untyped, bad_size)
{
    seL4_CPtr u = new_untyped(16), slot = new_slot();

    EXPECT(retype(u, seL4_UntypedObject, 48, slot, 1), seL4_RangeError, 0, 47);
    EXPECT(retype(u, seL4_UntypedObject, 64, slot, 1), seL4_RangeError, 0, 47);
    EXPECT(retype(u, seL4_EndpointObject, 64, slot, 1), seL4_RangeError, 0, 47);
    EXPECT(retype(u, seL4_CapTableObject, 43, slot, 1), seL4_RangeError, 0, 47);
    EXPECT(retype(u, seL4_UntypedObject, 3, slot, 1), seL4_InvalidArgument, 1);
    EXPECT(retype(u, seL4_CapTableObject, 0, slot, 1), seL4_InvalidArgument, 1);
    EXPECT(retype(u, seL4_EndpointObject, 63, slot, 1), seL4_NoError);
}

TEST(untyped, bad_destination)
{
    seL4_CPtr u = new_untyped(16), slot = new_slot(), ep = new_object(seL4_EndpointObject, 0);

    EXPECT(ask(u, 1, CAPS(ENV_CNODE), WORDS(2, 0, slot, 65, slot, 1)), seL4_RangeError, 1, 64);
    EXPECT(ask(u, 1, CAPS(ENV_CNODE), WORDS(2, 0, slot, 64, 0, 1)), seL4_FailedLookup, 0, 2, 64);
    EXPECT(ask(u, 1, CAPS(ENV_CNODE), WORDS(2, 0, ep, 64, 0, 1)), seL4_FailedLookup, 0, 2, 64);
    EXPECT(ask(u, 1, CAPS(ENV_TCB), WORDS(2, 0, 0, 0, slot, 1)), seL4_FailedLookup, 0, 2, 0);
    EXPECT(ask(u, 1, CAPS(ENV_TCB), WORDS(2, 0, 0, 64, slot, 1)), seL4_FailedLookup, 0, 1);
    EXPECT(ask(u, 1, CAPS(ENV_CNODE), WORDS(2, 0, 0, 20, slot, 1)), seL4_FailedLookup, 0, 4, 20, 0,
           WORD_BITS - ENV_CNODE_BITS);
}

TEST(untyped, destination_by_path)
{
    seL4_CPtr u = new_untyped(16), inner = new_object(seL4_CapTableObject, 3), out = new_slot();

    EXPECT(ask(u, 1, CAPS(ENV_CNODE), WORDS(2, 0, inner, 64, 7, 1)), seL4_NoError);
    EXPECT(ask(u, 1, CAPS(ENV_CNODE), WORDS(2, 0, inner, 64, 8, 1)), seL4_RangeError, 0, 7);
    CHECK_EQ(seL4_CNode_Move(ENV_CNODE, out, WORD_BITS, inner, 7, 3), 0);
    CHECK(!slot_is_empty(out));
}

TEST(untyped, bad_window)
{
    seL4_CPtr u = new_untyped(16), used = new_object(seL4_EndpointObject, 0);

    EXPECT(retype(u, 2, 0, SLOTS, 1), seL4_RangeError, 0, SLOTS - 1);
    EXPECT(retype(u, 2, 0, ENV_FREE, 0), seL4_RangeError, 1, 256);
    EXPECT(retype(u, 2, 0, ENV_FREE, 257), seL4_RangeError, 1, 256);
    EXPECT(retype(u, 2, 0, ENV_FREE, 1ul << 31), seL4_RangeError, 1, 256);
    EXPECT(retype(u, 2, 0, ENV_FREE, 1ul << 20), seL4_RangeError, 1, 256);
    EXPECT(retype(u, 2, 0, SLOTS - 1, 2), seL4_RangeError, 1, 1);
    EXPECT(retype(u, 2, 0, used, 1), seL4_DeleteFirst);
    EXPECT(retype(u, 2, 0, used - 1, 2), seL4_DeleteFirst);
}

TEST(untyped, order_of_errors)
{
    seL4_CPtr u = new_untyped(4), used = new_object(seL4_EndpointObject, 0), slot = new_slot();

    EXPECT(retype(u, 10, 64, used, 0), seL4_InvalidArgument, 0);
    EXPECT(retype(u, seL4_UntypedObject, 48, used, 0), seL4_RangeError, 0, 47);
    EXPECT(retype(u, 2, 0, SLOTS, 0), seL4_RangeError, 0, SLOTS - 1);
    EXPECT(retype(u, 2, 0, used, 0), seL4_RangeError, 1, 256);
    EXPECT(retype(u, seL4_TCBObject, 0, used, 1), seL4_DeleteFirst);
    EXPECT(retype(u, seL4_TCBObject, 0, slot, 1), seL4_NotEnoughMemory, 16);
}

TEST(untyped, exact_fill)
{
    seL4_CPtr u = new_untyped(16), first = new_slots(17);

    for (int i = 0; i < 16; i++)
        EXPECT(retype(u, seL4_ARM_SmallPageObject, 0, first + (seL4_CPtr)i, 1), seL4_NoError);
    EXPECT(retype(u, seL4_ARM_SmallPageObject, 0, first + 16, 1), seL4_NotEnoughMemory, 0);
}

TEST(untyped, endpoints_fill_a_page)
{
    seL4_CPtr u = new_untyped(12), first = new_slots(257);

    EXPECT(retype(u, seL4_EndpointObject, 0, first, 256), seL4_NoError);
    EXPECT(retype(u, seL4_EndpointObject, 0, first + 256, 1), seL4_NotEnoughMemory, 0);
}

TEST(untyped, alignment_loses_memory)
{
    seL4_CPtr u = new_untyped(14), first = new_slots(4);

    EXPECT(retype(u, seL4_EndpointObject, 0, first, 1), seL4_NoError);
    EXPECT(retype(u, seL4_UntypedObject, 13, first + 1, 1), seL4_NoError);
    EXPECT(retype(u, seL4_EndpointObject, 0, first + 2, 1), seL4_NotEnoughMemory, 0);
}

/* Free bytes are counted before alignment: a fit by count alone is checked on the unaligned rest. */
TEST(untyped, reuse_after_children_are_gone)
{
    seL4_CPtr u = new_untyped(16), first = new_slots(3);

    EXPECT(retype(u, seL4_UntypedObject, 15, first, 2), seL4_NoError);
    EXPECT(retype(u, seL4_UntypedObject, 15, first + 2, 1), seL4_NotEnoughMemory, 0);
    CHECK_EQ(delete_cap(first), 0);
    EXPECT(retype(u, seL4_UntypedObject, 15, first + 2, 1), seL4_NotEnoughMemory, 0);
    CHECK_EQ(delete_cap(first + 1), 0);
    EXPECT(retype(u, seL4_UntypedObject, 16, first + 2, 1), seL4_NoError);
}

TEST(untyped, revoke_gives_all_back)
{
    seL4_CPtr u = new_untyped(16), first = new_slots(64);

    for (int round = 0; round < 3; round++) {
        EXPECT(retype(u, seL4_EndpointObject, 0, first, 64), seL4_NoError);
        CHECK_EQ(revoke_cap(u), 0);
        for (int i = 0; i < 64; i++)
            CHECK(slot_is_empty(first + (seL4_CPtr)i));
    }
    EXPECT(retype(u, seL4_UntypedObject, 16, first, 1), seL4_NoError);
}

TEST(untyped, copied_untyped_is_full)
{
    seL4_CPtr u = new_untyped(16), copy = copy_cap(u, RIGHTS_ALL), slot = new_slot();

    EXPECT(retype(u, seL4_EndpointObject, 0, slot, 1), seL4_NotEnoughMemory, 0);
    EXPECT(retype(copy, seL4_EndpointObject, 0, slot, 1), seL4_NoError);
    CHECK_EQ(delete_cap(slot), 0);
    CHECK_EQ(delete_cap(copy), 0);
    EXPECT(retype(u, seL4_EndpointObject, 0, slot, 1), seL4_NoError);
}

TEST(untyped, copy_with_children)
{
    seL4_CPtr u = new_untyped(16), slot = new_slot(), to = new_slot();

    EXPECT(retype(u, seL4_EndpointObject, 0, slot, 1), seL4_NoError);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(to, 64, u, 64, 15)), seL4_RevokeFirst);
}

TEST(untyped, device)
{
    seL4_CPtr slot = new_slots(2);

    EXPECT(retype(ENV_DEVICE_UNTYPED, seL4_EndpointObject, 0, slot, 1), seL4_InvalidArgument, 1);
    EXPECT(retype(ENV_DEVICE_UNTYPED, seL4_ARM_VSpaceObject, 0, slot, 1), seL4_InvalidArgument, 1);
    EXPECT(retype(ENV_DEVICE_UNTYPED, seL4_ARM_SmallPageObject, 0, slot, 1), seL4_NoError);
    EXPECT(retype(ENV_DEVICE_UNTYPED, seL4_UntypedObject, 12, slot + 1, 1), seL4_NoError);
}

TEST(untyped, reused_frame_reads_zero)
{
    seL4_CPtr u = new_untyped(12), frame = new_slot();
    seL4_Word vaddr = unused_vaddr(12);

    for (int round = 0; round < 2; round++) {
        REQUIRE_EQ(seL4_Untyped_Retype(u, seL4_ARM_SmallPageObject, 0, ENV_CNODE, 0, 0, frame, 1), 0);
        REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RIGHT_READ | RIGHT_WRITE), 0);
        volatile uint64_t *words = (void *)vaddr;
        for (int i = 0; i < PAGE / 8; i++) {
            CHECK_EQ(words[i], 0);
            words[i] = ~0ul;
        }
        REQUIRE_EQ(delete_cap(frame), 0);
    }
}

TEST(untyped, cnode_sizes)
{
    seL4_CPtr u = new_untyped(16), slot = new_slot();

    for (seL4_Word radix = 12; radix < 20; radix++)
        EXPECT(retype(u, seL4_CapTableObject, radix, slot, 1), seL4_NotEnoughMemory, 1 << 16);
    EXPECT(retype(u, seL4_CapTableObject, 11, slot, 1), seL4_NoError);
}

TEST(untyped, send_reports_nothing)
{
    seL4_CPtr u = new_untyped(12);
    struct sel4_regs r = {u, 1ul << 12 | 6, {10, 2, 3, 4}};

    sel4_enter(seL4_SysSend, &r);
    CHECK_EQ(r.cap, u);
    CHECK_EQ(r.info, 1ul << 12 | 6);
    CHECK_EQ(r.mr[0], 10);
    CHECK_EQ(r.mr[3], 4);
}
