/* SPDX-License-Identifier: BSD-2-Clause */
/* Copy on write over many pages, in parent, child and grandchild. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    enum { PAGES = 600 };
    char *a = mmap(NULL, PAGES * PAGE, RW, ANON, -1, 0);
    long sum = 0;

    for (int i = 0; i < PAGES; i++)
        a[i * PAGE] = i % 100;
    IN_CHILD("child", for (int i = 0; i < PAGES; i += 2) a[i * PAGE] = 1;
             IN_CHILD("grandchild", for (int i = 1; i < PAGES; i += 2) a[i * PAGE] = 2;
                      for (int i = 0; i < PAGES; i++) sum += a[i * PAGE]; printf("%ld\n", sum));
             for (int i = 0; i < PAGES; i++) sum += a[i * PAGE]; printf("%ld\n", sum));
    for (int i = 0; i < PAGES; i++)
        sum += a[i * PAGE];
    printf("%ld\n", sum);
    for (int i = 0; i < PAGES; i++)
        a[i * PAGE]++;
    sum = 0;
    for (int i = 0; i < PAGES; i++)
        sum += a[i * PAGE];
    printf("%ld\n", sum);
    return 0;
}
