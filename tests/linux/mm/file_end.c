/* SPDX-License-Identifier: BSD-2-Clause */
/* The rest of a file's last page is zero, behind it is SIGBUS, and growing makes it usable. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);

    write(fd, "abc", 3);
    char *a = mmap(NULL, 3 * PAGE, RW, MAP_SHARED, fd, 0);
    printf("%d %d\n", a[2], a[3]);
    a[100] = 'x';
    IN_CHILD("second page", volatile char c = a[PAGE]; (void)c);
    IN_CHILD("second page, write", a[PAGE] = 1);
    VALUE(ftruncate(fd, 2 * PAGE));
    a[PAGE] = 7;
    printf("%d %d\n", a[PAGE], a[PAGE + 1]);
    IN_CHILD("third page", a[2 * PAGE] = 1);
    VALUE(read(fd, a + 2 * PAGE, 10));
    VALUE(lseek(fd, 0, SEEK_END));
    return 0;
}
