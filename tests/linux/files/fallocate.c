/* SPDX-License-Identifier: BSD-2-Clause */
/* fallocate: sizes, KEEP_SIZE, holes punched, ranges zeroed, taken out and put in; what is refused. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { KEEP = 1, PUNCH = 2, COLLAPSE = 8, ZERO = 16, INSERT = 32, UNSHARE = 64 };

static char buf[65536];

static long size(int fd)
{
    struct stat st;

    fstat(fd, &st);
    return (long)st.st_size;
}

/* The first byte of each block of 4096, '.' for zero. */
static void show(int fd)
{
    long n = pread(fd, buf, sizeof(buf), 0);

    printf("  %ld: ", n);
    for (long i = 0; i < n; i += 4096)
        putchar(buf[i] ? buf[i] : '.');
    printf(" ");
    for (long i = 100; i < n; i += 4096)
        putchar(buf[i] ? buf[i] : '.');
    printf("\n");
}

static void fill(int fd)
{
    ftruncate(fd, 0);
    for (int i = 0; i < 8; i++) {
        memset(buf, 'a' + i, 4096);
        pwrite(fd, buf, 4096, i * 4096);
    }
}

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0600), ro = open("f", O_RDONLY), dir = open(".", O_RDONLY), p[2];

    pipe(p);
    VALUE(fallocate(fd, 0, 0, 10000));
    VALUE(size(fd));
    VALUE(fallocate(fd, KEEP, 0, 20000));
    VALUE(size(fd));
    VALUE(fallocate(fd, 0, 5000, 10));
    VALUE(size(fd));
    show(fd);
    fill(fd);
    fsync(fd);
    VALUE(fallocate(fd, PUNCH | KEEP, 4096, 8192));
    show(fd);
    VALUE(fallocate(fd, PUNCH | KEEP, 12288 + 50, 100));
    show(fd);
    VALUE(fallocate(fd, PUNCH | KEEP, 20480 + 50, 4096));
    show(fd);
    VALUE(fallocate(fd, PUNCH | KEEP, 28672, 1000000));
    VALUE(size(fd));
    show(fd);
    fill(fd);
    VALUE(fallocate(fd, PUNCH | KEEP, 0, 4096));
    show(fd);
    VALUE(fallocate(fd, 0, -1, 10));
    VALUE(fallocate(fd, 0, 0, 0));
    VALUE(fallocate(fd, 0, 0, -1));
    VALUE(fallocate(fd, PUNCH, 0, 10));
    VALUE(fallocate(fd, PUNCH | ZERO | KEEP, 0, 10));
    VALUE(fallocate(fd, 0x80, 0, 10));
    VALUE(fallocate(fd, 4, 0, 10));
    VALUE(fallocate(fd, COLLAPSE | KEEP, 0, 4096));
    VALUE(fallocate(fd, INSERT | KEEP, 0, 4096));
    VALUE(fallocate(ro, 0, 0, 10));
    VALUE(fallocate(dir, 0, 0, 10));
    VALUE(fallocate(p[1], 0, 0, 10));
    VALUE(fallocate(p[0], 0, 0, 10));
    VALUE(fallocate(open("/dev/null", O_RDWR), 0, 0, 10));
    VALUE(fallocate(99, 0, 0, 10));
    VALUE(fallocate(fd, 0, 0x7fffffffffffffff, 10));
    VALUE(fallocate(fd, 0, 1ll << 60, 10));
    VALUE(ftruncate(fd, 1ll << 60));
    VALUE(pwrite(fd, "x", 1, 1ll << 60));
    VALUE(lseek(fd, 1ll << 60, SEEK_SET));
    IN_CHILD("limit", {
        struct rlimit limit = { 50000, 50000 };
        setrlimit(RLIMIT_FSIZE, &limit);
        signal(SIGXFSZ, SIG_IGN);
        VALUE(fallocate(fd, 0, 0, 50000));
        VALUE(fallocate(fd, 0, 0, 50001));
        VALUE(fallocate(fd, KEEP, 0, 50001));
        VALUE(ftruncate(fd, 50001));
        VALUE(ftruncate(fd, 50000));
        VALUE(pwrite(fd, buf, 10, 49995));
        VALUE(pwrite(fd, buf, 10, 50000));
    });
    IN_CHILD("limit signal", {
        struct rlimit limit = { 50000, 50000 };
        setrlimit(RLIMIT_FSIZE, &limit);
        ftruncate(fd, 50001);
    });
    return 0;
}
