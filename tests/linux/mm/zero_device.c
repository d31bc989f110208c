/* SPDX-License-Identifier: BSD-2-Clause */
/* Mappings of /dev/zero: memory of their own, shared ones too. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int fd = open("/dev/zero", O_RDWR);
    char *a = mmap(NULL, 2 * PAGE, RW, MAP_PRIVATE, fd, 0), *s = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);

    YES(a != MAP_FAILED && s != MAP_FAILED);
    a[0] = s[0] = 1;
    IN_CHILD("child", a[0] = 5; s[0] = 6; s[PAGE] = 7);
    printf("%d %d %d\n", a[0], s[0], s[PAGE]);
    char *other = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
    printf("%d\n", other[0]);
    int null = open("/dev/null", O_RDWR);
    VALUE(mmap(NULL, PAGE, RW, MAP_PRIVATE, null, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED, null, 0) == MAP_FAILED ? -1 : 0);
    return 0;
}
