/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages touched forwards, backwards, in steps: all zero before, all as written after. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    enum { PAGES = 500 };
    const int steps[] = {1, -1, 7, 13, 3};

    for (size_t s = 0; s < sizeof(steps) / sizeof(steps[0]); s++) {
        unsigned char *a = mmap(NULL, PAGES * PAGE, RW, ANON, -1, 0);
        int bad = 0;
        for (int i = 0; i < PAGES; i++) {
            int at = ((i * steps[s]) % PAGES + PAGES) % PAGES;
            bad += a[at * PAGE] != 0 || a[at * PAGE + PAGE - 1] != 0;
            a[at * PAGE] = at % 251;
            a[at * PAGE + PAGE - 1] = 1;
        }
        for (int i = 0; i < PAGES; i++)
            bad += a[i * PAGE] != i % 251;
        printf("%d: %d\n", steps[s], bad);
        memset(a, 255, PAGES * PAGE);
        munmap(a, PAGES * PAGE);
    }
    return 0;
}
