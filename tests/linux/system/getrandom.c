/* SPDX-License-Identifier: BSD-2-Clause */
/* getrandom and the devices of random bytes: flags, lengths, addresses, bytes that differ, also in a child. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

#define NONBLOCK 1
#define RANDOM 2
#define INSECURE 4

static unsigned char a[70000], b[70000];

static long get(void *p, size_t n, unsigned flags)
{
    return syscall(SYS_getrandom, p, n, flags);
}

/* How many of the 256 values are there. */
static int values(const unsigned char *p, size_t n)
{
    char seen[256] = {0};
    int count = 0;

    for (size_t i = 0; i < n; i++)
        seen[p[i]] = 1;
    for (int i = 0; i < 256; i++)
        count += seen[i];
    return count;
}

int main(void)
{
    static const char *const names[] = {"/dev/random", "/dev/urandom"};

    for (unsigned flags = 0; flags < 10; flags++) {
        printf("flags %u\n", flags);
        VALUE(get(a, 32, flags));
    }
    VALUE(get(a, 16, 0x80000000));
    VALUE(get(NULL, 0, 0));
    VALUE(get(NULL, 0, RANDOM | INSECURE));
    VALUE(get(NULL, 1, 0));
    VALUE(get((void *)8, 100, NONBLOCK));
    VALUE(get(a, sizeof(a), 0));
    VALUE(get(b, sizeof(b), RANDOM | NONBLOCK));
    YES(values(a, sizeof(a)) == 256);
    YES(values(b, sizeof(b)) == 256);
    YES(memcmp(a, b, 64) != 0);
    memset(a, 0, 64);
    VALUE(get(a + 10, 5, 0));
    YES(a[9] == 0 && a[15] == 0);
    /* The page after the buffer is not there: what fits is given. */
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 4096, 4096);
    VALUE(get(page, 4096, 0));
    VALUE(get(page + 4096, 1, 0));
    YES(get(page + 4000, 200, 0) <= 96);
    for (int i = 0; i < 2; i++) {
        int fd = open(names[i], O_RDWR | O_NONBLOCK);
        printf("%s\n", names[i]);
        VALUE(read(fd, a, 5000));
        VALUE(read(fd, a, 0));
        VALUE(read(fd, (void *)8, 10));
        VALUE(pread(fd, a, 10, 100));
        VALUE(lseek(fd, 100, SEEK_SET));
        VALUE(write(fd, "entropy", 7));
        YES(values(a, 5000) == 256);
        close(fd);
    }
    unsigned char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    IN_CHILD("child", get(shared, 32, 0));
    get(b, 32, 0);
    YES(memcmp(shared, b, 32) != 0);
    return 0;
}
