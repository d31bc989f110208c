/* SPDX-License-Identifier: BSD-2-Clause */
/* MAP_FIXED and MAP_FIXED_NOREPLACE. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);

    a[0] = 1;
    VALUE(mmap(a, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(a + 3 * PAGE, 2 * PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED ? -1 : 0);
    munmap(a, 4 * PAGE);
    YES(mmap(a, 2 * PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0) == a);
    a[0] = 2;
    YES(mmap(a, PAGE, RW, ANON | MAP_FIXED, -1, 0) == a);
    printf("%d\n", a[0]);
    VALUE(mmap(a + 1, PAGE, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(NULL, PAGE, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap((void *)-4096L, PAGE, RW, ANON | MAP_FIXED, -1, 0) == MAP_FAILED ? -1 : 0);
    char *hint = mmap(a + 16 * PAGE + 7, PAGE, RW, ANON, -1, 0);
    YES(((long)hint & (PAGE - 1)) == 0);
    return 0;
}
