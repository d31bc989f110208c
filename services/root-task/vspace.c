/* SPDX-License-Identifier: BSD-2-Clause */
/* Page tables are made level by level, as the kernel asks for them: a failed map says that one is missing. */
#include "vspace.h"

#include <linux/errno.h>
#include <rt/errno.h>

enum { TABLE_LEVELS = 3, PAGE_BYTES = 4096 };

/* Own windows lie far above the image and what the kernel mapped behind it. */
static const uint64_t scratch = 1ull << 38;

static struct pool pool;
static bool pool_ready;
static uint64_t own_next = (1ull << 38) + 16 * PAGE_BYTES;

struct pool *own_pool(void)
{
    if (!pool_ready)
        pool_init(&pool);
    pool_ready = true;
    return &pool;
}

int vspace_map(cptr_t vspace, struct pool *tables, cptr_t frame, uint64_t vaddr,
               enum vspace_access access)
{
    bool writable = access == ACCESS_READ_WRITE || access == ACCESS_DEVICE;
    seL4_CapRights_t rights = writable ? seL4_ReadWrite : seL4_CanRead;
    seL4_Word attributes = (access == ACCESS_DEVICE ? 0 : seL4_ARM_Default_VMAttributes) |
                           (access == ACCESS_EXECUTE ? 0 : seL4_ARM_ExecuteNever);

    for (int level = 0;; level++) {
        seL4_Error error = seL4_ARM_Page_Map(frame, vspace, vaddr, rights, attributes);
        if (error != seL4_FailedLookup || level == TABLE_LEVELS)
            return rt_errno(error);

        cptr_t table = pool_object(tables, seL4_ARM_PageTableObject, 0);
        if (!table)
            return -ENOMEM;
        error = seL4_ARM_PageTable_Map(table, vspace, vaddr, seL4_ARM_Default_VMAttributes);
        if (error)
            return rt_errno(error);
    }
}

uint64_t own_window(uint64_t bytes)
{
    uint64_t start = own_next;

    own_next += (bytes + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    return start;
}

void *own_scratch(cptr_t frame)
{
    if (vspace_map(seL4_CapInitThreadVSpace, own_pool(), frame, scratch, ACCESS_READ_WRITE))
        return NULL;
    return (void *)scratch;
}

void own_scratch_done(cptr_t frame)
{
    seL4_ARM_Page_Unmap(frame);
}
