/* SPDX-License-Identifier: BSD-2-Clause */
/* MADV_REMOVE: holes in shared memory. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>
#include <sys/stat.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *s = mmap(NULL, 4 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(s, 9, 4 * PAGE);
    VALUE(madvise(s + PAGE, 2 * PAGE, MADV_REMOVE));
    printf("%d %d %d %d\n", s[0], s[PAGE], s[2 * PAGE], s[3 * PAGE]);
    char *a = mmap(NULL, PAGE, RW, ANON, -1, 0);
    VALUE(madvise(a, PAGE, MADV_REMOVE));
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char data[2 * PAGE];
    memset(data, 'x', sizeof(data));
    VALUE(write(fd, data, sizeof(data)));
    char *f = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    VALUE(madvise(f, PAGE, MADV_REMOVE));
    printf("%d %d\n", f[0], f[PAGE]);
    VALUE(pread(fd, data, PAGE, 0));
    printf("%d\n", data[0]);
    char *r = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    VALUE(madvise(r, PAGE, MADV_REMOVE));
    return 0;
}
