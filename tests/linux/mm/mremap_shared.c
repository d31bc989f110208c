/* SPDX-License-Identifier: BSD-2-Clause */
/* mremap of old size 0: a second mapping of shared memory. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    a[0] = 1;
    char *b = mremap(a, 0, 2 * PAGE, MREMAP_MAYMOVE);
    YES(b != MAP_FAILED && b != a);
    b[0] = 5;
    printf("%d\n", a[0]);
    char *p = mmap(NULL, 2 * PAGE, RW, ANON, -1, 0);
    VALUE(mremap(p, 0, PAGE, MREMAP_MAYMOVE));
    VALUE(mremap(a, 2 * PAGE, -1L, MREMAP_MAYMOVE));
    return 0;
}
