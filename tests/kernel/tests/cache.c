/* SPDX-License-Identifier: BSD-2-Clause */
/* Cache maintenance by frame and by address: order of errors, all sizes, device frames. */
#include "test.h"

enum {
    RW = RIGHT_READ | RIGHT_WRITE,
    ATTR = 3,
    LARGE = 1 << 21,
    FRAME_OPS = ARMPageClean_Data,   /* four labels in a row: clean, invalidate, both, unify */
    VSPACE_OPS = ARMVSpaceClean_Data,
    OPS = 4,
    INVALIDATE = 1,
};

static struct answer by_frame(seL4_CPtr frame, unsigned op, seL4_Word start, seL4_Word end)
{
    return ask(frame, FRAME_OPS + op, NOTHING, WORDS(start, end));
}

static struct answer by_address(seL4_CPtr vspace, unsigned op, seL4_Word start, seL4_Word end)
{
    return ask(vspace, VSPACE_OPS + op, NOTHING, WORDS(start, end));
}

TEST(cache, frames_of_all_sizes)
{
    static const seL4_Word objects[] = {seL4_ARM_SmallPageObject, seL4_ARM_LargePageObject}, bits[] = {12, 21};

    for (unsigned i = 0; i < 2; i++) {
        seL4_CPtr frame = new_object(objects[i], 0);
        seL4_Word vaddr = unused_vaddr(bits[i]), size = 1ul << bits[i];

        REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RW), 0);
        *(volatile uint64_t *)(vaddr + size - 8) = 5;
        for (unsigned op = 0; op < OPS; op++) {
            EXPECT(by_frame(frame, op, 0, size), seL4_NoError);
            EXPECT(by_frame(frame, op, size - 1, size), seL4_NoError);
            EXPECT(by_address(ENV_VSPACE, op, vaddr, vaddr + size), seL4_NoError);
            EXPECT(by_address(ENV_VSPACE, op, vaddr + 5, vaddr + 6), seL4_NoError);
        }
        CHECK_EQ(*(volatile uint64_t *)(vaddr + size - 8), 5);
    }
}

TEST(cache, frame_errors_in_order)
{
    seL4_CPtr frame, replaced;
    seL4_Word vaddr = (seL4_Word)new_page(&frame);
    seL4_CPtr loose = copy_cap(frame, RIGHTS_ALL);

    for (unsigned op = 0; op < OPS; op++) {
        EXPECT(ask(loose, FRAME_OPS + op, NOTHING, WORDS(0)), seL4_TruncatedMessage);
        EXPECT(by_frame(loose, op, 9, 3), seL4_IllegalOperation);
        EXPECT(by_frame(frame, op, 0, 0), seL4_InvalidArgument, 1);
        EXPECT(by_frame(frame, op, 2 * PAGE, PAGE), seL4_InvalidArgument, 1);
        EXPECT(by_frame(frame, op, PAGE, PAGE + 1), seL4_InvalidArgument, 0);
        EXPECT(by_frame(frame, op, 0, PAGE + 1), seL4_InvalidArgument, 0);
    }
    REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RIGHT_READ), 0);
    for (unsigned op = 0; op < OPS; op++)
        EXPECT(by_frame(frame, op, 0, PAGE), op == INVALIDATE ? seL4_IllegalOperation : seL4_NoError);
    replaced = frame;
    REQUIRE_EQ(map_frame(new_object(seL4_ARM_SmallPageObject, 0), ENV_VSPACE, vaddr, RW), 0);
    EXPECT(by_frame(replaced, 0, 0, PAGE), seL4_InvalidCapability, 0);
}

TEST(cache, frame_of_a_dead_space)
{
    seL4_CPtr vspace = new_vspace(), frame = new_object(seL4_ARM_SmallPageObject, 0);

    REQUIRE_EQ(map_frame(frame, vspace, 0x10000000, RW), 0);
    EXPECT(by_frame(frame, 0, 0, PAGE), seL4_NoError);
    CHECK_EQ(delete_cap(vspace), 0);
    EXPECT(by_frame(frame, 0, 0, PAGE), seL4_FailedLookup, 0, 1);
    CHECK_EQ(seL4_ARM_Page_Unmap(frame), 0);
}

TEST(cache, address_errors_in_order)
{
    seL4_CPtr frame, loose = new_object(seL4_ARM_VSpaceObject, 0);
    seL4_Word vaddr = (seL4_Word)new_page(&frame), nothing = 0x700000000000;

    for (unsigned op = 0; op < OPS; op++) {
        EXPECT(ask(ENV_VSPACE, VSPACE_OPS + op, NOTHING, WORDS(vaddr)), seL4_TruncatedMessage);
        EXPECT(by_address(loose, op, vaddr, vaddr), seL4_InvalidArgument, 1);
        EXPECT(by_address(loose, op, vaddr, 1ul << 48), seL4_IllegalOperation);
        EXPECT(by_address(ENV_VSPACE, op, 0xffffff8000000000, 0xffffff8000001000), seL4_IllegalOperation);
        EXPECT(by_address(loose, op, vaddr, vaddr + 1), seL4_InvalidCapability, 0);
        EXPECT(by_address(ENV_VSPACE, op, nothing, nothing + 10 * PAGE), seL4_NoError);
        EXPECT(by_address(ENV_VSPACE, op, vaddr + 8, vaddr + PAGE + 1), seL4_RangeError, vaddr + 8, vaddr + PAGE - 1);
    }
    REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RIGHT_READ), 0);
    for (unsigned op = 0; op < OPS; op++)
        EXPECT(by_address(ENV_VSPACE, op, vaddr, vaddr + 8), op == INVALIDATE ? seL4_IllegalOperation : seL4_NoError);
}

/* Of a device frame, which the kernel never maps for itself. */
TEST(cache, device_frame)
{
    seL4_CPtr frame = new_slot();
    seL4_Word vaddr = unused_vaddr(12);

    if (seL4_Untyped_Retype(ENV_DEVICE_UNTYPED, seL4_ARM_SmallPageObject, 0, ENV_CNODE, 0, 0, frame, 1))
        skip_test("no device memory");
    REQUIRE_EQ(map_frame(frame, ENV_VSPACE, vaddr, RW), 0);
    for (unsigned op = 0; op < OPS; op++) {
        EXPECT(by_frame(frame, op, 0, PAGE), seL4_NoError);
        EXPECT(by_address(ENV_VSPACE, op, vaddr, vaddr + PAGE), seL4_NoError);
    }
    seL4_CPtr vspace = new_vspace(), copy = copy_cap(frame, RIGHTS_ALL);
    REQUIRE_EQ(map_frame(copy, vspace, 0x10000000, RW), 0);
    for (unsigned op = 0; op < OPS; op++)
        EXPECT(by_frame(copy, op, 0, PAGE), seL4_NoError); /* in an address space that is not running */
}

TEST(cache, user_mode_maintenance)
{
    seL4_CPtr frame;
    volatile uint64_t *page = new_page(&frame);
    uint64_t ctr;

    page[0] = 3;
    __asm__ volatile("dc cvau, %0; dc cvac, %0; dc civac, %0; dsb sy; ic ivau, %0; isb" : : "r"(page) : "memory");
    __asm__ volatile("mrs %0, ctr_el0" : "=r"(ctr));
    CHECK(ctr != 0);
    CHECK_EQ(page[0], 3);
}
