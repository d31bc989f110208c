/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults: what the handler is told, and what its reply does. */
#include "test.h"

enum { LOW = ENV_PRIORITY - 2, BADGE = 0xabababa };
#define FAR_AWAY 0x7edcba987650ul

static struct thread faulter;
static seL4_CPtr handler;

/* Starts fn as a faulting thread whose handler is this one; returns its first fault message. */
static seL4_MessageInfo_t first_fault(thread_fn fn, uint64_t a, bool other_space)
{
    seL4_Word badge;

    handler = new_object(seL4_EndpointObject, 0);
    thread_init(&faulter, other_space);
    seL4_CPtr badged = mint_cap(handler, RIGHTS_ALL, BADGE);
    REQUIRE_EQ(seL4_TCB_SetSpace(faulter.tcb, badged, ENV_CNODE, 0, faulter.vspace, 0), 0);
    thread_start(&faulter, LOW, fn, a, 0, 0);
    set_priority(ENV_TCB, LOW);
    seL4_MessageInfo_t info = seL4_Recv(handler, &badge);
    CHECK_EQ(badge, BADGE);
    return info;
}

static void check_info(seL4_MessageInfo_t info, seL4_Word label, seL4_Word length)
{
    CHECK_EQ(seL4_MessageInfo_get_label(info), label);
    CHECK_EQ(seL4_MessageInfo_get_length(info), length);
}

static uint64_t read_far(uint64_t address, uint64_t b, uint64_t c)
{
    register uint64_t x0 __asm__("x0") = address;

    (void)b, (void)c;
    __asm__ volatile("ldr x0, [x0]" : "+r"(x0));
    return x0;
}

static uint64_t write_far(uint64_t address, uint64_t b, uint64_t c)
{
    (void)c;
    *(volatile uint64_t *)address = 0x5a;
    return b + 77;
}

static uint64_t jump_far(uint64_t address, uint64_t b, uint64_t c)
{
    (void)b, (void)c;
    return ((uint64_t (*)(void))address)();
}

static void data_fault(bool other_space)
{
    seL4_UserContext regs = {0};

    check_info(first_fault(read_far, FAR_AWAY, other_space), seL4_Fault_VMFault, 4);
    CHECK_EQ(*(uint32_t *)seL4_GetMR(0), 0xf9400000); /* ldr x0, [x0] */
    CHECK_EQ(seL4_GetMR(1), FAR_AWAY);
    CHECK_EQ(seL4_GetMR(2), 0);
    CHECK_EQ(seL4_GetMR(3) >> 26, 0x24);
    CHECK_EQ(seL4_GetMR(3) & 0x40, 0);
    /* Let it read a word of ours, by changing x0 before it goes on. */
    static const uint64_t word = 0x600d;
    REQUIRE_EQ(seL4_TCB_ReadRegisters(faulter.tcb, 0, 0, 4, &regs), 0);
    regs.x0 = (seL4_Word)&word;
    REQUIRE_EQ(seL4_TCB_WriteRegisters(faulter.tcb, 0, 0, 4, &regs), 0);
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 0)); /* a VM fault restarts whatever the label */
    CHECK_EQ(thread_join(&faulter), 0x600d);
}

TEST(fault, data_read)
{
    data_fault(false);
}

TEST(fault, data_read_other_space)
{
    data_fault(true);
}

TEST(fault, write_flag)
{
    check_info(first_fault(write_far, FAR_AWAY, false), seL4_Fault_VMFault, 4);
    CHECK_EQ(seL4_GetMR(1), FAR_AWAY);
    CHECK_EQ(seL4_GetMR(3) & 0x40, 0x40);
}

TEST(fault, fetch)
{
    check_info(first_fault(jump_far, FAR_AWAY, false), seL4_Fault_VMFault, 4);
    CHECK_EQ(seL4_GetMR(0), FAR_AWAY);
    CHECK_EQ(seL4_GetMR(1), FAR_AWAY);
    CHECK_EQ(seL4_GetMR(2), 1);
    CHECK_EQ(seL4_GetMR(3) >> 26, 0x20);
}

TEST(fault, store_to_read_only_page)
{
    seL4_CPtr frame;
    seL4_Word vaddr = (seL4_Word)new_page(&frame);

    REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RIGHT_READ), 0);
    check_info(first_fault(write_far, vaddr, false), seL4_Fault_VMFault, 4);
    CHECK_EQ(seL4_GetMR(3), 0x9200004f);
    REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RIGHT_READ | RIGHT_WRITE), 0);
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 0));
    CHECK_EQ(thread_join(&faulter), 77);
    CHECK_EQ(*(uint64_t *)vaddr, 0x5a);
}

static uint64_t bad_call(uint64_t a, uint64_t b, uint64_t c)
{
    register uint64_t x0 __asm__("x0") = 100, x1 __asm__("x1") = 101, x2 __asm__("x2") = 102;
    register uint64_t x3 __asm__("x3") = 103, x4 __asm__("x4") = 104, x5 __asm__("x5") = 105;
    register uint64_t x6 __asm__("x6") = 106, x7 __asm__("x7") = 0xc1;

    (void)a, (void)b, (void)c;
    __asm__ volatile("svc #0"
                     : "+r"(x0)
                     : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5), "r"(x6), "r"(x7)
                     : "memory");
    return x0;
}

TEST(fault, unknown_system_call)
{
    check_info(first_fault(bad_call, 0, false), seL4_Fault_UnknownSyscall, 13);
    for (int i = 0; i < 7; i++)
        CHECK_EQ(seL4_GetMR(i), 100 + i);
    CHECK_EQ(seL4_GetMR(7), 0xc1);
    CHECK_EQ(*(uint32_t *)seL4_GetMR(8), 0xd4000001);
    CHECK_EQ(seL4_GetMR(10), seL4_GetMR(8) + 4);
    CHECK_EQ(seL4_GetMR(12), 0xc1);
    seL4_SetMR(0, 4242);
    seL4_SetMR(8, seL4_GetMR(8) + 4);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 9));
    CHECK_EQ(thread_join(&faulter), 4242);
}

TEST(fault, label_stops_the_thread)
{
    seL4_UserContext regs = {0};

    check_info(first_fault(bad_call, 0, false), seL4_Fault_UnknownSyscall, 13);
    seL4_Word ip = seL4_GetMR(8);
    seL4_SetMR(0, 4242);
    seL4_SetMR(8, ip + 4);
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 9));
    set_priority(ENV_TCB, 1);
    CHECK_EQ(faulter.done, 0);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(faulter.tcb, 0, 0, 4, &regs), 0);
    CHECK_EQ(regs.pc, ip + 4); /* the registers were written all the same */
    CHECK_EQ(regs.x0, 4242);
    REQUIRE_EQ(seL4_TCB_Resume(faulter.tcb), 0);
    CHECK_EQ(thread_join(&faulter), 4242);
}

static uint64_t undefined(uint64_t a, uint64_t b, uint64_t c)
{
    (void)b, (void)c;
    __asm__ volatile("cmp xzr, xzr; .word 0xdeadbeef" : : : "cc");
    return a + 5;
}

TEST(fault, undefined_instruction)
{
    check_info(first_fault(undefined, 0, false), seL4_Fault_UserException, 5);
    CHECK_EQ(*(uint32_t *)seL4_GetMR(0), 0xdeadbeef);
    CHECK_EQ(seL4_GetMR(2) & 0xf0000000, 0x60000000); /* Z and C */
    CHECK_EQ(seL4_GetMR(3), 0x02000000);
    CHECK_EQ(seL4_GetMR(4), 0);
    seL4_SetMR(0, seL4_GetMR(0) + 4);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 1));
    CHECK_EQ(thread_join(&faulter), 5);
}

static uint64_t breakpoint(uint64_t a, uint64_t b, uint64_t c)
{
    (void)a, (void)b, (void)c;
    __asm__ volatile("brk #3");
    return 0;
}

TEST(fault, brk)
{
    check_info(first_fault(breakpoint, 0, false), seL4_Fault_UserException, 5);
    CHECK_EQ(seL4_GetMR(3), 0xf2000003);
}

static uint64_t read_cntvct(uint64_t a, uint64_t b, uint64_t c)
{
    register uint64_t x1 __asm__("x1");

    (void)a, (void)b, (void)c;
    __asm__ volatile("mrs x1, cntvct_el0" : "=r"(x1));
    return x1;
}

TEST(fault, trapped_register)
{
    check_info(first_fault(read_cntvct, 0, false), seL4_Fault_UserException, 5);
    CHECK_EQ(seL4_GetMR(3) >> 26, 0x18);
    CHECK_EQ(*(uint32_t *)seL4_GetMR(0), 0xd53be041);
}

static uint64_t receive_on(uint64_t cap, uint64_t b, uint64_t c)
{
    (void)b, (void)c;
    seL4_Recv(cap, NULL);
    return 1;
}

static uint64_t send_on(uint64_t cap, uint64_t b, uint64_t c)
{
    (void)b, (void)c;
    seL4_Send(cap, seL4_MessageInfo_new(0, 0, 0, 0));
    return 2;
}

TEST(fault, receive_on_nothing)
{
    seL4_CPtr slot = new_slot();

    check_info(first_fault(receive_on, slot, false), seL4_Fault_CapFault, 5);
    CHECK_EQ(*(uint32_t *)seL4_GetMR(0), 0xd4000001);
    CHECK_EQ(seL4_GetMR(1), slot);
    CHECK_EQ(seL4_GetMR(2), 1);
    CHECK_EQ(seL4_GetMR(3), 2);
    CHECK_EQ(seL4_GetMR(4), 0);
}

TEST(fault, receive_without_read)
{
    seL4_CPtr weak = copy_cap(new_object(seL4_EndpointObject, 0), 0xd);

    check_info(first_fault(receive_on, weak, false), seL4_Fault_CapFault, 5);
    CHECK_EQ(seL4_GetMR(2), 1);
    CHECK_EQ(seL4_GetMR(3), 2);
}

TEST(fault, send_outside_the_guard)
{
    seL4_Word address = 0x7000000000000000ul;

    check_info(first_fault(send_on, address, false), seL4_Fault_CapFault, 7);
    CHECK_EQ(seL4_GetMR(1), address);
    CHECK_EQ(seL4_GetMR(2), 0);
    CHECK_EQ(seL4_GetMR(3), 4);
    CHECK_EQ(seL4_GetMR(4), 64);
    CHECK_EQ(seL4_GetMR(5), 0);
    CHECK_EQ(seL4_GetMR(6), WORD_BITS - ENV_CNODE_BITS);
}

/* The reply to a capability fault tries again, and the capability may be there by then. */
TEST(fault, capability_fault_restarts)
{
    seL4_CPtr slot = new_slot(), ntfn = new_object(seL4_NotificationObject, 0);

    check_info(first_fault(receive_on, slot, false), seL4_Fault_CapFault, 5);
    REQUIRE_EQ(seL4_CNode_Copy(ENV_CNODE, slot, 64, ENV_CNODE, ntfn, 64, seL4_AllRights), 0);
    seL4_Signal(ntfn);
    seL4_Reply(seL4_MessageInfo_new(1, 0, 0, 0));
    CHECK_EQ(thread_join(&faulter), 1);
}

static uint64_t use_fp(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t out;

    (void)b, (void)c;
    __asm__ volatile("fmov d7, %1; add %0, %1, #1; fmov %0, d7" : "=&r"(out) : "r"(a) : "v7");
    return out;
}

TEST(fault, fp_disabled)
{
    handler = new_object(seL4_EndpointObject, 0);
    thread_init(&faulter, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(faulter.tcb, mint_cap(handler, RIGHTS_ALL, 3), ENV_CNODE, 0, ENV_VSPACE, 0),
               0);
    EXPECT(ask(faulter.tcb, TCBSetFlags, NOTHING, WORDS(0, 1)), seL4_NoError, 1);
    thread_start(&faulter, LOW, use_fp, 0x1234, 0, 0);
    seL4_Word badge;
    seL4_MessageInfo_t info = seL4_Recv(handler, &badge);
    check_info(info, seL4_Fault_UserException, 5);
    CHECK_EQ(badge, 3);
    CHECK_EQ(seL4_GetMR(3), 0x1fe00000);
    EXPECT(ask(faulter.tcb, TCBSetFlags, NOTHING, WORDS(1, 0)), seL4_NoError, 0);
    seL4_Reply(seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQ(thread_join(&faulter), 0x1234);
}

TEST(fault, without_a_handler_the_thread_stops)
{
    seL4_UserContext regs = {0};

    thread_init(&faulter, false);
    REQUIRE_EQ(seL4_TCB_SetSpace(faulter.tcb, 0, ENV_CNODE, 0, ENV_VSPACE, 0), 0);
    thread_start(&faulter, LOW, read_far, FAR_AWAY, 0, 0);
    set_priority(ENV_TCB, 1);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(faulter.tcb, 0, 0, 4, &regs), 0);
    CHECK_EQ(regs.x0, FAR_AWAY);
    static const uint64_t word = 0x77;
    regs.x0 = (seL4_Word)&word;
    REQUIRE_EQ(seL4_TCB_WriteRegisters(faulter.tcb, 1, 0, 4, &regs), 0);
    CHECK_EQ(thread_join(&faulter), 0x77);
}
