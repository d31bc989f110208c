/* SPDX-License-Identifier: BSD-2-Clause */
/* The stack grows as it is used, up to its limit. */
#include "check.h"

#include <sys/resource.h>

static int deep(int levels)
{
    volatile char frame[4096];

    frame[0] = levels;
    return levels ? deep(levels - 1) + frame[0] - (char)levels : 0;
}

int main(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_STACK, &limit);
    VALUE(limit.rlim_cur >> 10);
    VALUE(deep(100));
    VALUE(deep(1500));
    IN_CHILD("endless recursion", deep(1 << 20));
    IN_CHILD("far below the stack", volatile char here; *(&here - (64 << 20)) = 1);
    return 0;
}
