/* SPDX-License-Identifier: BSD-2-Clause */
/* mlock, munlock, mlock2, mlockall and their errors. */
#include "check.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 8 * PAGE, RW, ANON, -1, 0);
    unsigned char there[8];

    VALUE(mlock(a, 4 * PAGE));
    VALUE(mincore(a, 4 * PAGE, there));
    printf("%d%d%d%d\n", there[0] & 1, there[1] & 1, there[2] & 1, there[3] & 1);
    VALUE(mlock(a + 100, 10));
    VALUE(munlock(a, 8 * PAGE));
    VALUE(syscall(SYS_mlock2, a, PAGE, 0));
    VALUE(syscall(SYS_mlock2, a, PAGE, 1));
    VALUE(syscall(SYS_mlock2, a, PAGE, 2));
    VALUE(mlock(a, 0));
    VALUE(mlock((void *)-4096L, 8192));
    munmap(a + 2 * PAGE, PAGE);
    VALUE(mlock(a, 4 * PAGE));
    VALUE(munlock(a, 4 * PAGE));
    VALUE(mlockall(0));
    VALUE(mlockall(MCL_CURRENT));
    VALUE(mlockall(MCL_ONFAULT));
    VALUE(mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT));
    VALUE(mlockall(64));
    VALUE(munlockall());
    VALUE(munlockall());
    return 0;
}
