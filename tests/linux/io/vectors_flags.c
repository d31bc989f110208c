/* SPDX-License-Identifier: BSD-2-Clause */
/* preadv2 and pwritev2: flags, offset -1, appending, vectors that are empty, too many or partly bad; on files and pipes. */
#include "check.h"

#include <fcntl.h>
#include <sys/uio.h>

#define DSYNC 2
#define NOWAIT 8
#define APPEND 16

static char a[8], b[8];
static struct iovec two[2] = {{a, 3}, {b, 3}};

static long get(int fd, struct iovec *v, long n, long at, int flags)
{
    memset(a, '-', 7);
    memset(b, '-', 7);
    long got = syscall(SYS_preadv2, fd, v, n, at, 0, flags);

    if (got > 0)
        printf("  %.4s %.4s\n", a, b);
    return got;
}

static long put(int fd, const char *x, const char *y, long at, int flags)
{
    struct iovec v[2] = {{(void *)x, strlen(x)}, {(void *)y, strlen(y)}};

    return syscall(SYS_pwritev2, fd, v, 2, at, 0, flags);
}

static void content(const char *name)
{
    char text[64] = "";
    int fd = open(name, O_RDONLY);
    long n = read(fd, text, 63);

    for (long i = 0; i < n; i++)
        if (text[i] == 0)
            text[i] = '0';
    printf("  %ld: %s\n", n, text);
    close(fd);
}

static void files(int fd)
{
    VALUE(put(fd, "abc", "defgh", 0, 0));
    VALUE(lseek(fd, 0, SEEK_CUR));
    VALUE(put(fd, "i", "jk", -1, 0));
    content("f");
    VALUE(put(fd, "IJ", "", 8, DSYNC));
    VALUE(put(fd, "lm", "n", -1, APPEND));
    content("f");
    VALUE(lseek(fd, 0, SEEK_CUR));
    VALUE(put(fd, "o", "p", 0, APPEND));
    VALUE(lseek(fd, 0, SEEK_CUR));
    content("f");
    VALUE(put(fd, "far", "", 20, 0));
    content("f");
    VALUE(get(fd, two, 2, 0, 0));
    VALUE(get(fd, two, 2, 21, 0));
    VALUE(get(fd, two, 2, 23, 0));
    VALUE(get(fd, two, 2, 100, 0));
    lseek(fd, 1, SEEK_SET);
    VALUE(get(fd, two, 2, -1, 0));
    VALUE(lseek(fd, 0, SEEK_CUR));
    VALUE(get(fd, two, 2, -2, 0));
    VALUE(get(fd, two, 2, 0, 0x100000));
    VALUE(put(fd, "x", "y", 0, 0x100000));
    VALUE(put(fd, "x", "y", -5, 0));
}

static void vectors(int fd)
{
    struct iovec bad[3] = {{a, 3}, {(void *)8, 3}, {b, 3}}, empty[3] = {{a, 0}, {(void *)8, 0}, {b, 2}}, minus[1] = {{a, -1}};
    static struct iovec many[1025];

    VALUE(get(fd, bad, 3, 0, 0));
    VALUE(get(fd, bad + 1, 2, 0, 0));
    VALUE(get(fd, empty, 3, 0, 0));
    VALUE(get(fd, minus, 1, 0, 0));
    VALUE(get(fd, many, 1024, 0, 0));
    VALUE(get(fd, many, 1025, 0, 0));
    VALUE(get(fd, two, -1, 0, 0));
    VALUE(get(fd, NULL, 0, 0, 0));
    VALUE(get(fd, NULL, 1, 0, 0));
    VALUE(writev(fd, NULL, 0));
    VALUE(writev(fd, many, 1025));
    VALUE(get(99, two, 2, 0, 0));
    VALUE(put(99, "x", "y", 0, 0));
    int reader = open("f", O_RDONLY), writer = open("f", O_WRONLY), append = open("f", O_RDWR | O_APPEND);
    VALUE(put(reader, "x", "y", 0, 0));
    VALUE(get(writer, two, 2, 0, 0));
    VALUE(put(append, "en", "d", 0, 0));
    VALUE(put(append, "EN", "D", -1, 0));
    VALUE(lseek(append, 0, SEEK_CUR));
    content("f");
}

static void pipes(void)
{
    int p[2];

    pipe(p);
    VALUE(put(p[1], "pip", "es", -1, 0));
    VALUE(put(p[1], "x", "y", 0, 0));
    VALUE(get(p[0], two, 1, -1, 0));
    VALUE(get(p[0], two, 2, 0, 0));
    VALUE(get(p[0], two, 2, -1, NOWAIT));
    VALUE(get(p[0], two, 2, -1, NOWAIT));
    close(p[1]);
    VALUE(get(p[0], two, 2, -1, 0));
}

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT | O_TRUNC, 0600);

    setbuf(stdout, NULL);
    files(fd);
    vectors(fd);
    pipes();
    return 0;
}
