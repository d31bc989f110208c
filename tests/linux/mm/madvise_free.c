/* SPDX-License-Identifier: BSD-2-Clause */
/* MADV_FREE: for private anonymous memory only. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);
    memset(a, 7, 4 * PAGE);
    VALUE(madvise(a, 2 * PAGE, MADV_FREE));
    a[0] = 3;
    printf("%d %d\n", a[0], a[3 * PAGE]);
    YES(a[PAGE] == 7 || a[PAGE] == 0);
    char *s = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    VALUE(madvise(s, PAGE, MADV_FREE));
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(fd, PAGE);
    char *f = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    VALUE(madvise(f, PAGE, MADV_FREE));
    return 0;
}
