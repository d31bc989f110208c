/* SPDX-License-Identifier: BSD-2-Clause */
/* mmap: flags and arguments that cannot be. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
#define MAP(...) VALUE(mmap(__VA_ARGS__) == MAP_FAILED ? -1 : 0)
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    int ro = open("file", O_RDONLY), wo = open("file", O_WRONLY);
    int dir = open(".", O_RDONLY), pipes[2];
    ftruncate(fd, PAGE);
    pipe(pipes);
    MAP(NULL, 0, RW, ANON, -1, 0);
    MAP(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0);
    MAP(NULL, PAGE, RW, MAP_PRIVATE, -1, 0);
    MAP(NULL, PAGE, RW, MAP_PRIVATE, 77, 0);
    MAP(NULL, PAGE, RW, MAP_PRIVATE, fd, 100);
    MAP(NULL, PAGE, RW, MAP_SHARED, ro, 0);
    MAP(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
    MAP(NULL, PAGE, RW, MAP_PRIVATE, ro, 0);
    MAP(NULL, PAGE, PROT_READ, MAP_PRIVATE, wo, 0);
    MAP(NULL, PAGE, PROT_WRITE, MAP_SHARED, wo, 0);
    MAP(NULL, PAGE, PROT_READ, MAP_PRIVATE, dir, 0);
    MAP(NULL, PAGE, PROT_READ, MAP_PRIVATE, pipes[0], 0);
    MAP(NULL, -1L, RW, ANON, -1, 0);
    MAP(NULL, 1L << 60, RW, ANON | MAP_NORESERVE, -1, 0);
    MAP(NULL, PAGE, RW, MAP_SHARED_VALIDATE, fd, 0);
    MAP(NULL, PAGE, RW, MAP_SHARED_VALIDATE | (1 << 28), fd, 0);
    MAP(NULL, PAGE, RW, MAP_SHARED_VALIDATE | 0x80000, fd, 0);
    MAP(NULL, PAGE, RW, MAP_SHARED, fd, 1L << 62);
    MAP(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0x7ffffffffffff000);
    MAP(NULL, PAGE, RW | 0x1000, ANON, -1, 0);
    VALUE(munmap((void *)1, PAGE));
    VALUE(munmap((void *)PAGE, 0));
    VALUE(munmap((void *)-4096L, PAGE));
    char *shared = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
    VALUE(mprotect(shared, PAGE, RW));
    return 0;
}
