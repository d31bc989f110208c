/* SPDX-License-Identifier: BSD-2-Clause */
/* RLIMIT_AS, RLIMIT_DATA and RLIMIT_STACK. */
#include "check.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = 64 << 20;
    VALUE(setrlimit(RLIMIT_AS, &limit));
    VALUE(mmap(NULL, 128 << 20, RW, ANON, -1, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(NULL, 1 << 20, RW, ANON, -1, 0) == MAP_FAILED ? -1 : 0);
    char *a = mmap(NULL, 32 << 20, RW, ANON, -1, 0);
    VALUE(mremap(a, 32 << 20, 80 << 20, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0);
    limit.rlim_cur = limit.rlim_max;
    VALUE(setrlimit(RLIMIT_AS, &limit));
    char *now = sbrk(0);
    limit.rlim_cur = 1 << 20;
    VALUE(setrlimit(RLIMIT_DATA, &limit));
    YES(brk(now + (64 << 20)) == 0);
    VALUE(mmap(NULL, 64 << 20, RW, ANON, -1, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(NULL, 64 << 20, PROT_READ, ANON, -1, 0) == MAP_FAILED ? -1 : 0);
    return 0;
}
