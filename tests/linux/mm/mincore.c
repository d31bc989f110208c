/* SPDX-License-Identifier: BSD-2-Clause */
/* mincore: which pages are there. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    unsigned char there[8] = {0};
    char *a = mmap(NULL, 8 * PAGE, RW, ANON, -1, 0);

    VALUE(mincore(a, 8 * PAGE, there));
    for (int i = 0; i < 8; i++)
        printf("%d", there[i] & 1);
    printf("\n");
    a[1 * PAGE] = a[4 * PAGE] = a[6 * PAGE] = 1;
    VALUE(mincore(a, 8 * PAGE, there));
    for (int i = 0; i < 8; i++)
        printf("%d", there[i] & 1);
    printf("\n");
    VALUE(mincore(a + 1, PAGE, there));
    VALUE(mincore(a, 8 * PAGE, (unsigned char *)8));
    VALUE(mincore(a, 0, there));
    VALUE(mincore(a, 5000, there));
    munmap(a + 3 * PAGE, PAGE);
    VALUE(mincore(a, 8 * PAGE, there));
    VALUE(mincore((void *)(-4096L), 4096, there));
    VALUE(mincore(a, -1L, there));
    return 0;
}
