/* SPDX-License-Identifier: BSD-2-Clause */
/* remap_file_pages: other pages of the file at the same addresses. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);

    for (int i = 0; i < 4; i++)
        pwrite(fd, &(char){'a' + i}, 1, i * PAGE);
    ftruncate(fd, 4 * PAGE);
    char *a = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);
    printf("%c%c%c%c\n", a[0], a[PAGE], a[2 * PAGE], a[3 * PAGE]);
    VALUE(syscall(SYS_remap_file_pages, a, PAGE, 0, 3, 0));
    VALUE(syscall(SYS_remap_file_pages, a + PAGE, 2 * PAGE, 0, 0, 0));
    printf("%c%c%c%c\n", a[0], a[PAGE], a[2 * PAGE], a[3 * PAGE]);
    a[0] = 'D';
    char c;
    pread(fd, &c, 1, 3 * PAGE);
    printf("%c\n", c);
    VALUE(syscall(SYS_remap_file_pages, a, PAGE, PROT_READ, 0, 0));
    char *p = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    VALUE(syscall(SYS_remap_file_pages, p, PAGE, 0, 0, 0));
    VALUE(syscall(SYS_remap_file_pages, (void *)PAGE, PAGE, 0, 0, 0));
    return 0;
}
