/* SPDX-License-Identifier: BSD-2-Clause */
/* MAP_POPULATE and MAP_NONBLOCK. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    unsigned char there[4];
    char *a = mmap(NULL, 4 * PAGE, RW, ANON | MAP_POPULATE, -1, 0);
    VALUE(mincore(a, 4 * PAGE, there));
    printf("%d%d%d%d\n", there[0] & 1, there[1] & 1, there[2] & 1, there[3] & 1);
    a = mmap(NULL, 4 * PAGE, RW, ANON | MAP_LOCKED, -1, 0);
    VALUE(mincore(a, 4 * PAGE, there));
    printf("%d%d%d%d\n", there[0] & 1, there[1] & 1, there[2] & 1, there[3] & 1);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(fd, "hello", 5);
    char *f = mmap(NULL, 4 * PAGE, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    printf("%.5s\n", f);
    IN_CHILD("beyond the end", volatile char c = f[2 * PAGE]; (void)c);
    return 0;
}
