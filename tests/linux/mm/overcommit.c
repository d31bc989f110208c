/* SPDX-License-Identifier: BSD-2-Clause */
/* What no machine could ever hold is refused at once; what is only reserved, or read, is not. */
#include "check.h"

#include <sys/mman.h>
#include <sys/resource.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define MUCH (1ul << 44)

static long unmapped(void *p, size_t n)
{
    return p == MAP_FAILED ? -1 : munmap(p, n);
}

int main(void)
{
    struct rlimit none = { 0, RLIM_INFINITY }, never = { 0, 0 };
    char *a = mmap(NULL, MUCH, PROT_READ, ANON, -1, 0), *b;

    VALUE(unmapped(mmap(NULL, MUCH, RW, ANON, -1, 0), MUCH));
    VALUE(unmapped(mmap(NULL, MUCH, RW, ANON | MAP_NORESERVE, -1, 0), MUCH));
    VALUE(unmapped(mmap(NULL, MUCH, PROT_NONE, ANON, -1, 0), MUCH));
    VALUE(unmapped(mmap(NULL, MUCH, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0), MUCH));
    VALUE(unmapped(mmap(NULL, MUCH, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0), MUCH));
    VALUE(mprotect(a, MUCH, RW));
    VALUE(mprotect(a, PAGE, RW));
    VALUE(munmap(a, MUCH));
    YES(sbrk(MUCH) == (void *)-1);
    YES(sbrk(PAGE) != (void *)-1);
    b = mmap(NULL, 2 * PAGE, RW, ANON, -1, 0);
    VALUE(mremap(b, PAGE, MUCH, MREMAP_MAYMOVE));
    VALUE(mremap(b, PAGE, 1ul << 50, MREMAP_MAYMOVE));
    VALUE(mremap(b, -PAGE, PAGE, MREMAP_MAYMOVE));
    IN_CHILD("no data, for now", setrlimit(RLIMIT_DATA, &none); OK(mmap(NULL, PAGE, RW, ANON, -1, 0));
             YES(sbrk(1 << 20) == (void *)-1));
    IN_CHILD("no data ever", setrlimit(RLIMIT_DATA, &never); OK(mmap(NULL, PAGE, RW, ANON, -1, 0));
             OK(mmap(NULL, PAGE, PROT_READ, ANON, -1, 0)); OK(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0)));
    return 0;
}
