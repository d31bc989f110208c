/* SPDX-License-Identifier: BSD-2-Clause */
/* Protection keys on a processor without them. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, PAGE, RW, ANON, -1, 0);

    VALUE(syscall(SYS_pkey_alloc, 0, 0));
    VALUE(syscall(SYS_pkey_alloc, 1, 0));
    VALUE(syscall(SYS_pkey_free, 1));
    VALUE(syscall(SYS_pkey_mprotect, a, PAGE, PROT_READ, -1));
    IN_CHILD("write", a[0] = 1);
    VALUE(syscall(SYS_pkey_mprotect, a, PAGE, RW, 1));
    VALUE(syscall(SYS_pkey_mprotect, a, PAGE, RW, 0));
    return 0;
}
