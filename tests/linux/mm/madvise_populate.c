/* SPDX-License-Identifier: BSD-2-Clause */
/* MADV_POPULATE_READ and _WRITE bring pages in, or say why not. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    unsigned char there[4];
    char *a = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);

    VALUE(madvise(a, 2 * PAGE, 23));
    mincore(a, 4 * PAGE, there);
    printf("%d%d%d%d\n", there[0] & 1, there[1] & 1, there[2] & 1, there[3] & 1);
    mprotect(a + 2 * PAGE, PAGE, PROT_READ);
    VALUE(madvise(a + 2 * PAGE, PAGE, 22));
    VALUE(madvise(a + 2 * PAGE, PAGE, 23));
    mprotect(a + 3 * PAGE, PAGE, PROT_NONE);
    VALUE(madvise(a, 4 * PAGE, 22));
    munmap(a + 3 * PAGE, PAGE);
    VALUE(madvise(a, 4 * PAGE, 22));
    return 0;
}
