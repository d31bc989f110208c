/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes to the null pointer; nobody handles the signal. */
#include <stdio.h>

int main(void)
{
    printf("before\n");
    fflush(stdout);
    *(volatile int *)NULL = 1;
    printf("after\n");
    return 0;
}
