/* SPDX-License-Identifier: BSD-2-Clause */
/* Seals of memfd: each one, and what it forbids. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int fd = memfd_create("sealed", MFD_ALLOW_SEALING);

    VALUE(fcntl(fd, F_GET_SEALS));
    VALUE(ftruncate(fd, 4 * PAGE));
    VALUE(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK));
    VALUE(ftruncate(fd, PAGE));
    VALUE(ftruncate(fd, 8 * PAGE));
    VALUE(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
    VALUE(ftruncate(fd, 16 * PAGE));
    VALUE(pwrite(fd, "x", 1, 8 * PAGE));
    VALUE(pwrite(fd, "x", 1, 0));
    char *a = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
    VALUE(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    munmap(a, PAGE);
    VALUE(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    VALUE(pwrite(fd, "x", 1, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -1 : 0);
    VALUE(fcntl(fd, F_GET_SEALS));
    VALUE(fcntl(fd, F_ADD_SEALS, 0x100));
    VALUE(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
    VALUE(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    int file = open("file", O_RDWR | O_CREAT, 0600);
    VALUE(fcntl(file, F_GET_SEALS));
    VALUE(fcntl(file, F_ADD_SEALS, F_SEAL_WRITE));
    int future = memfd_create("future", MFD_ALLOW_SEALING);
    ftruncate(future, PAGE);
    char *f = mmap(NULL, PAGE, RW, MAP_SHARED, future, 0);
    VALUE(fcntl(future, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
    f[0] = 5;
    VALUE(pwrite(future, "x", 1, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED, future, 0) == MAP_FAILED ? -1 : 0);
    printf("%d\n", f[0]);
    return 0;
}
