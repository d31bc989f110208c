/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces and mappings for tests. */
#include "test.h"

enum { FIRST_UNUSED = 0x40000000 };

seL4_Word unused_vaddr(seL4_Word size_bits)
{
    static seL4_Word next = FIRST_UNUSED;
    seL4_Word size = 1ul << size_bits, at = (next + size - 1) & ~(size - 1);

    next = at + size;
    return at;
}

/* Each new table goes to the first missing level; when none is missing the kernel says DeleteFirst. */
void map_tables(seL4_CPtr vspace, seL4_Word vaddr, seL4_Word size_bits)
{
    seL4_CPtr probe = new_object(size_bits == 12   ? seL4_ARM_SmallPageObject
                                 : size_bits == 21 ? seL4_ARM_LargePageObject
                                                   : seL4_ARM_HugePageObject,
                                 0);

    for (int level = 0; level < 4; level++) {
        seL4_CapRights_t rights = {{RIGHT_READ}};
        seL4_Error error = seL4_ARM_Page_Map(probe, vspace, vaddr, rights, 3);
        if (error != seL4_FailedLookup) {
            CHECK_EQ(error, 0);
            break;
        }
        seL4_CPtr table = new_object(seL4_ARM_PageTableObject, 0);
        REQUIRE_EQ(seL4_ARM_PageTable_Map(table, vspace, vaddr, 3), 0);
    }
    CHECK_EQ(seL4_ARM_Page_Unmap(probe), 0);
    CHECK_EQ(delete_cap(probe), 0);
}

seL4_Error map_frame(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_Word rights)
{
    seL4_CapRights_t mask = {{rights}};
    seL4_Error error = seL4_ARM_Page_Map(frame, vspace, vaddr, mask, 3);

    for (int level = 0; error == seL4_FailedLookup && level < 3; level++) {
        seL4_CPtr table = new_object(seL4_ARM_PageTableObject, 0);
        REQUIRE_EQ(seL4_ARM_PageTable_Map(table, vspace, vaddr, 3), 0);
        error = seL4_ARM_Page_Map(frame, vspace, vaddr, mask, 3);
    }
    return error;
}

void *new_page(seL4_CPtr *frame)
{
    seL4_Word vaddr = unused_vaddr(12);

    *frame = new_object(seL4_ARM_SmallPageObject, 0);
    REQUIRE_EQ(map_frame(*frame, ENV_VSPACE, vaddr, RIGHT_READ | RIGHT_WRITE), 0);
    return (void *)vaddr;
}

seL4_CPtr new_vspace(void)
{
    seL4_CPtr vspace = new_object(seL4_ARM_VSpaceObject, 0);

    REQUIRE_EQ(seL4_ARM_ASIDPool_Assign(ENV_ASID_POOL, vspace), 0);
    return vspace;
}
