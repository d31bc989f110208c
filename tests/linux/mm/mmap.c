/* SPDX-License-Identifier: BSD-2-Clause */
/* mmap, munmap, mprotect: what they accept, and what is in memory afterwards. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

#define PAGE 4096
#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 8 * PAGE, RW, ANON, -1, 0);

    YES(a != MAP_FAILED && ((uintptr_t)a & (PAGE - 1)) == 0);
    int zero = 1;
    for (int i = 0; i < 8 * PAGE; i++)
        zero &= a[i] == 0;
    YES(zero);
    memset(a, 7, 8 * PAGE);
    VALUE(munmap(a + 2 * PAGE, 2 * PAGE));
    VALUE(a[PAGE] + a[4 * PAGE]);
    VALUE(mmap(a + 2 * PAGE, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0) == a + 2 * PAGE);
    VALUE(a[2 * PAGE]);
    VALUE(mmap(a + 1 * PAGE, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0));
    VALUE(munmap(a, 8 * PAGE));
    VALUE(munmap(a, 8 * PAGE));
    VALUE(munmap(a + 1, PAGE));
    VALUE(munmap(a, 0));
    VALUE(mmap(NULL, 0, RW, ANON, -1, 0));
    VALUE(mmap((void *)1, PAGE, RW, ANON | MAP_FIXED, -1, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0));
    VALUE(mmap(NULL, PAGE, RW, MAP_PRIVATE, 99, 0));
    VALUE(mmap(NULL, 1UL << 47, RW, ANON, -1, 0));
    VALUE(mmap(NULL, -1UL, RW, ANON, -1, 0));
    VALUE(mprotect((void *)PAGE, PAGE, PROT_READ));
    VALUE(mprotect(a + 1, PAGE, PROT_READ));

    int fd = open("file", O_RDWR | O_CREAT, 0600);
    VALUE(write(fd, "hello file", 10));
    VALUE(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 1));
    char *p = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    printf("%.10s, then %d\n", p, p[10]);
    memcpy(p, "HELLO", 5);
    char text[16] = "";
    VALUE(pread(fd, text, 10, 0));
    printf("private: memory %.10s, file %s\n", p, text);
    char *s = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
    memcpy(s + 6, "FILE", 4);
    VALUE(pread(fd, text, 10, 0));
    printf("shared: memory %.10s, file %s\n", s, text);
    VALUE(pwrite(fd, "J", 1, 0));
    printf("written: shared %.10s, private %.10s\n", s, p);
    VALUE(msync(s, PAGE, MS_SYNC));
    int ro = open("file", O_RDONLY);
    VALUE(mmap(NULL, PAGE, RW, MAP_SHARED, ro, 0));
    OK(mmap(NULL, PAGE, RW, MAP_PRIVATE, ro, 0));
    int wo = open("file", O_WRONLY);
    VALUE(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, wo, 0));
    close(fd);
    printf("after close: %.10s\n", s);
    volatile char sink;
    IN_CHILD("beyond the end of the file",
             char *q = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, ro, 0); sink = q[PAGE]);
    IN_CHILD("shared with a child", s[0] = 'C');
    printf("from the child: %.10s\n", s);
    char *shared = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    IN_CHILD("anonymous, shared with a child", shared[5] = 42);
    VALUE(shared[5]);
    (void)sink;
    return 0;
}
