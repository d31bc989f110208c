/* SPDX-License-Identifier: BSD-2-Clause */
/* splice and tee between pipes: parts of what is there, full and empty ones, ends that are gone, order and sharing of data. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

static char buf[70000];

static int left(int fd)
{
    int n = -1;

    ioctl(fd, FIONREAD, &n);
    return n;
}

static void show(int fd, size_t n)
{
    long got = read(fd, buf, n);

    printf("  %ld: %.*s\n", got, got > 0 ? (int)got : 0, buf);
}

static void parts(int *p, int *q)
{
    write(p[1], "first", 5);
    write(p[1], "second", 6);
    VALUE(tee(p[0], q[1], 7, 0));
    show(q[0], 100);
    VALUE(splice(p[0], NULL, q[1], NULL, 7, 0));
    VALUE(left(p[0]));
    VALUE(left(q[0]));
    show(q[0], 3);
    VALUE(tee(q[0], p[1], 100, 0));
    show(p[0], 100);
    show(q[0], 100);
    /* What was teed is not changed by what is written behind it. */
    write(p[1], "one", 3);
    VALUE(tee(p[0], q[1], 3, 0));
    write(p[1], "two", 3);
    write(q[1], "2", 1);
    show(p[0], 100);
    show(q[0], 100);
    write(p[1], "abcdef", 6);
    for (int i = 0; i < 6; i++)
        splice(p[0], NULL, q[1], NULL, 1, 0);
    VALUE(left(q[0]));
    show(q[0], 100);
    VALUE(splice(p[0], NULL, q[1], NULL, 0, 0));
    VALUE(tee(p[0], q[1], 0, 0));
    write(p[1], "round", 5);
    VALUE(splice(p[0], NULL, q[1], NULL, 100, SPLICE_F_MOVE | SPLICE_F_MORE));
    VALUE(splice(q[0], NULL, p[1], NULL, 100, 0));
    show(p[0], 100);
}

static void full(int *p, int *q)
{
    memset(buf, 'x', sizeof(buf));
    VALUE(write(q[1], buf, 65536));
    write(p[1], "wait", 4);
    VALUE(splice(p[0], NULL, q[1], NULL, 4, SPLICE_F_NONBLOCK));
    VALUE(tee(p[0], q[1], 4, SPLICE_F_NONBLOCK));
    VALUE(left(p[0]));
    VALUE(read(q[0], buf, 65536));
    VALUE(splice(p[0], NULL, q[1], NULL, 4, SPLICE_F_NONBLOCK));
    show(q[0], 100);
    VALUE(splice(p[0], NULL, q[1], NULL, 4, SPLICE_F_NONBLOCK));
    VALUE(tee(p[0], q[1], 4, SPLICE_F_NONBLOCK));
    memset(buf, 'y', sizeof(buf));
    VALUE(write(p[1], buf, 65536));
    VALUE(tee(p[0], q[1], 1 << 20, 0));
    VALUE(left(p[0]));
    VALUE(left(q[0]));
    VALUE(read(q[0], buf, 70000));
    VALUE(splice(p[0], NULL, q[1], NULL, 1 << 20, 0));
    VALUE(left(p[0]));
    VALUE(read(q[0], buf, 70000));
    VALUE(buf[0] == 'y' && buf[65535] == 'y');
}

static void waiting(int *p, int *q)
{
    fflush(stdout);
    if (fork() == 0) {
        usleep(5000);
        write(p[1], "late", 4);
        _exit(0);
    }
    VALUE(tee(p[0], q[1], 100, 0));
    VALUE(splice(p[0], NULL, q[1], NULL, 100, 0));
    wait(NULL);
    show(q[0], 100);
}

static void ends(int *p, int *q)
{
    int other[2];

    VALUE(splice(p[0], NULL, p[1], NULL, 1, 0));
    VALUE(tee(p[0], p[1], 1, 0));
    VALUE(splice(p[1], NULL, q[1], NULL, 1, 0));
    VALUE(splice(p[0], NULL, q[0], NULL, 1, 0));
    VALUE(tee(p[1], q[1], 1, 0));
    VALUE(tee(p[0], q[0], 1, 0));
    VALUE(tee(p[0], 0, 1, SPLICE_F_NONBLOCK));
    write(p[1], "rest", 4);
    close(p[1]);
    VALUE(tee(p[0], q[1], 100, 0));
    VALUE(splice(p[0], NULL, q[1], NULL, 100, 0));
    VALUE(splice(p[0], NULL, q[1], NULL, 100, 0));
    VALUE(tee(p[0], q[1], 100, 0));
    show(q[0], 100);
    pipe(other);
    close(other[0]);
    write(q[1], "kept", 4);
    signal(SIGPIPE, SIG_IGN);
    VALUE(splice(q[0], NULL, other[1], NULL, 100, 0));
    VALUE(tee(q[0], other[1], 100, 0));
    show(q[0], 100);
    IN_CHILD("child", signal(SIGPIPE, SIG_DFL), write(q[1], "k", 1), splice(q[0], NULL, other[1], NULL, 100, 0));
}

int main(void)
{
    int p[2], q[2];

    pipe(p);
    pipe(q);
    parts(p, q);
    full(p, q);
    waiting(p, q);
    ends(p, q);
    return 0;
}
