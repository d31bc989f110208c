/* SPDX-License-Identifier: BSD-2-Clause */
/* MAP_GROWSDOWN: grows when it is touched below, up to its neighbour's gap. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *area = mmap(NULL, 1024 * PAGE, PROT_NONE, ANON, -1, 0);
    munmap(area, 1024 * PAGE);
    char *a = mmap(area + 1000 * PAGE, 2 * PAGE, RW, ANON | MAP_FIXED | MAP_GROWSDOWN, -1, 0);
    YES(a == area + 1000 * PAGE);
    a[0] = 1;
    a[-PAGE] = 2;
    a[-100 * PAGE] = 3;
    printf("%d %d %d %d\n", a[0], a[-PAGE], a[-50 * PAGE], a[-100 * PAGE]);
    IN_CHILD("far below", a[-100000L * PAGE] = 1);
    YES(mprotect(a, PAGE, PROT_READ | PROT_GROWSDOWN) == 0);
    IN_CHILD("read only", a[-10 * PAGE] = 1);
    char *b = mmap(NULL, PAGE, RW, ANON, -1, 0);
    VALUE(mprotect(b, PAGE, PROT_READ | PROT_GROWSDOWN));
    return 0;
}
