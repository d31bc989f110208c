/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread invocations: errors and their order, registers, flags, priorities. */
#include "test.h"

static seL4_CPtr new_tcb(void)
{
    return new_object(seL4_TCBObject, 0);
}

TEST(tcb, unknown_label)
{
    EXPECT(ask(new_tcb(), 200, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(new_tcb(), UntypedRetype, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(new_tcb(), DomainSetSet, CAPS(ENV_TCB), WORDS(0)), seL4_IllegalOperation);
}

TEST(tcb, registers_errors)
{
    seL4_CPtr tcb = new_tcb();

    EXPECT(ask(tcb, TCBReadRegisters, NOTHING, WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBReadRegisters, NOTHING, WORDS(0, 37)), seL4_RangeError, 1, 36);
    EXPECT(ask(tcb, TCBReadRegisters, NOTHING, WORDS(0, 0)), seL4_RangeError, 1, 36);
    EXPECT(ask(ENV_TCB, TCBReadRegisters, NOTHING, WORDS(0, 37)), seL4_RangeError, 1, 36);
    EXPECT(ask(ENV_TCB, TCBReadRegisters, NOTHING, WORDS(0, 2)), seL4_IllegalOperation);
    EXPECT(ask(ENV_TCB, TCBWriteRegisters, NOTHING, WORDS(0, 0)), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBWriteRegisters, NOTHING, WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBWriteRegisters, NOTHING, WORDS(0, 2, 5)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBWriteRegisters, NOTHING, WORDS(0, 0)), seL4_NoError);
    EXPECT(ask(tcb, TCBCopyRegisters, CAPS(new_object(seL4_EndpointObject, 0)), WORDS(0)),
           seL4_InvalidCapability, 1);
    EXPECT(ask(tcb, TCBCopyRegisters, NOTHING, WORDS(0)), seL4_TruncatedMessage);
}

TEST(tcb, registers_all_round_trip)
{
    seL4_CPtr tcb = new_tcb();
    seL4_UserContext in, out;
    seL4_Word *words = (seL4_Word *)&in;

    for (seL4_Word i = 0; i < 36; i++)
        words[i] = 0x1111111111111111ul * (i % 15 + 1) + i;
    REQUIRE_EQ(seL4_TCB_WriteRegisters(tcb, 0, 0, 36, &in), 0);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(tcb, 0, 0, 36, &out), 0);
    seL4_Word spsr = out.spsr;
    CHECK_EQ(spsr & ~0x140ul, in.spsr & 0xf0000000);
    CHECK_EQ(spsr & 0x40, 0x40);
    out.spsr = in.spsr;
    for (int i = 0; i < 36; i++)
        CHECK_EQ(((seL4_Word *)&out)[i], words[i]);
}

TEST(tcb, spsr_is_made_safe)
{
    seL4_CPtr tcb = new_tcb();
    seL4_UserContext regs = {.spsr = ~0ul};

    REQUIRE_EQ(seL4_TCB_WriteRegisters(tcb, 0, 0, 3, &regs), 0);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(tcb, 0, 0, 3, &regs), 0);
    CHECK_EQ(regs.spsr & ~0x100ul, 0xf0000040);
    regs.spsr = 5;
    REQUIRE_EQ(seL4_TCB_WriteRegisters(tcb, 0, 0, 3, &regs), 0);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(tcb, 0, 0, 3, &regs), 0);
    CHECK_EQ(regs.spsr & ~0x100ul, 0x40);
}

TEST(tcb, fresh_registers_are_zero)
{
    seL4_UserContext out;

    REQUIRE_EQ(seL4_TCB_ReadRegisters(new_tcb(), 0, 0, 36, &out), 0);
    out.spsr &= ~0x140ul;
    for (int i = 0; i < 36; i++)
        CHECK_EQ(((seL4_Word *)&out)[i], 0);
}

TEST(tcb, copy_registers)
{
    seL4_CPtr from = new_tcb(), to = new_tcb();
    seL4_UserContext in = {.pc = 0x1000, .sp = 0x2000, .x0 = 3, .x8 = 8, .x30 = 30, .x9 = 9, .x28 = 28,
                           .tpidr_el0 = 34, .tpidrro_el0 = 35}, out;

    REQUIRE_EQ(seL4_TCB_WriteRegisters(from, 0, 0, 36, &in), 0);
    REQUIRE_EQ(seL4_TCB_CopyRegisters(to, from, 0, 0, 1, 0, 0), 0);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(to, 0, 0, 36, &out), 0);
    CHECK_EQ(out.pc, 0x1000);
    CHECK_EQ(out.x30, 30);
    CHECK_EQ(out.x9, 0);
    REQUIRE_EQ(seL4_TCB_CopyRegisters(to, from, 0, 0, 0, 1, 0), 0);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(to, 0, 0, 36, &out), 0);
    CHECK_EQ(out.x9, 9);
    CHECK_EQ(out.x28, 28);
    CHECK_EQ(out.tpidr_el0, 34);
    CHECK_EQ(out.tpidrro_el0, 35);
}

TEST(tcb, configure_errors)
{
    seL4_CPtr tcb = new_tcb(), ep = new_object(seL4_EndpointObject, 0), null = new_slot(), frame;
    seL4_Word buffer = (seL4_Word)new_page(&frame);
    seL4_CPtr loose_vspace = new_object(seL4_ARM_VSpaceObject, 0), device = new_slot();

    REQUIRE_EQ(seL4_Untyped_Retype(ENV_DEVICE_UNTYPED, seL4_ARM_SmallPageObject, 0, ENV_CNODE, 0, 0,
                                   device, 1), 0);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE, frame), WORDS(0, 0, 0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE), WORDS(0, 0, 0, 0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBConfigure, CAPS(null, ENV_VSPACE, frame), WORDS(0, 0, 0, buffer)), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, null, frame), WORDS(0, 0, 0, buffer)), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, loose_vspace, frame), WORDS(0, 0, 0, buffer)),
           seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE, frame), WORDS(0, 0, 0, buffer + 8)),
           seL4_AlignmentError);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE, ep), WORDS(0, 0, 0, buffer)),
           seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE, device), WORDS(0, 0, 0, buffer)),
           seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE, frame), WORDS(0, 63, 0, buffer)),
           seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE, null), WORDS(0, 0, 0, 0)), seL4_NoError);
    EXPECT(ask(tcb, TCBConfigure, CAPS(ENV_CNODE, ENV_VSPACE, frame), WORDS(0, 0, 0, buffer)), seL4_NoError);
}

TEST(tcb, set_space_and_buffer_errors)
{
    seL4_CPtr tcb = new_tcb(), null = new_slot(), frame;
    seL4_Word buffer = (seL4_Word)new_page(&frame);

    EXPECT(ask(tcb, TCBSetSpace, CAPS(ENV_CNODE, ENV_VSPACE), WORDS(0, 0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBSetSpace, CAPS(null, ENV_VSPACE), WORDS(0, 0, 0)), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBSetSpace, CAPS(ENV_CNODE, null), WORDS(0, 0, 0)), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBSetSpace, CAPS(ENV_CNODE, ENV_VSPACE), WORDS(0, 0, 0)), seL4_NoError);
    EXPECT(ask(tcb, TCBSetIPCBuffer, NOTHING, WORDS(buffer)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBSetIPCBuffer, CAPS(null), WORDS(buffer)), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBSetIPCBuffer, CAPS(frame), WORDS(buffer + 512)), seL4_AlignmentError);
    EXPECT(ask(tcb, TCBSetIPCBuffer, CAPS(frame), WORDS(buffer)), seL4_NoError);
    EXPECT(ask(tcb, TCBSetIPCBuffer, CAPS(null), WORDS(0)), seL4_NoError);
}

TEST(tcb, priority_errors)
{
    seL4_CPtr tcb = new_tcb(), weak = new_tcb(), ep = new_object(seL4_EndpointObject, 0);

    EXPECT(ask(tcb, TCBSetPriority, CAPS(ep), WORDS(1)), seL4_InvalidCapability, 1);
    EXPECT(ask(tcb, TCBSetPriority, NOTHING, WORDS(1)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBSetPriority, CAPS(ENV_TCB), WORDS(256)), seL4_RangeError, 0, 255);
    EXPECT(ask(tcb, TCBSetPriority, CAPS(weak), WORDS(1)), seL4_RangeError, 0, 0);
    EXPECT(ask(weak, TCBSetMCPriority, CAPS(ENV_TCB), WORDS(10)), seL4_NoError);
    EXPECT(ask(tcb, TCBSetPriority, CAPS(weak), WORDS(11)), seL4_RangeError, 0, 10);
    EXPECT(ask(tcb, TCBSetMCPriority, CAPS(weak), WORDS(11)), seL4_RangeError, 0, 10);
    EXPECT(ask(tcb, TCBSetSchedParams, CAPS(weak), WORDS(10, 11)), seL4_RangeError, 0, 10);
    EXPECT(ask(tcb, TCBSetSchedParams, CAPS(weak), WORDS(10)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBSetSchedParams, CAPS(weak), WORDS(10, 10)), seL4_NoError);
    EXPECT(ask(ENV_TCB, TCBSetMCPriority, CAPS(ENV_TCB), WORDS(20)), seL4_NoError);
    EXPECT(ask(ENV_TCB, TCBSetMCPriority, CAPS(ENV_TCB), WORDS(21)), seL4_RangeError, 0, 20);
}

TEST(tcb, bind_errors)
{
    seL4_CPtr tcb = new_tcb(), ntfn = new_object(seL4_NotificationObject, 0), other = new_tcb();

    EXPECT(ask(tcb, TCBUnbindNotification, NOTHING, NOTHING), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBBindNotification, NOTHING, NOTHING), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBBindNotification, CAPS(new_object(seL4_EndpointObject, 0)), NOTHING),
           seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBBindNotification, CAPS(copy_cap(ntfn, RIGHT_WRITE)), NOTHING), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBBindNotification, CAPS(ntfn), NOTHING), seL4_NoError);
    EXPECT(ask(tcb, TCBBindNotification, CAPS(ntfn), NOTHING), seL4_IllegalOperation);
    EXPECT(ask(other, TCBBindNotification, CAPS(ntfn), NOTHING), seL4_IllegalOperation);
    EXPECT(ask(tcb, TCBUnbindNotification, NOTHING, NOTHING), seL4_NoError);
    EXPECT(ask(other, TCBBindNotification, CAPS(ntfn), NOTHING), seL4_NoError);
}

TEST(tcb, flags)
{
    seL4_CPtr tcb = new_tcb();

    EXPECT(ask(tcb, TCBSetFlags, NOTHING, WORDS(0)), seL4_TruncatedMessage);
    EXPECT(ask(tcb, TCBSetFlags, NOTHING, WORDS(0, 0)), seL4_NoError, 0);
    EXPECT(ask(tcb, TCBSetFlags, NOTHING, WORDS(0, ~0ul)), seL4_NoError, 1);
    EXPECT(ask(tcb, TCBSetFlags, NOTHING, WORDS(0, 0)), seL4_NoError, 1);
    EXPECT(ask(tcb, TCBSetFlags, NOTHING, WORDS(1, 0)), seL4_NoError, 0);
    EXPECT(ask(tcb, TCBSetFlags, NOTHING, WORDS(1, 1)), seL4_NoError, 1);
}

static uint64_t add(uint64_t a, uint64_t b, uint64_t c)
{
    return a + b + c;
}

TEST(tcb, thread_runs)
{
    static struct thread t;

    thread_init(&t, false);
    thread_start(&t, ENV_PRIORITY - 1, add, 1, 20, 300);
    CHECK_EQ(thread_join(&t), 321);
}

TEST(tcb, thread_in_own_space_runs)
{
    static struct thread t;

    thread_init(&t, true);
    thread_start(&t, ENV_PRIORITY - 1, add, 1, 20, 300);
    CHECK_EQ(thread_join(&t), 321);
}

TEST(tcb, resume_self_is_harmless)
{
    EXPECT(ask(ENV_TCB, TCBResume, NOTHING, NOTHING), seL4_NoError);
}
