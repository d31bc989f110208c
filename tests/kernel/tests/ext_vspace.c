/* SPDX-License-Identifier: BSD-2-Clause */
/* Extensions for many pages at once, and for all registers of a thread. */
#include "test.h"

#include <sel4/extensions.h>

enum { PAGES = 8, RW = RIGHT_READ | RIGHT_WRITE, ATTR = 3 };
#define AREA 0x3f0000000000ul /* nothing is near */

static void need_extensions(void)
{
    if (seL4_TCB_ExtSetFlags(ENV_TCB, 0, 0).error != seL4_NoError)
        skip_test("this kernel has no extensions");
}

static void make_frames(seL4_CPtr frame[PAGES], seL4_Word entry[PAGES])
{
    for (unsigned i = 0; i < PAGES; i++) {
        frame[i] = new_object(seL4_ARM_SmallPageObject, 0);
        entry[i] = SEL4_EXT_MAP_ENTRY(frame[i], 2 * i, 1, 0);
    }
}

TEST(ext_vspace, absent_or_present)
{
    seL4_Word want = seL4_TCB_ExtSetFlags(ENV_TCB, 0, 0).error;
    seL4_CPtr frame[PAGES];
    seL4_Word entry[PAGES];

    make_frames(frame, entry);
    if (want == seL4_NoError)
        map_tables(ENV_VSPACE, AREA, 12);
    CHECK_EQ(seL4_VSpace_ExtMap(ENV_VSPACE, AREA, entry, PAGES), want);
    CHECK_EQ(seL4_VSpace_ExtRange(ENV_VSPACE, AREA, 2 * PAGES, 0), want);
}

TEST(ext_vspace, maps_and_unmaps)
{
    seL4_CPtr vs = new_vspace(), frame[PAGES], other = new_object(seL4_ARM_SmallPageObject, 0);
    seL4_Word entry[PAGES];

    need_extensions();
    make_frames(frame, entry);
    CHECK_EQ(seL4_VSpace_ExtMap(vs, AREA, entry, PAGES), seL4_FailedLookup);
    CHECK_EQ(seL4_MappingFailedLookupLevel(), 39);
    map_tables(vs, AREA, 12);
    CHECK_EQ(seL4_VSpace_ExtMap(vs, AREA, entry, PAGES), seL4_NoError);
    /* mapped: as Page_Map sees it */
    EXPECT(ask(frame[3], ARMPageMap, CAPS(vs), WORDS(AREA, RW, ATTR)), seL4_InvalidArgument, 0);
    EXPECT(ask(frame[3], ARMPageMap, CAPS(vs), WORDS(AREA + 6 * PAGE, RW, ATTR)), seL4_NoError);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 2 * PAGES, 0)), seL4_NoError, PAGES);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 2 * PAGES, 0)), seL4_NoError, 0);
    /* the records are stale: another place is no error here, and the old one is not touched */
    EXPECT(ask(other, ARMPageMap, CAPS(vs), WORDS(AREA, RW, ATTR)), seL4_NoError);
    entry[0] = SEL4_EXT_MAP_ENTRY(frame[0], 100, 0, 1);
    CHECK_EQ(seL4_VSpace_ExtMap(vs, AREA, entry, 1), seL4_NoError);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 512, 0)), seL4_NoError, 2);
}

TEST(ext_vspace, contents_and_protection)
{
    seL4_CPtr frame[PAGES];
    seL4_Word entry[PAGES];

    need_extensions();
    make_frames(frame, entry);
    map_tables(ENV_VSPACE, AREA, 12);
    REQUIRE_EQ(seL4_VSpace_ExtMap(ENV_VSPACE, AREA, entry, PAGES), seL4_NoError);
    for (unsigned i = 0; i < PAGES; i++)
        *(volatile uint64_t *)(AREA + 2 * i * PAGE) = i + 1;
    /* moved: the capability is unmapped where it was */
    entry[1] = SEL4_EXT_MAP_ENTRY(frame[1], 0, 1, 0);
    REQUIRE_EQ(seL4_VSpace_ExtMap(ENV_VSPACE, AREA, entry + 1, 1), seL4_NoError);
    CHECK_EQ(*(volatile uint64_t *)AREA, 2);
    EXPECT(ask(ENV_VSPACE, VSpaceExtRange, NOTHING, WORDS(AREA, 2 * PAGES, 1)), seL4_NoError, PAGES - 1);
    EXPECT(ask(ENV_VSPACE, VSpaceExtRange, NOTHING, WORDS(AREA, 2 * PAGES, 1)), seL4_NoError, 0);
    CHECK_EQ(*(volatile uint64_t *)(AREA + 4 * PAGE), 3);
    EXPECT(ask(ENV_VSPACE, VSpaceExtRange, NOTHING, WORDS(AREA, 2 * PAGES, 0)), seL4_NoError, PAGES - 1);
}

TEST(ext_vspace, errors)
{
    seL4_CPtr vs = new_vspace(), loose = new_object(seL4_ARM_VSpaceObject, 0), frame[PAGES];
    seL4_Word entry[PAGES];

    need_extensions();
    make_frames(frame, entry);
    map_tables(vs, AREA, 12);
    CHECK_EQ(seL4_VSpace_ExtMap(loose, AREA, entry, 1), seL4_InvalidCapability);
    CHECK_EQ(seL4_VSpace_ExtMap(vs, AREA + 8, entry, 1), seL4_AlignmentError);
    CHECK_EQ(seL4_VSpace_ExtMap(vs, 0x800000000000, entry, 1), seL4_InvalidArgument);
    entry[2] = SEL4_EXT_MAP_ENTRY(ENV_TCB, 9, 1, 0);
    EXPECT(ask(vs, VSpaceExtMap, NOTHING, WORDS(AREA, entry[0], entry[1], entry[2])), seL4_InvalidArgument, 3);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 512, 0)), seL4_NoError, 2);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 513, 0)), seL4_RangeError, 1, 512);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA + PAGE, 512, 0)), seL4_RangeError, 1, 511);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 0, 0)), seL4_RangeError, 1, 512);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 1, 2)), seL4_InvalidArgument, 2);
    EXPECT(ask(vs, VSpaceExtRange, NOTHING, WORDS(AREA, 1)), seL4_TruncatedMessage);
}

TEST(ext_vspace, registers_of_a_thread)
{
    seL4_CPtr from = new_object(seL4_TCBObject, 0), to = new_object(seL4_TCBObject, 0);
    seL4_UserContext in = {.pc = 0x1000, .sp = 0x2000, .x0 = 1, .x19 = 19, .tpidr_el0 = 5}, out;
    seL4_Word words[34] = {0x5000, 0x6000, ~0ul};

    need_extensions();
    REQUIRE_EQ(seL4_TCB_WriteRegisters(from, 0, 0, SEL4_CONTEXT_WORDS, &in), 0);
    CHECK_EQ(seL4_TCB_ExtInitState(to, from, 0, 0x3000, 0x4000, 7, 0, 0, 0), seL4_NoError);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(to, 0, 0, SEL4_CONTEXT_WORDS, &out), 0);
    CHECK_EQ(out.pc, 0x3000);
    CHECK_EQ(out.sp, 0x4000);
    CHECK_EQ(out.x0, 7);
    CHECK_EQ(out.x19, 19);
    CHECK_EQ(out.tpidr_el0, 5);
    for (unsigned i = 0; i < 31; i++)
        words[3 + i] = 100 + i;
    CHECK_EQ(seL4_TCB_ExtWriteState(to, 0, words, 34), seL4_NoError);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(to, 0, 0, SEL4_CONTEXT_WORDS, &out), 0);
    CHECK_EQ(out.pc, 0x5000);
    CHECK_EQ(out.spsr >> 28, 15); /* the flags, and nothing else that was asked for */
    CHECK_EQ(out.spsr & 15, 0);
    CHECK_EQ(out.x0, 100);
    CHECK_EQ(out.x30, 130);
    CHECK_EQ(seL4_TCB_ExtInitState(to, 0, 0, 1, 2, 3, 1, 4, 5), seL4_NoError);
    REQUIRE_EQ(seL4_TCB_ReadRegisters(to, 0, 0, SEL4_CONTEXT_WORDS, &out), 0);
    CHECK_EQ(out.x19, 0);
    CHECK_EQ(out.tpidr_el0, 4);
    EXPECT(ask(to, TCBExtInitState, CAPS(ENV_CNODE), WORDS(2, 0, 0, 0)), seL4_TruncatedMessage);
    EXPECT(ask(ENV_TCB, TCBExtWriteState, NOTHING, WORDS(0, 0)), seL4_IllegalOperation);
}
