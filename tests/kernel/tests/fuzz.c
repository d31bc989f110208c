/* SPDX-License-Identifier: BSD-2-Clause */
/* Random system calls by a thread that owns a handful of objects.  Nothing is expected of single calls; the kernel must
 * live, everything must be destroyable afterwards, and the memory must come back.  Rounds repeat by their number. */
#include "test.h"

#ifndef FUZZ_ROUNDS
#define FUZZ_ROUNDS 100 /* make FUZZ=4000 for more than a million calls */
#endif

enum {
    ROUNDS = FUZZ_ROUNDS,
    CALLS = 300,
    CHILD_CNODE_BITS = 6,
    CHILD_SLOTS = 1 << CHILD_CNODE_BITS,
    OBJECT_MEMORY_BITS = 20,
    ROUND_SLOTS = 64,
    PRIORITY = 0, /* its maximum too: it may loop for ever, but not keep us from running */
    BUFFER_WORDS = 128,
    PUSHES = 8,
    PATTERN = 0x5eed0000,
    SVC = (int)0xd4000001,
};

/* What the child finds in its first slots; the rest is empty. */
enum child_slot {
    CHILD_NULL, CHILD_TCB, CHILD_CNODE, CHILD_VSPACE, CHILD_UNTYPED, CHILD_ENDPOINT, CHILD_BADGED, CHILD_NOTIFICATION,
    CHILD_VICTIM, CHILD_FRAME, CHILD_CATCHER, CHILD_TABLE, CHILD_POOL, CHILD_ASID_CONTROL, CHILD_INNER_CNODE,
    CHILD_SPARE_VSPACE, CHILD_IRQ, CHILD_SGI, CHILD_PREPARED
};

static uint64_t state;
static volatile uint64_t calls_made; /* of all rounds */

static uint64_t pick(uint64_t below)
{
    state = state * 6364136223846793005ul + 1442695040888963407ul;
    return (state >> 33) % below;
}

/* Words that mean something more often than chance would have it. */
static uint64_t pick_word(void)
{
    switch (pick(8)) {
    case 0: return pick(CHILD_PREPARED);
    case 1: return pick(CHILD_SLOTS);
    case 2: return 64;
    case 3: return 1ul << pick(64);
    case 4: return pick(1024) << 12;
    case 5: return ~0ul - pick(3);
    case 6: return 0;
    default: return state * 0x9e3779b97f4a7c15ul;
    }
}

static void system_call(int64_t number, uint64_t cap, uint64_t info, const uint64_t *mr)
{
    register uint64_t x0 __asm__("x0") = cap, x1 __asm__("x1") = info, x2 __asm__("x2") = mr[0];
    register uint64_t x3 __asm__("x3") = mr[1], x4 __asm__("x4") = mr[2], x5 __asm__("x5") = mr[3];
    register uint64_t x7 __asm__("x7") = (uint64_t)number;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x7)
                     : "memory");
}

static void one_call(uint64_t *buffer)
{
    static const int8_t numbers[] = {-1, -1, -1, -1, -1, -1, -3, -4, -4, -6, -7, -8, -8};
    uint64_t mr[4], label = pick(8) ? pick(52) : pick_word() >> 12;
    uint64_t info = label << 12 | pick(4) << 7 | (pick(4) ? pick(9) : pick(128));

    for (int i = 0; i < 4; i++)
        mr[i] = pick_word();
    for (int i = 4; i < 10; i++)
        buffer[1 + i] = pick_word();
    for (int i = 122; i < BUFFER_WORDS; i++)
        buffer[i] = pick(4) ? pick(CHILD_PREPARED) : pick_word();
    system_call(numbers[pick(sizeof(numbers))], pick(8) ? pick(CHILD_PREPARED) : pick_word(), info, mr);
}

static uint64_t run_calls(uint64_t seed, uint64_t buffer, uint64_t c)
{
    (void)c;
    state = seed;
    for (int i = 0; i < CALLS; i++) {
        one_call((uint64_t *)buffer);
        calls_made++;
    }
    return 0;
}

static void give(seL4_CPtr cnode, unsigned slot, seL4_CPtr cap, seL4_Word badge)
{
    REQUIRE_EQ(seL4_CNode_Mint(cnode, slot, CHILD_CNODE_BITS, ENV_CNODE, cap, 64, seL4_AllRights, badge), 0);
}

/* The slots of a round are empty again after it. */
static seL4_CPtr round_slots, round_slots_used;

static seL4_CPtr round_slot(void)
{
    return round_slots + round_slots_used++;
}

static seL4_CPtr make(seL4_CPtr memory, seL4_Word type, seL4_Word bits)
{
    seL4_CPtr slot = round_slot();

    REQUIRE_EQ(seL4_Untyped_Retype(memory, type, bits, ENV_CNODE, 0, 0, slot, 1), 0);
    return slot;
}

static void move(seL4_CPtr cnode, unsigned slot, seL4_CPtr cap)
{
    REQUIRE_EQ(seL4_CNode_Move(cnode, slot, CHILD_CNODE_BITS, ENV_CNODE, cap, 64), 0);
}

/* Objects of the round come from `memory`, so that revoking it destroys them. */
static seL4_CPtr fill_cnode(const struct thread *child, seL4_CPtr memory)
{
    seL4_CPtr cnode = make(memory, seL4_CapTableObject, CHILD_CNODE_BITS), guarded = round_slot();
    seL4_CPtr endpoint = make(memory, seL4_EndpointObject, 0), sgi = round_slot(), irq = round_slot();

    give(cnode, CHILD_TCB, child->tcb, 0);
    give(cnode, CHILD_VSPACE, child->vspace, 0);
    give(cnode, CHILD_BADGED, endpoint, 5);
    move(cnode, CHILD_ENDPOINT, endpoint);
    move(cnode, CHILD_UNTYPED, make(memory, seL4_UntypedObject, 15));
    move(cnode, CHILD_NOTIFICATION, make(memory, seL4_NotificationObject, 0));
    move(cnode, CHILD_VICTIM, make(memory, seL4_TCBObject, 0));
    move(cnode, CHILD_FRAME, make(memory, seL4_ARM_SmallPageObject, 0));
    move(cnode, CHILD_TABLE, make(memory, seL4_ARM_PageTableObject, 0));
    move(cnode, CHILD_INNER_CNODE, make(memory, seL4_CapTableObject, 4));
    move(cnode, CHILD_SPARE_VSPACE, make(memory, seL4_ARM_VSpaceObject, 0));
    give(cnode, CHILD_ASID_CONTROL, ENV_ASID_CONTROL, 0);
    REQUIRE_EQ(seL4_IRQControl_Get(ENV_IRQ_CONTROL, 100, ENV_CNODE, irq, 64), 0);
    move(cnode, CHILD_IRQ, irq);
    REQUIRE_EQ(seL4_IRQControl_IssueSGISignal(ENV_IRQ_CONTROL, 3, 0, ENV_CNODE, sgi, 64), 0);
    move(cnode, CHILD_SGI, sgi);
    REQUIRE_EQ(seL4_ARM_ASIDControl_MakePool(ENV_ASID_CONTROL, make(memory, seL4_UntypedObject, 12), cnode, CHILD_POOL,
                                             CHILD_CNODE_BITS), 0);
    give(cnode, CHILD_CNODE, cnode, seL4_CNode_CapData_new(0, 64 - CHILD_CNODE_BITS).words[0]);
    REQUIRE_EQ(seL4_CNode_Mint(ENV_CNODE, guarded, 64, ENV_CNODE, cnode, 64, seL4_AllRights,
                               seL4_CNode_CapData_new(0, 64 - CHILD_CNODE_BITS).words[0]), 0);
    return guarded;
}

/* A child that waits in a call goes on behind it, one that was suspended goes on. */
static void push_on(const struct thread *child)
{
    seL4_UserContext regs;

    if (seL4_TCB_ReadRegisters(child->tcb, 0, 0, 1, &regs))
        return;
    if (regs.pc - ENV->image_vaddr < ENV->image_count * PAGE && *(const int *)regs.pc == SVC)
        regs.pc += 4;
    (void)seL4_TCB_WriteRegisters(child->tcb, 1, 0, 1, &regs);
}

/* Ends when the child has made all its calls, or does not come further: its memory or CSpace may be gone. */
static void let_it_run(const struct thread *child)
{
    uint64_t before = ~0ul;

    set_priority(ENV_TCB, 0);
    for (int stuck = 0; stuck < PUSHES && !child->done; stuck++) {
        if (calls_made != before)
            stuck = 0;
        before = calls_made;
        push_on(child);
        seL4_Yield();
    }
    set_priority(ENV_TCB, ENV_PRIORITY);
}

/* A fresh thread with the stack, buffer, thread pointer and address space of the first one. */
static void renew(struct thread *child, seL4_CPtr memory, seL4_Word tls)
{
    child->tcb = make(memory, seL4_TCBObject, 0);
    REQUIRE_EQ(seL4_TCB_Configure(child->tcb, 0, ENV_CNODE, 0, child->vspace, 0, (seL4_Word)child->ipc_buffer,
                                  child->ipc_frame), 0);
    REQUIRE_EQ(seL4_TCB_SetTLSBase(child->tcb, tls), 0);
}

static void one_round(struct thread *child, uint64_t round, seL4_CPtr memory, seL4_CPtr catcher, seL4_Word tls)
{
    round_slots_used = 0;
    renew(child, memory, tls);
    seL4_CPtr cnode = fill_cnode(child, memory);
    REQUIRE_EQ(seL4_CNode_Copy(cnode, CHILD_CATCHER, 64, ENV_CNODE, catcher, 64, seL4_AllRights), 0);
    REQUIRE_EQ(seL4_TCB_SetSpace(child->tcb, CHILD_CATCHER, cnode, 0, child->vspace, 0), 0);
    thread_start(child, PRIORITY, run_calls, round, (uint64_t)child->ipc_buffer, 0);
    let_it_run(child);
    REQUIRE_EQ(revoke_cap(memory), 0);
    for (unsigned i = 0; i < round_slots_used; i++)
        CHECK(slot_is_empty(round_slots + i));
    round_slots_used = 0;
    CHECK_EQ(delete_cap(make(memory, seL4_UntypedObject, OBJECT_MEMORY_BITS)), 0);
}

TEST(fuzz, random_system_calls)
{
    seL4_CPtr memory = new_untyped(OBJECT_MEMORY_BITS), catcher = new_object(seL4_EndpointObject, 0);
    static struct thread child;
    seL4_UserContext regs;

    seL4_CPtr frame;
    uint64_t *untouched = new_page(&frame); /* the child has no capability to it */

    for (size_t i = 0; i < PAGE / sizeof(*untouched); i++)
        untouched[i] = i ^ PATTERN;
    round_slots = new_slots(ROUND_SLOTS);
    thread_init(&child, true);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(child.tcb, 0, 0, sizeof(regs) / sizeof(seL4_Word), &regs), 0);
    for (uint64_t round = 1; round <= ROUNDS; round++)
        one_round(&child, round, memory, catcher, regs.tpidr_el0);
    CHECK_EQ(seL4_IRQControl_Get(ENV_IRQ_CONTROL, 100, ENV_CNODE, new_slot(), 64), 0);
    for (size_t i = 0; i < PAGE / sizeof(*untouched); i++)
        CHECK_EQ(untouched[i], i ^ PATTERN);
    note("%lu calls made\n", calls_made);
    CHECK(calls_made > ROUNDS * 100);
}
