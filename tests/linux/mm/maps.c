/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/self/maps shows what was mapped. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 3 * PAGE, RW, ANON, -1, 0);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(fd, 2 * PAGE);
    char *f = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
    mprotect(a + PAGE, PAGE, PROT_READ | PROT_EXEC);
    mprotect(a + 2 * PAGE, PAGE, PROT_NONE);
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[300], name[200], prot[8];
    unsigned long start, end, offset, inode;
    unsigned major, minor;
    while (fgets(line, sizeof(line), maps)) {
        name[0] = 0;
        sscanf(line, "%lx-%lx %7s %lx %x:%x %lu %199[^\n]", &start, &end, prot, &offset, &major, &minor, &inode, name);
        if (start >= (unsigned long)a && end <= (unsigned long)a + 3 * PAGE)
            printf("a+%lx %lx %s %lx %d %s\n", start - (unsigned long)a, end - start, prot, offset, inode != 0, name);
        if (start == (unsigned long)f)
            printf("f %lx %s %lx %d %s\n", end - start, prot, offset, inode != 0, strrchr(name, '/'));
        if (start <= (unsigned long)line && (unsigned long)line < end)
            printf("%s %s\n", prot, name + strspn(name, " "));
    }
    return 0;
}
