/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared mappings of a file: both processes and read and write see one thing. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[16] = "";

    ftruncate(fd, 3 * PAGE);
    char *a = mmap(NULL, 3 * PAGE, RW, MAP_SHARED, fd, 0), *b = mmap(NULL, PAGE, RW, MAP_SHARED, fd, PAGE);
    strcpy(a + PAGE, "one");
    printf("%s\n", b);
    pwrite(fd, "two", 3, PAGE);
    printf("%s %s\n", a + PAGE, b);
    IN_CHILD("child", strcpy(b, "three"));
    printf("%s\n", a + PAGE);
    VALUE(pread(fd, text, 5, PAGE));
    printf("%s\n", text);
    VALUE(ftruncate(fd, PAGE));
    IN_CHILD("cut off", b[0] = 1);
    VALUE(ftruncate(fd, 3 * PAGE));
    printf("%d\n", b[0]);
    VALUE(msync(a, 3 * PAGE, MS_SYNC));
    return 0;
}
