/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt, SGI and domain invocations: errors and their order. */
#include "test.h"

enum { TIMER_IRQ = 30, KERNEL_TIMER_IRQ = 27, IRQ_LAST = 159 };

static struct answer get(seL4_Word irq, seL4_CPtr slot, seL4_Word depth)
{
    return ask(ENV_IRQ_CONTROL, IRQIssueIRQHandler, CAPS(ENV_CNODE), WORDS(irq, slot, depth));
}

TEST(irq, get_errors)
{
    seL4_CPtr slot = new_slot(), used = new_object(seL4_EndpointObject, 0);

    EXPECT(ask(ENV_IRQ_CONTROL, IRQIssueIRQHandler, CAPS(ENV_CNODE), WORDS(40, slot)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_IRQ_CONTROL, IRQIssueIRQHandler, NOTHING, WORDS(40, slot, 64)), seL4_TruncatedMessage);
    EXPECT(get(200, slot, 64), seL4_RangeError, 0, IRQ_LAST);
    EXPECT(get(160, used, 0), seL4_RangeError, 0, IRQ_LAST);
    EXPECT(get(KERNEL_TIMER_IRQ, slot, 64), seL4_RevokeFirst);
    EXPECT(get(40, slot, 0), seL4_RangeError, 1, 64);
    EXPECT(get(40, used, 64), seL4_DeleteFirst);
    EXPECT(get(40, slot, 64), seL4_NoError);
    EXPECT(get(40, used, 64), seL4_RevokeFirst);
    CHECK_EQ(delete_cap(slot), 0);
    EXPECT(get(40, slot, 64), seL4_NoError); /* issued again after the last one went */
}

TEST(irq, get_trigger_errors)
{
    seL4_CPtr slot = new_slot();

    EXPECT(ask(ENV_IRQ_CONTROL, ARMIRQIssueIRQHandlerTrigger, CAPS(ENV_CNODE), WORDS(41, 1, slot)),
           seL4_TruncatedMessage);
    EXPECT(ask(ENV_IRQ_CONTROL, ARMIRQIssueIRQHandlerTrigger, CAPS(ENV_CNODE), WORDS(160, 1, slot, 64)),
           seL4_RangeError, 0, IRQ_LAST);
    EXPECT(ask(ENV_IRQ_CONTROL, ARMIRQIssueIRQHandlerTrigger, CAPS(ENV_CNODE), WORDS(41, 1, slot, 64)),
           seL4_NoError);
}

TEST(irq, handler)
{
    seL4_CPtr slot = new_slot(), ntfn = new_object(seL4_NotificationObject, 0);

    EXPECT(get(42, slot, 64), seL4_NoError);
    EXPECT(ask(slot, IRQSetIRQHandler, NOTHING, NOTHING), seL4_TruncatedMessage);
    EXPECT(ask(slot, IRQSetIRQHandler, CAPS(new_object(seL4_EndpointObject, 0)), NOTHING),
           seL4_InvalidCapability, 0);
    EXPECT(ask(slot, IRQSetIRQHandler, CAPS(copy_cap(ntfn, RIGHT_READ)), NOTHING), seL4_InvalidCapability, 0);
    EXPECT(ask(slot, IRQSetIRQHandler, CAPS(ntfn), NOTHING), seL4_NoError);
    EXPECT(ask(slot, IRQAckIRQ, NOTHING, NOTHING), seL4_NoError);
    EXPECT(ask(slot, IRQClearIRQHandler, NOTHING, NOTHING), seL4_NoError);
    EXPECT(ask(slot, 99, NOTHING, NOTHING), seL4_IllegalOperation);
}

TEST(irq, timer_three_rounds)
{
    seL4_CPtr slot = new_slot(), ntfn = new_object(seL4_NotificationObject, 0);
    seL4_Word badge;

    EXPECT(get(TIMER_IRQ, slot, 64), seL4_NoError);
    REQUIRE_EQ(seL4_IRQHandler_SetNotification(slot, mint_cap(ntfn, RIGHTS_ALL, 0x40)), 0);
    for (int round = 0; round < 3; round++) {
        uint64_t now, ctl = 1;
        __asm__ volatile("mrs %0, cntpct_el0" : "=r"(now));
        __asm__ volatile("msr cntp_cval_el0, %0; msr cntp_ctl_el0, %1" : : "r"(now + 62500), "r"(ctl));
        seL4_Wait(ntfn, &badge);
        CHECK_EQ(badge, 0x40);
        __asm__ volatile("msr cntp_ctl_el0, xzr");
        CHECK_EQ(seL4_IRQHandler_Ack(slot), 0);
    }
}

TEST(irq, sgi)
{
    seL4_CPtr slot = new_slot(), used = new_object(seL4_EndpointObject, 0);

    EXPECT(ask(ENV_IRQ_CONTROL, ARMIRQIssueSGISignal, CAPS(ENV_CNODE), WORDS(16, 0, slot, 64)),
           seL4_RangeError, 0, 15);
    EXPECT(ask(ENV_IRQ_CONTROL, ARMIRQIssueSGISignal, CAPS(ENV_CNODE), WORDS(1, ~0ul, slot, 64)),
           seL4_InvalidArgument, 1);
    EXPECT(ask(ENV_IRQ_CONTROL, ARMIRQIssueSGISignal, CAPS(ENV_CNODE), WORDS(1, 0, used, 64)),
           seL4_DeleteFirst);
    EXPECT(ask(ENV_IRQ_CONTROL, ARMIRQIssueSGISignal, CAPS(ENV_CNODE), WORDS(1, 0, slot, 64)),
           seL4_NoError);
    EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(new_slot(), 64, slot, 64, 15)), seL4_NoError);
    EXPECT(ask(ENV_CNODE, CNodeMint, CAPS(ENV_CNODE), WORDS(new_slot(), 64, slot, 64, 15, 3)), seL4_NoError);
}

TEST(irq, sgi_arrives)
{
    seL4_CPtr sgi = new_slot(), handler = new_slot(), ntfn = new_object(seL4_NotificationObject, 0);
    seL4_Word badge;

    REQUIRE_EQ(seL4_IRQControl_IssueSGISignal(ENV_IRQ_CONTROL, 5, 0, ENV_CNODE, sgi, 64), 0);
    EXPECT(get(5, handler, 64), seL4_NoError);
    REQUIRE_EQ(seL4_IRQHandler_SetNotification(handler, mint_cap(ntfn, RIGHTS_ALL, 0x11)), 0);
    EXPECT(ask(sgi, 1234, NOTHING, NOTHING), seL4_NoError);
    seL4_Wait(ntfn, &badge);
    CHECK_EQ(badge, 0x11);
    CHECK_EQ(seL4_IRQHandler_Ack(handler), 0);
}

/* ENV_DOMAIN is a copy; a single-domain kernel has domain 0 and two schedule entries. */
TEST(domain, set_errors)
{
    seL4_CPtr ep = new_object(seL4_EndpointObject, 0), tcb = new_object(seL4_TCBObject, 0);

    EXPECT(ask(ENV_DOMAIN, DomainSetSet, CAPS(tcb), NOTHING), seL4_TruncatedMessage);
    EXPECT(ask(ENV_DOMAIN, DomainSetSet, CAPS(tcb), WORDS(16)), seL4_InvalidArgument, 0);
    EXPECT(ask(ENV_DOMAIN, DomainSetSet, NOTHING, WORDS(16)), seL4_InvalidArgument, 0);
    EXPECT(ask(ENV_DOMAIN, DomainSetSet, NOTHING, WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_DOMAIN, DomainSetSet, CAPS(ep), WORDS(0)), seL4_InvalidArgument, 1);
    EXPECT(ask(ENV_DOMAIN, DomainSetSet, CAPS(tcb), WORDS(0)), seL4_NoError);
}

TEST(domain, schedule_errors)
{
    struct answer probe = ask(ENV_DOMAIN, DomainSetSet, CAPS(new_object(seL4_TCBObject, 0)), WORDS(1));
    seL4_Word domains = probe.info >> 12 ? 1 : 16, entries = domains == 1 ? 2 : 100;

    EXPECT(ask(ENV_DOMAIN, DomainScheduleConfigure, NOTHING, WORDS(0, 0)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleConfigure, NOTHING, WORDS(entries - 1, 0, 1)), seL4_RangeError, 0,
           entries - 2);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleConfigure, NOTHING, WORDS(0, domains, 1)), seL4_RangeError, 0,
           domains - 1);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleConfigure, NOTHING, WORDS(0, 0, 1ul << 56)), seL4_InvalidArgument, 2);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleConfigure, NOTHING, WORDS(0, 0, 0)), seL4_InvalidArgument, 2);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleSetStart, NOTHING, NOTHING), seL4_TruncatedMessage);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleSetStart, NOTHING, WORDS(entries)), seL4_RangeError, 0, entries - 1);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleSetStart, NOTHING, WORDS(1)), seL4_InvalidArgument, 0);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleConfigure, NOTHING, WORDS(0, 0, (1ul << 56) - 1)), seL4_NoError);
    EXPECT(ask(ENV_DOMAIN, DomainScheduleSetStart, NOTHING, WORDS(0)), seL4_NoError);
    EXPECT(ask(ENV_DOMAIN, 99, NOTHING, NOTHING), seL4_IllegalOperation);
}
