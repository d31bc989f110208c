/* SPDX-License-Identifier: BSD-2-Clause */
/* CNode operations: effects, errors and their order; derivation as Revoke and Delete show it. */
#include "test.h"

static struct answer copy(seL4_CPtr to, seL4_CPtr from)
{
    return ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(to, 64, from, 64, RIGHTS_ALL));
}

static struct answer mint(seL4_CPtr to, seL4_CPtr from, seL4_Word badge)
{
    return ask(ENV_CNODE, CNodeMint, CAPS(ENV_CNODE), WORDS(to, 64, from, 64, RIGHTS_ALL, badge));
}

static struct answer move(seL4_CPtr to, seL4_CPtr from)
{
    return ask(ENV_CNODE, CNodeMove, CAPS(ENV_CNODE), WORDS(to, 64, from, 64));
}

static struct answer mutate(seL4_CPtr to, seL4_CPtr from, seL4_Word data)
{
    return ask(ENV_CNODE, CNodeMutate, CAPS(ENV_CNODE), WORDS(to, 64, from, 64, data));
}

static seL4_CPtr new_ep(void)
{
    return new_object(seL4_EndpointObject, 0);
}

/* A Call on an empty slot is InvalidCapability, on a TCB with label 0 IllegalOperation. */
TEST(cnode, invoke_null)
{
    struct answer a = ask(new_slot(), 0, NOTHING, NOTHING);

    EXPECT(a, seL4_InvalidCapability, 0);
    CHECK_EQ(a.info, 0x2001);
}

TEST(cnode, label_zero)
{
    struct answer a = ask(ENV_CNODE, 0, NOTHING, NOTHING);

    EXPECT(a, seL4_IllegalOperation);
    CHECK_EQ(a.info, 0x3000);
}

TEST(cnode, labels_outside)
{
    EXPECT(ask(ENV_CNODE, CNodeRevoke - 1, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(ENV_CNODE, CNodeSaveCaller + 1, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(ENV_CNODE, (1ul << 52) - 1, NOTHING, NOTHING), seL4_IllegalOperation);
}

TEST(cnode, truncated)
{
    seL4_CPtr ep = new_ep(), to = new_slot();

    EXPECT(ask(ENV_CNODE, CNodeDelete, NOTHING, WORDS(to)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_CNODE, CNodeCopy, NOTHING, WORDS(to, 64, ep, 64, 15)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(to, 64, ep)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(to, 64, ep, 64)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_CNODE, CNodeMint, CAPS(ENV_CNODE), WORDS(to, 64, ep, 64, 15)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_CNODE, CNodeMutate, CAPS(ENV_CNODE), WORDS(to, 64, ep, 64)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_CNODE, CNodeRotate, CAPS(ENV_CNODE, ENV_CNODE), WORDS(to, 64, 0, ep, 64, 0, ep)),
           seL4_TruncatedMessage);
    EXPECT(ask(ENV_CNODE, CNodeRotate, CAPS(ENV_CNODE), WORDS(to, 64, 0, ep, 64, 0, ep, 64)),
           seL4_TruncatedMessage);
}

TEST(cnode, copy_denotes_the_same_object)
{
    seL4_CPtr to = new_slot(), ntfn = new_object(seL4_NotificationObject, 0);
    seL4_Word badge;

    EXPECT(copy(to, ntfn), seL4_NoError);
    EXPECT(mint(new_slot(), ntfn, 5), seL4_NoError);
    seL4_Signal(to);
    seL4_Wait(ntfn, &badge);
    CHECK_EQ(badge, 0);
}

TEST(cnode, onto_occupied)
{
    seL4_CPtr ep = new_ep(), other = new_ep(), empty = new_slot();

    EXPECT(copy(other, ep), seL4_DeleteFirst);
    EXPECT(mint(other, ep, 1), seL4_DeleteFirst);
    EXPECT(move(other, ep), seL4_DeleteFirst);
    EXPECT(mutate(other, ep, 1), seL4_DeleteFirst);
    EXPECT(copy(other, empty), seL4_DeleteFirst); /* wins over the empty source */
    EXPECT(move(ep, ep), seL4_DeleteFirst);
    EXPECT(mutate(ep, ep, 0), seL4_DeleteFirst);
    CHECK(!slot_is_empty(ep));
    CHECK(!slot_is_empty(other));
}

TEST(cnode, from_empty)
{
    seL4_CPtr from = new_slot(), to = new_slot();

    EXPECT(copy(to, from), seL4_FailedLookup, 1, 2, 64);
    EXPECT(mint(to, from, 1), seL4_FailedLookup, 1, 2, 64);
    EXPECT(move(to, from), seL4_FailedLookup, 1, 2, 64);
    EXPECT(mutate(to, from, 1), seL4_FailedLookup, 1, 2, 64);
    CHECK(slot_is_empty(to));
}

TEST(cnode, bad_paths)
{
    seL4_CPtr ep = new_ep(), to = new_slot();
    seL4_Word guard = WORD_BITS - ENV_CNODE_BITS;

    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(to, 0, ep, 64, 15)), seL4_RangeError, 1, 64);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(to, 65, ep, 64, 15)), seL4_RangeError, 1, 64);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(to, 64, ep, 0, 15)), seL4_RangeError, 1, 64);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_TCB), WORDS(to, 64, ep, 64, 15)), seL4_FailedLookup, 1, 1);
    EXPECT(ask(ENV_CNODE, CNodeDelete, NOTHING, WORDS(to, 10)), seL4_FailedLookup, 0, 4, 10, 0, guard);
    EXPECT(ask(ENV_CNODE, CNodeDelete, NOTHING, WORDS(200, 60)), seL4_FailedLookup, 0, 3, 60, 64);
    EXPECT(ask(ENV_CNODE, CNodeDelete, NOTHING, WORDS(300, 60)), seL4_FailedLookup, 0, 4, 60, 0, guard);
    EXPECT(ask(ENV_CNODE, CNodeDelete, NOTHING, WORDS(1ul << 63, 64)), seL4_FailedLookup, 0, 4, 64, 0, guard);
}

TEST(cnode, small_cnode_depths)
{
    seL4_CPtr small = new_object(seL4_CapTableObject, 3);

    EXPECT(ask(small, CNodeDelete, NOTHING, WORDS(1, 4)), seL4_FailedLookup, 0, 3, 1, 0);
    EXPECT(ask(small, CNodeDelete, NOTHING, WORDS(1, 2)), seL4_FailedLookup, 0, 3, 2, 3);
    EXPECT(ask(small, CNodeDelete, NOTHING, WORDS(1, 3)), seL4_NoError);
}

TEST(cnode, moved_away)
{
    seL4_CPtr from = new_ep(), to = new_slot();

    EXPECT(move(to, from), seL4_NoError);
    CHECK(slot_is_empty(from));
    CHECK(!slot_is_empty(to));
}

TEST(cnode, badge_only_once)
{
    seL4_CPtr ep = new_ep(), badged = new_slot(), to = new_slot();

    EXPECT(mint(badged, ep, 5), seL4_NoError);
    EXPECT(mint(to, badged, 6), seL4_IllegalOperation);
    EXPECT(mint(to, badged, 0), seL4_IllegalOperation);
    EXPECT(copy(to, badged), seL4_NoError);
    EXPECT(mutate(new_slot(), ep, 0), seL4_IllegalOperation);
    EXPECT(mutate(new_slot(), badged, 5), seL4_IllegalOperation);
}

TEST(cnode, guard_limits)
{
    seL4_CPtr small = new_object(seL4_CapTableObject, 3), to = new_slot(), moved = new_slot();

    EXPECT(mint(to, small, 62), seL4_IllegalOperation);
    EXPECT(mint(to, small, 61), seL4_NoError);
    EXPECT(mutate(moved, to, 1 << 6 | 3), seL4_NoError);
    EXPECT(ask(moved, CNodeDelete, NOTHING, WORDS(1 << 3 | 2, 6)), seL4_NoError);
    EXPECT(ask(moved, CNodeDelete, NOTHING, WORDS(0 << 3 | 2, 6)), seL4_FailedLookup, 0, 4, 6, 1, 3);
}

TEST(cnode, not_derivable)
{
    seL4_CPtr to = new_slot();

    EXPECT(copy(to, ENV_IRQ_CONTROL), seL4_IllegalOperation);
    EXPECT(copy(to, new_object(seL4_ARM_PageTableObject, 0)), seL4_IllegalOperation);
    EXPECT(copy(to, new_object(seL4_ARM_VSpaceObject, 0)), seL4_IllegalOperation);
    CHECK(slot_is_empty(to));
}

TEST(cnode, delete_and_revoke)
{
    seL4_CPtr ep = new_ep(), first = new_slots(3), empty = new_slot();

    EXPECT(copy(first, ep), seL4_NoError);
    EXPECT(copy(first + 1, first), seL4_NoError);
    EXPECT(mint(first + 2, ep, 7), seL4_NoError);
    EXPECT(ask(ENV_CNODE, CNodeRevoke, NOTHING, WORDS(first, 64)), seL4_NoError);
    CHECK(!slot_is_empty(first + 1)); /* a copy's copy is its sibling */
    EXPECT(ask(ENV_CNODE, CNodeRevoke, NOTHING, WORDS(ep, 64)), seL4_NoError);
    CHECK(!slot_is_empty(ep));
    for (seL4_CPtr i = 0; i < 3; i++)
        CHECK(slot_is_empty(first + i));
    EXPECT(ask(ENV_CNODE, CNodeRevoke, NOTHING, WORDS(empty, 64)), seL4_NoError);
    EXPECT(ask(ENV_CNODE, CNodeDelete, NOTHING, WORDS(empty, 64)), seL4_NoError);
    EXPECT(ask(ENV_CNODE, CNodeDelete, NOTHING, WORDS(ep, 64)), seL4_NoError);
    CHECK(slot_is_empty(ep));
}

TEST(cnode, badged_capability_has_its_own_children)
{
    seL4_CPtr ep = new_ep(), s = new_slots(4);

    EXPECT(mint(s, ep, 7), seL4_NoError);
    EXPECT(copy(s + 1, s), seL4_NoError);
    EXPECT(mint(s + 2, ep, 8), seL4_NoError);
    EXPECT(mint(s + 3, ep, 7), seL4_NoError);
    EXPECT(ask(ENV_CNODE, CNodeRevoke, NOTHING, WORDS(s, 64)), seL4_NoError);
    CHECK(slot_is_empty(s + 1));
    CHECK(!slot_is_empty(s + 2));
    CHECK(!slot_is_empty(s + 3)); /* same badge, but minted anew from the endpoint */
}

TEST(cnode, cancel_badged_sends)
{
    seL4_CPtr ep = new_ep();

    EXPECT(ask(ENV_CNODE, CNodeCancelBadgedSends, NOTHING, WORDS(ep, 64)), seL4_NoError);
    CHECK(!slot_is_empty(ep));
    EXPECT(ask(ENV_CNODE, CNodeCancelBadgedSends, NOTHING, WORDS(new_slot(), 64)), seL4_IllegalOperation);
    EXPECT(ask(ENV_CNODE, CNodeCancelBadgedSends, NOTHING, WORDS(copy_cap(ep, 0xe), 64)),
           seL4_IllegalOperation);
    EXPECT(ask(ENV_CNODE, CNodeCancelBadgedSends, NOTHING, WORDS(ENV_TCB, 64)), seL4_IllegalOperation);
}

static struct answer rotate(seL4_CPtr to, seL4_CPtr pivot, seL4_CPtr from)
{
    return ask(ENV_CNODE, CNodeRotate, CAPS(ENV_CNODE, ENV_CNODE),
               WORDS(to, 64, 0, pivot, 64, 0, from, 64));
}

/* Endpoints cannot be rotated (their badge would be set anew), thread capabilities can. */
TEST(cnode, rotate)
{
    seL4_CPtr a = new_object(seL4_TCBObject, 0), b = new_object(seL4_CapTableObject, 3);
    seL4_CPtr empty = new_slot(), empty2 = new_slot(), ep = new_ep();

    EXPECT(rotate(a, b, empty), seL4_DeleteFirst);
    EXPECT(rotate(empty, a, a), seL4_IllegalOperation);
    EXPECT(rotate(a, a, b), seL4_IllegalOperation);
    EXPECT(rotate(empty, b, empty2), seL4_FailedLookup, 1, 2, 64);
    EXPECT(rotate(empty, empty2, a), seL4_FailedLookup, 0, 2, 64);
    EXPECT(rotate(empty, ep, a), seL4_IllegalOperation);
    EXPECT(rotate(empty, b, a), seL4_NoError); /* b to empty, a to b's slot */
    CHECK(slot_is_empty(a));
    EXPECT(ask(empty, CNodeDelete, NOTHING, WORDS(0, 3)), seL4_NoError);
    EXPECT(ask(b, TCBUnbindNotification, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(rotate(empty, b, empty), seL4_NoError); /* swap */
    EXPECT(ask(b, CNodeDelete, NOTHING, WORDS(0, 3)), seL4_NoError);
}

TEST(cnode, save_caller)
{
    seL4_CPtr slot = new_slot(), used = new_ep();

    EXPECT(ask(ENV_CNODE, CNodeSaveCaller, NOTHING, WORDS(used, 64)), seL4_DeleteFirst);
    EXPECT(ask(ENV_CNODE, CNodeSaveCaller, NOTHING, WORDS(slot, 64)), seL4_NoError);
    CHECK(slot_is_empty(slot));
}

/* A full CNode goes with its last capability, and what it held with it. */
TEST(cnode, delete_destroys_contents)
{
    seL4_CPtr inner = new_object(seL4_CapTableObject, 6), ntfn = new_object(seL4_NotificationObject, 0);
    seL4_CPtr u = new_untyped(12), slot = new_slot();

    for (seL4_Word i = 0; i < 63; i++)
        REQUIRE_EQ(seL4_CNode_Copy(inner, i, 6, ENV_CNODE, ntfn, 64, seL4_AllRights), 0);
    REQUIRE_EQ(seL4_Untyped_Retype(u, seL4_EndpointObject, 0, inner, 0, 0, 63, 1), 0);
    CHECK_EQ(delete_cap(inner), 0);
    CHECK(slot_is_empty(inner));
    CHECK_EQ(seL4_Untyped_Retype(u, seL4_UntypedObject, 12, ENV_CNODE, 0, 0, slot, 1), 0);
}

/* CNodes that hold each other: revoking the memory frees them. */
TEST(cnode, cycle_is_recovered_by_revoke)
{
    seL4_CPtr u = new_untyped(16), a = new_slots(2), b = a + 1;

    for (int round = 0; round < 2; round++) {
        REQUIRE_EQ(seL4_Untyped_Retype(u, seL4_CapTableObject, 4, ENV_CNODE, 0, 0, a, 2), 0);
        REQUIRE_EQ(seL4_CNode_Copy(b, 1, 4, ENV_CNODE, a, 64, seL4_AllRights), 0);
        REQUIRE_EQ(seL4_CNode_Move(a, 2, 4, ENV_CNODE, b, 64), 0);
        CHECK_EQ(delete_cap(a), 0);
        CHECK_EQ(revoke_cap(u), 0);
    }
    EXPECT(ask(u, UntypedRetype, CAPS(ENV_CNODE), WORDS(seL4_UntypedObject, 16, 0, 0, a, 1)), seL4_NoError);
}

/* 64 CNodes of one bit in a row: only one address of 64 bits leads to the endpoint. */
TEST(cnode, sixty_four_levels)
{
    seL4_CPtr first = new_slots(64), ep = new_ep();
    seL4_Word address = 0xa5a5deadbeef1234ul;

    REQUIRE_EQ(seL4_Untyped_Retype(ENV_UNTYPED, seL4_CapTableObject, 1, ENV_CNODE, 0, 0, first, 64), 0);
    for (seL4_CPtr i = 0; i < 63; i++)
        REQUIRE_EQ(seL4_CNode_Copy(first + i, address >> (63 - i) & 1, 1, ENV_CNODE, first + i + 1, 64,
                                   seL4_AllRights), 0);
    REQUIRE_EQ(seL4_CNode_Copy(first + 63, address & 1, 1, ENV_CNODE, ep, 64, seL4_AllRights), 0);
    CHECK_EQ(seL4_CNode_Copy(ENV_CNODE, new_slot(), 64, first, address, 64, seL4_AllRights), 0);
    for (int bit = 0; bit < 64; bit++) {
        struct answer a = ask(ENV_CNODE, CNodeCopy, CAPS(first),
                              WORDS(new_slot(), 64, address ^ 1ul << bit, 64, 15));
        CHECK_EQ(a.info >> 12, seL4_FailedLookup);
    }
}
