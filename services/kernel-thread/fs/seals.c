/* SPDX-License-Identifier: BSD-2-Clause */
/* fs/seals.c: seals of memfd files. */
#include "fs/seals.h"

#include <linux/errno.h>

#include "fs/file.h"
#include "fs/inode.h"
#include "mm/mm.h"

long seals_get(const struct file *f)
{
    return f->inode->seals & SEALS_KNOWN ? (long)(f->inode->seals & SEALS_ALL) : -EINVAL;
}

/* Somebody has it mapped so that writes reach it. */
static bool is_mapped_writable(const struct inode *inode)
{
    const struct region *r;
    LIST_FOREACH (r, &inode->mappings, same_file)
        if ((r->flags & (REGION_SHARED | REGION_MAYWRITE)) == (REGION_SHARED | REGION_MAYWRITE))
            return true;
    return false;
}

long seals_add(struct file *f, uint32_t seals)
{
    struct inode *inode = f->inode;
    if ((inode->seals & SEALS_KNOWN) == 0)
        return -EINVAL;
    if (!file_writable(f))
        return -EPERM;
    if (seals & ~(uint32_t)SEALS_ALL)
        return -EINVAL;
    if (inode->seals & F_SEAL_SEAL)
        return -EPERM;
    if ((seals & F_SEAL_WRITE) && (inode->seals & F_SEAL_WRITE) == 0 && is_mapped_writable(inode))
        return -EBUSY;
    inode->seals |= seals;
    return 0;
}

int seals_allow_write(const struct inode *inode, uint64_t end)
{
    if (inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE))
        return -EPERM;
    return (inode->seals & F_SEAL_GROW) && end > inode->size ? -EPERM : 0;
}

int seals_allow_size(const struct inode *inode, uint64_t size)
{
    if ((inode->seals & F_SEAL_SHRINK) && size < inode->size)
        return -EPERM;
    return (inode->seals & F_SEAL_GROW) && size > inode->size ? -EPERM : 0;
}
