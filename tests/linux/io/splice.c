/* SPDX-License-Identifier: BSD-2-Clause */
/* splice, tee, vmsplice: files, pipes, sockets, devices; offsets, lengths, what is not possible. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

static char buf[100000];

static int left(int fd)
{
    int n = -1;

    ioctl(fd, FIONREAD, &n);
    return n;
}

static void files(int *p)
{
    int in = open("in", O_RDWR | O_CREAT | O_TRUNC, 0600), out = open("out", O_RDWR | O_CREAT | O_TRUNC, 0600);
    int append = open("out", O_WRONLY | O_APPEND), reader = open("in", O_RDONLY);
    off_t at = 5, bad = -1;

    for (int i = 0; i < 100000; i++)
        buf[i] = (char)('a' + i % 26);
    write(in, buf, sizeof(buf));
    lseek(in, 0, SEEK_SET);
    VALUE(splice(in, NULL, p[1], NULL, 10, 0));
    VALUE(lseek(in, 0, SEEK_CUR));
    VALUE(splice(in, &at, p[1], NULL, 7, 0));
    VALUE(at);
    VALUE(lseek(in, 0, SEEK_CUR));
    VALUE(left(p[0]));
    VALUE(splice(p[0], NULL, out, NULL, 100, 0));
    at = 50;
    write(p[1], "xyz", 3);
    VALUE(splice(p[0], NULL, out, &at, 2, 0));
    VALUE(at);
    VALUE(left(p[0]));
    VALUE(lseek(out, 0, SEEK_END));
    VALUE(pread(out, buf, 100, 0));
    printf("%.17s %.2s\n", buf, buf + 50);
    VALUE(splice(in, NULL, p[1], NULL, 200000, SPLICE_F_NONBLOCK));
    VALUE(splice(in, NULL, p[1], NULL, 200000, SPLICE_F_NONBLOCK));
    VALUE(splice(p[0], NULL, out, NULL, 200000, 0));
    VALUE(splice(p[0], NULL, out, NULL, 1, SPLICE_F_NONBLOCK));
    lseek(in, 0, SEEK_END);
    VALUE(splice(in, NULL, p[1], NULL, 10, 0));
    VALUE(splice(in, &bad, p[1], NULL, 10, 0));
    VALUE(splice(in, (void *)8, p[1], NULL, 10, 0));
    write(p[1], "abc", 3);
    VALUE(splice(p[0], NULL, append, NULL, 3, 0));
    VALUE(splice(p[0], NULL, reader, NULL, 3, 0));
    VALUE(splice(p[0], &at, out, NULL, 3, 0));
    VALUE(splice(in, NULL, p[1], &at, 3, 0));
    VALUE(splice(in, NULL, out, NULL, 3, 0));
    VALUE(splice(p[1], NULL, out, NULL, 3, 0));
    VALUE(splice(in, NULL, p[0], NULL, 3, 0));
    VALUE(splice(-1, NULL, p[1], NULL, 3, 0));
    VALUE(splice(p[0], NULL, -1, NULL, 3, 0));
    VALUE(splice(-1, NULL, -1, NULL, 0, 0));
    VALUE(splice(p[0], NULL, out, NULL, 3, 16));
    VALUE(splice(p[0], NULL, p[1], NULL, 3, 0));
    VALUE(read(p[0], buf, 10));
    int dir = open(".", O_RDONLY);
    VALUE(splice(dir, NULL, p[1], NULL, 10, 0));
}

static void between_pipes(int *p)
{
    int q[2];

    pipe2(q, O_NONBLOCK);
    write(p[1], "hello world", 11);
    VALUE(tee(p[0], q[1], 5, 0));
    VALUE(left(p[0]));
    VALUE(left(q[0]));
    VALUE(tee(p[0], q[1], 100, 0));
    VALUE(read(q[0], buf, 100));
    printf("%.16s\n", buf);
    VALUE(splice(p[0], NULL, q[1], NULL, 6, 0));
    VALUE(left(p[0]));
    write(q[1], "!", 1);
    VALUE(read(q[0], buf, 100));
    printf("%.7s\n", buf);
    VALUE(splice(q[0], NULL, p[1], NULL, 6, 0));
    VALUE(tee(q[0], p[1], 6, SPLICE_F_NONBLOCK));
    VALUE(tee(p[0], p[1], 6, 0));
    VALUE(tee(p[0], q[0], 6, 0));
    VALUE(tee(q[1], p[1], 6, 0));
    VALUE(tee(0, 99, 6, 0));
    VALUE(tee(p[0], q[1], 6, 16));
    VALUE(tee(p[0], q[1], 0, 0));
    VALUE(read(p[0], buf, 100));
    close(q[1]);
    VALUE(splice(q[0], NULL, p[1], NULL, 6, 0));
    close(q[0]);
}

static void user_memory(int *p)
{
    char a[4] = "abc", b[4] = "def";
    struct iovec v[2] = { { a, 3 }, { b, 3 } }, bad = { (void *)8, 3 };

    VALUE(vmsplice(p[1], v, 2, 0));
    VALUE(left(p[0]));
    VALUE(read(p[0], buf, 100));
    printf("%.6s\n", buf);
    VALUE(vmsplice(p[1], v, 0, 0));
    VALUE(vmsplice(p[1], v, 2000, 0));
    VALUE(vmsplice(p[1], &bad, 1, 0));
    VALUE(vmsplice(p[1], v, 2, 16));
    VALUE(vmsplice(0, v, 2, 0));
    VALUE(vmsplice(99, v, 2, 0));
    write(p[1], "12345", 5);
    VALUE(vmsplice(p[0], v, 2, 0));
    printf("%.3s %.2s\n", a, b);
    VALUE(vmsplice(p[0], v, 2, SPLICE_F_NONBLOCK));
}

static void others(int *p)
{
    int s[2], null = open("/dev/null", O_WRONLY);

    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    write(s[0], "socket", 6);
    VALUE(splice(s[1], NULL, p[1], NULL, 100, 0));
    VALUE(splice(p[0], NULL, s[1], NULL, 100, 0));
    VALUE(read(s[0], buf, 100));
    printf("%.6s\n", buf);
    write(p[1], "gone", 4);
    VALUE(splice(p[0], NULL, null, NULL, 100, 0));
    VALUE(left(p[0]));
}

static void waits(int *p)
{
    int out = open("out", O_RDWR | O_TRUNC);

    if (fork() == 0) {
        usleep(30000);
        write(p[1], "late", 4);
        _exit(0);
    }
    VALUE(splice(p[0], NULL, out, NULL, 100, 0));
    wait(NULL);
    close(p[1]);
    VALUE(splice(p[0], NULL, out, NULL, 100, 0));
    close(p[0]);
    pipe(p);
    close(p[0]);
    signal(SIGPIPE, SIG_IGN);
    lseek(out, 0, SEEK_SET);
    VALUE(splice(out, NULL, p[1], NULL, 100, 0));
    VALUE(vmsplice(p[1], &(struct iovec){ buf, 3 }, 1, 0));
}

int main(void)
{
    int p[2];

    pipe(p);
    files(p);
    between_pipes(p);
    user_memory(p);
    others(p);
    waits(p);
    return 0;
}
