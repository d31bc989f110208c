/* SPDX-License-Identifier: BSD-2-Clause */
/* RLIMIT_MEMLOCK for who is not privileged; who locked what. */
#include "check.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    struct rlimit limit = {8 * PAGE, 8 * PAGE};
    char *a = mmap(NULL, 32 * PAGE, RW, ANON, -1, 0);

    VALUE(setrlimit(RLIMIT_MEMLOCK, &limit));
    VALUE(mlock(a, 16 * PAGE));
    VALUE(munlock(a, 16 * PAGE));
    VALUE(setresuid(1000, 1000, 1000));
    VALUE(mlock(a, 8 * PAGE));
    VALUE(mlock(a + 8 * PAGE, PAGE));
    VALUE(mlock(a, 4 * PAGE));
    VALUE(munlock(a, PAGE));
    VALUE(mlock(a + 8 * PAGE, PAGE));
    VALUE(mmap(NULL, 4 * PAGE, RW, ANON | MAP_LOCKED, -1, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mlockall(MCL_CURRENT));
    VALUE(munlockall());
    limit.rlim_cur = limit.rlim_max = 0;
    VALUE(setrlimit(RLIMIT_MEMLOCK, &limit));
    VALUE(mlock(a, PAGE));
    VALUE(mlockall(MCL_FUTURE));
    return 0;
}
