/* SPDX-License-Identifier: BSD-2-Clause */
/* The instance for the root_* calls: direct calls on the parent endpoint. */
#include <ipc/root_gen.h>
#include <rt/task.h>

struct root *rt_root(void)
{
    static struct root_remote remote;

    if (!remote.endpoint)
        root_remote_init(&remote, TASK_SLOT_PARENT);
    return &remote.base;
}
