/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory without access, and what copies from and to it say. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 2 * PAGE, PROT_NONE, ANON, -1, 0);
    int fd = open("/dev/zero", O_RDWR);

    IN_CHILD("read", volatile char c = a[0]; (void)c);
    IN_CHILD("write", a[0] = 1);
    VALUE(read(fd, a, 10));
    VALUE(write(open("/dev/null", O_WRONLY), a, 10));
    int out = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    VALUE(write(out, a, 10));
    VALUE(mprotect(a, PAGE, PROT_READ));
    VALUE(write(out, a, PAGE));
    VALUE(write(out, a, 2 * PAGE));
    VALUE(read(fd, a, 10));
    VALUE(mprotect(a, PAGE, PROT_WRITE));
    a[0] = 4;
    printf("%d\n", a[0]);
    VALUE(read(fd, a, 2 * PAGE));
    return 0;
}
