/* SPDX-License-Identifier: BSD-2-Clause */
/* mremap: MREMAP_FIXED, MREMAP_DONTUNMAP, growing in place, errors. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *area = mmap(NULL, 32 * PAGE, PROT_NONE, ANON, -1, 0);
    char *a = mmap(area, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0);

    a[0] = 1, a[PAGE] = 2;
    YES(mremap(a, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, area + 8 * PAGE) == area + 8 * PAGE);
    a = area + 8 * PAGE;
    printf("%d %d\n", a[0], a[PAGE]);
    VALUE(mremap(a, PAGE, PAGE, MREMAP_FIXED, area));
    VALUE(mremap(a, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, a + PAGE));
    VALUE(mremap(a, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, a + 5));
    VALUE(mremap(a, 2 * PAGE, 4 * PAGE, 0));
    munmap(a + 2 * PAGE, 4 * PAGE);
    YES(mremap(a, 2 * PAGE, 4 * PAGE, 0) == a);
    printf("%d\n", a[3 * PAGE]);
    VALUE(mremap(a, 2 * PAGE, 0, 0));
    VALUE(mremap(a, 2 * PAGE, PAGE, 64));
    char *b = mremap(a, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE | 4 /* DONTUNMAP */);
    YES(b != MAP_FAILED && b != a);
    if (b != MAP_FAILED)
        printf("%d %d, left %d %d\n", b[0], b[PAGE], a[0], a[PAGE]);
    VALUE(mremap(a, 4 * PAGE, 5 * PAGE, MREMAP_MAYMOVE | 4));
    VALUE(mremap(a, 4 * PAGE, 4 * PAGE, 4));
    VALUE(mremap(a, 100 * PAGE, 200 * PAGE, MREMAP_MAYMOVE));
    return 0;
}
