/* SPDX-License-Identifier: BSD-2-Clause */
/* membarrier: commands, and registering first. */
#include "check.h"

static long barrier(int command, unsigned flags)
{
    return syscall(SYS_membarrier, command, flags, 0);
}

int main(void)
{
    VALUE(barrier(0, 0) & 0x7f);
    VALUE(barrier(8, 0));
    VALUE(barrier(32, 0));
    VALUE(barrier(16, 0));
    VALUE(barrier(8, 0));
    VALUE(barrier(64, 0));
    VALUE(barrier(32, 0));
    VALUE(barrier(2, 0));
    VALUE(barrier(4, 0));
    VALUE(barrier(2, 0));
    VALUE(barrier(1, 0));
    VALUE(barrier(3, 0));
    VALUE(barrier(1 << 20, 0));
    VALUE(barrier(1, 1));
    VALUE(barrier(0, 1));
    IN_CHILD("child", VALUE(barrier(8, 0)));
    return 0;
}
