/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The program break, and memory from malloc.
 * libc: musl glibc
 */
#include "check.h"

static char *sys_brk(void *to)
{
    return (char *)syscall(SYS_brk, to);
}

int main(void)
{
    char *start = sys_brk(NULL);

    YES(sys_brk(start + 100000) == start + 100000);
    memset(start, 5, 100000);
    YES(sys_brk(start + 50000) == start + 50000);
    YES(sys_brk(start + 100000) == start + 100000);
    VALUE(start[49999]);
    VALUE(start[65536 + 4096]);
    YES(sys_brk((void *)1) == start + 100000);
    YES(sys_brk((void *)(1UL << 50)) == start + 100000);
    IN_CHILD("beyond the break", start[100000 + 8192] = 1);
    YES(sys_brk(start) == start);

    size_t sum = 0;
    char *blocks[200];
    for (int i = 0; i < 200; i++) {
        blocks[i] = malloc(i * 1000 + 1);
        memset(blocks[i], i, i * 1000 + 1);
    }
    for (int i = 0; i < 200; i++)
        for (int j = 0; j <= i * 1000; j += 500)
            sum += (unsigned char)blocks[i][j];
    VALUE(sum);
    for (int i = 0; i < 200; i += 2)
        free(blocks[i]);
    char *large = malloc(20 << 20);
    memset(large, 1, 20 << 20);
    VALUE(large[(20 << 20) - 1]);
    free(large);
    large = realloc(blocks[1], 1 << 20);
    VALUE(large[1000]);
    return 0;
}
