/* SPDX-License-Identifier: BSD-2-Clause */
/* msync: flags, errors, and that files see it. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[8] = "";

    ftruncate(fd, 2 * PAGE);
    char *a = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    strcpy(a, "hello");
    VALUE(msync(a, 2 * PAGE, MS_SYNC));
    VALUE(pread(fd, text, 5, 0));
    printf("%s\n", text);
    VALUE(msync(a, PAGE, MS_ASYNC));
    VALUE(msync(a, PAGE, MS_INVALIDATE));
    VALUE(msync(a, PAGE, MS_SYNC | MS_ASYNC));
    VALUE(msync(a, PAGE, 64));
    VALUE(msync(a + 1, PAGE, MS_SYNC));
    VALUE(msync(a, 0, MS_SYNC));
    munmap(a + PAGE, PAGE);
    VALUE(msync(a, 2 * PAGE, MS_SYNC));
    VALUE(msync(a, 2 * PAGE, MS_ASYNC));
    return 0;
}
