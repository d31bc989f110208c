/* SPDX-License-Identifier: BSD-2-Clause */
/* rt/memory.c: asking root-task for memory, again after giving some back. */
#include <rt/memory.h>

#include <linux/errno.h>

#include <rt/task.h>

bool (*rt_memory_short)(void);

bool rt_memory_give(void)
{
    static bool running;

    if (!rt_memory_short || running)
        return false;
    running = true;
    bool helped = rt_memory_short();
    running = false;
    return helped;
}

int rt_untyped(uint32_t size_bits, cptr_t slot, uint64_t *paddr)
{
    int err = root_untyped(rt_root(), size_bits, slot, paddr);

    while (err == -ENOMEM && rt_memory_give())
        err = root_untyped(rt_root(), size_bits, slot, paddr);
    return err;
}
