/* SPDX-License-Identifier: BSD-2-Clause */
/* MADV_DONTNEED: private memory is zero again, a file's comes back, shared stays. */
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
    VALUE(madvise(a + PAGE, 2 * PAGE, MADV_DONTNEED));
    printf("%d %d %d %d\n", a[0], a[PAGE], a[2 * PAGE], a[3 * PAGE]);
    char *s = mmap(NULL, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(s, 9, 2 * PAGE);
    VALUE(madvise(s, 2 * PAGE, MADV_DONTNEED));
    printf("%d %d\n", s[0], s[PAGE]);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    VALUE(write(fd, "contents", 8));
    char *f = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    f[0] = 'X';
    printf("%.8s\n", f);
    VALUE(madvise(f, PAGE, MADV_DONTNEED));
    printf("%.8s\n", f);
    VALUE(madvise(a, 0, MADV_DONTNEED));
    VALUE(madvise(a, 1, MADV_DONTNEED));
    printf("%d\n", a[0]);
    munmap(a + PAGE, PAGE);
    a[2 * PAGE] = 5;
    VALUE(madvise(a, 4 * PAGE, MADV_DONTNEED));
    printf("%d\n", a[2 * PAGE]);
    VALUE(madvise(a, -1L, MADV_DONTNEED));
    return 0;
}
