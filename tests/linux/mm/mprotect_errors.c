/* SPDX-License-Identifier: BSD-2-Clause */
/* mprotect: ranges, splitting, errors. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 8 * PAGE, RW, ANON, -1, 0);

    memset(a, 1, 8 * PAGE);
    VALUE(mprotect(a + 2 * PAGE, 2 * PAGE, PROT_READ));
    a[PAGE] = a[4 * PAGE] = 2;
    IN_CHILD("write", a[2 * PAGE] = 1);
    IN_CHILD("write at the end", a[4 * PAGE - 1] = 1);
    VALUE(mprotect(a + 1, PAGE, RW));
    VALUE(mprotect(a, 0, RW));
    VALUE(mprotect(a, 100, PROT_NONE));
    IN_CHILD("none", volatile char c = a[0]; (void)c);
    VALUE(mprotect(a, 8 * PAGE, RW));
    a[2 * PAGE] = 3;
    printf("%d %d\n", a[0], a[2 * PAGE]);
    munmap(a + 4 * PAGE, PAGE);
    VALUE(mprotect(a, 8 * PAGE, PROT_READ));
    IN_CHILD("before the hole", a[0] = 1);
    a[6 * PAGE] = 1;
    VALUE(mprotect(a, PAGE, 0x100000));
    VALUE(mprotect(a, PAGE, PROT_READ | PROT_GROWSDOWN | PROT_GROWSUP));
    VALUE(mprotect((void *)-8192L, PAGE, RW));
    VALUE(mprotect(a, -1L, RW));
    return 0;
}
