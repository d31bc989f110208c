/* SPDX-License-Identifier: BSD-2-Clause */
/* Slots, objects and raw invocations for tests. */
#include "test.h"

static seL4_CPtr next_slot = ENV_FREE;

seL4_CPtr new_slots(size_t count)
{
    seL4_CPtr first = next_slot;

    if (first + count > 1u << ENV_CNODE_BITS) {
        note("the test's CNode is full\n");
        check_true(__FILE__, __LINE__, "slots left", false);
        finish_test();
    }
    next_slot += count;
    return first;
}

seL4_CPtr new_slot(void)
{
    return new_slots(1);
}

/* Smaller untypeds first, so that the big ones stay whole for the tests that want them. */
seL4_CPtr new_object(seL4_Word type, seL4_Word size_bits)
{
    seL4_CPtr slot = new_slot();

    for (uint32_t i = ENV->untyped_count; i > 0; i--)
        if (!seL4_Untyped_Retype(ENV_UNTYPED + i - 1, type, size_bits, ENV_CNODE, 0, 0, slot, 1))
            return slot;
    note("no memory for an object of type %lu, 2^%lu\n", type, size_bits);
    check_true(__FILE__, __LINE__, "memory left", false);
    finish_test();
}

seL4_CPtr new_untyped(seL4_Word size_bits)
{
    return new_object(seL4_UntypedObject, size_bits);
}

seL4_CPtr mint_cap(seL4_CPtr from, seL4_Word rights, seL4_Word badge)
{
    seL4_CPtr to = new_slot();
    seL4_CapRights_t mask = {{rights}};

    REQUIRE_EQ(seL4_CNode_Mint(ENV_CNODE, to, WORD_BITS, ENV_CNODE, from, WORD_BITS, mask, badge),
               0);
    return to;
}

seL4_CPtr copy_cap(seL4_CPtr from, seL4_Word rights)
{
    seL4_CPtr to = new_slot();
    seL4_CapRights_t mask = {{rights}};

    REQUIRE_EQ(seL4_CNode_Copy(ENV_CNODE, to, WORD_BITS, ENV_CNODE, from, WORD_BITS, mask), 0);
    return to;
}

seL4_Error delete_cap(seL4_CPtr slot)
{
    return seL4_CNode_Delete(ENV_CNODE, slot, WORD_BITS);
}

seL4_Error revoke_cap(seL4_CPtr slot)
{
    return seL4_CNode_Revoke(ENV_CNODE, slot, WORD_BITS);
}

/* A move onto itself is refused with DeleteFirst when there is something to move. */
bool slot_is_empty(seL4_CPtr slot)
{
    return seL4_CNode_Move(ENV_CNODE, slot, WORD_BITS, ENV_CNODE, slot, WORD_BITS) !=
           seL4_DeleteFirst;
}

struct answer ask(seL4_CPtr cap, seL4_Word label, const seL4_CPtr *caps, size_t cap_count,
                  const seL4_Word *words, size_t word_count)
{
    struct sel4_regs r = {cap, label << 12 | cap_count << 7 | word_count, {0}};

    for (size_t i = 0; i < cap_count; i++)
        seL4_SetCap((int)i, caps[i]);
    for (size_t i = 0; i < word_count; i++) {
        if (i < 4)
            r.mr[i] = words[i];
        else
            seL4_SetMR((int)i, words[i]);
    }
    sel4_enter(seL4_SysCall, &r);

    struct answer a = {r.cap, r.info, {r.mr[0], r.mr[1], r.mr[2], r.mr[3]}};
    a.mr[4] = seL4_GetMR(4);
    a.mr[5] = seL4_GetMR(5);
    return a;
}
