/* SPDX-License-Identifier: BSD-2-Clause */
/* Mapping and retype, per page. */
#include "bench.h"

enum { PAGES = 256 };

/* As few user instructions around the system call as possible: the arguments are those of a
 * prepared call. */
static uint64_t time_call(seL4_CPtr cap, seL4_Word label, seL4_Word caps, seL4_Word length,
                          const seL4_Word mr[4])
{
    struct sel4_regs r = {cap, label << 12 | caps << 7 | length, {mr[0], mr[1], mr[2], mr[3]}};
    uint64_t start = stamp();

    sel4_enter(seL4_SysCall, &r);
    uint64_t end = stamp();

    REQUIRE_EQ(r.info >> 12, 0);
    return end - start;
}

static seL4_CPtr make_frames(uint64_t *sum)
{
    seL4_CPtr untyped = new_untyped(20), frames = new_slots(PAGES);

    seL4_SetCap(0, ENV_CNODE);
    seL4_SetMR(4, frames);
    seL4_SetMR(5, PAGES);
    *sum =
        time_call(untyped, UntypedRetype, 1, 6, (seL4_Word[4]){seL4_ARM_SmallPageObject, 0, 0, 0});
    return frames;
}

static uint64_t map_all(seL4_CPtr frames, seL4_Word vaddr, seL4_Word rights)
{
    uint64_t sum = 0;

    seL4_SetCap(0, ENV_VSPACE);
    for (seL4_Word i = 0; i < PAGES; i++) {
        shift_phase(i);
        sum +=
            time_call(frames + i, ARMPageMap, 1, 3, (seL4_Word[4]){vaddr + i * PAGE, rights, 3, 0});
    }
    return sum;
}

TEST(memory, map_and_retype)
{
    seL4_Word vaddr = unused_vaddr(21);
    uint64_t sum;
    seL4_CPtr frames = make_frames(&sum);

    map_tables(ENV_VSPACE, vaddr, 12);
    bench_result("retype_frame", sum, 1, PAGES);
    bench_result("page_map", map_all(frames, vaddr, 3), PAGES, 1);
    bench_result("page_remap_read_only", map_all(frames, vaddr, 2), PAGES, 1);

    sum = 0;
    for (seL4_Word i = 0; i < PAGES; i++) {
        shift_phase(i);
        sum += time_call(frames + i, ARMPageUnmap, 0, 0, (seL4_Word[4]){0});
    }
    bench_result("page_unmap", sum, PAGES, 1);
}
