/* SPDX-License-Identifier: BSD-2-Clause */
/* A private mapping of a file: copies on write, later writes by others are seen until then. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[6] = "";

    write(fd, "first", 5);
    char *a = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    printf("%.5s\n", a);
    a[0] = 'F';
    pread(fd, text, 5, 0);
    printf("%s %.5s\n", text, a);
    printf("%d\n", a[100]);
    close(fd);
    unlink("file");
    printf("%.5s\n", a);
    IN_CHILD("child", a[1] = 'I'; printf("%.5s\n", a));
    printf("%.5s\n", a);
    return 0;
}
