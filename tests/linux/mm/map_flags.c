/* SPDX-License-Identifier: BSD-2-Clause */
/* Flags of mmap that do not go together, and those that MAP_SHARED_VALIDATE does not know. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define HUGE(bits) (ANON | MAP_HUGETLB | (bits) << 26)

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0600);

    VALUE(ftruncate(fd, PAGE));
    OK(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE, fd, 0));
    OK(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | MAP_POPULATE | MAP_NORESERVE | MAP_STACK, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | 1 << 25, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | 1 << 7, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | MAP_SYNC, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0));
    OK(mmap(NULL, PAGE, RW, MAP_SHARED | 1 << 25, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, 4, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_GROWSDOWN | MAP_SHARED, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_GROWSDOWN | MAP_PRIVATE, fd, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_GROWSDOWN | MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    OK(mmap(NULL, PAGE, RW, MAP_GROWSDOWN | ANON, -1, 0));
    VALUE(mmap(NULL, PAGE, RW, HUGE(0), -1, 0));
    VALUE(mmap(NULL, 2 << 20, RW, HUGE(21), -1, 0));
    VALUE(mmap(NULL, 2 << 20, RW, HUGE(30), -1, 0));
    VALUE(mmap(NULL, 2 << 20, RW, HUGE(16), -1, 0));
    VALUE(mmap(NULL, 2 << 20, RW, HUGE(19), -1, 0));
    VALUE(mmap(NULL, 2 << 20, RW, HUGE(63), -1, 0));
    VALUE(mmap(NULL, 2 << 20, RW, MAP_SHARED | MAP_HUGETLB, fd, 0));
    VALUE(mprotect(mmap(NULL, PAGE, RW, ANON, -1, 0), -1, PROT_READ));
    VALUE(mprotect(mmap(NULL, PAGE, RW, ANON, -1, 0), PAGE, PROT_READ | 8));
    VALUE(mprotect(mmap(NULL, PAGE, RW, ANON, -1, 0), PAGE, PROT_READ | 0x20));
    return 0;
}
