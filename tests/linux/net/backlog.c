/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of those who connect: how many wait, listen again, accept4 and its flags, ends before they are accepted. */
#include "unix.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>

static int try(const char *path)
{
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

    if (connect(s, NAME(path)) == 0)
        return s;
    int error = errno;
    close(s);
    errno = error;
    return -1;
}

static int fills(const char *path)
{
    int n = 0;

    while (try(path) >= 0)
        n++;
    return n;
}

static void flags(int l)
{
    struct sockaddr_un from;
    socklen_t len = sizeof(from);
    int c = socket(AF_UNIX, SOCK_STREAM, 0), a;

    bind(c, NAME("client"));
    connect(c, NAME("f"));
    VALUE(syscall(SYS_accept4, l, NULL, NULL, 4));
    a = accept4(l, (void *)&from, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);
    VALUE(fcntl(a, F_GETFD));
    VALUE(fcntl(a, F_GETFL) & O_NONBLOCK);
    VALUE(len);
    printf("from %.*s\n", (int)len - 2, from.sun_path);
    len = sizeof(from);
    VALUE(getpeername(c, (void *)&from, &len));
    printf("to %.*s\n", (int)len - 2, from.sun_path);
    len = sizeof(from);
    VALUE(getsockname(a, (void *)&from, &len));
    printf("at %.*s\n", (int)len - 2, from.sun_path);
    c = try("f");
    len = sizeof(from);
    fcntl(l, F_SETFL, O_NONBLOCK);
    a = accept(l, (void *)&from, &len);
    VALUE(len);
    VALUE(fcntl(a, F_GETFD));
    VALUE(fcntl(a, F_GETFL) & O_NONBLOCK);
    VALUE(accept(l, NULL, NULL));
    c = try("f");
    VALUE(accept(l, (void *)8, &len));
    VALUE(accept(l, NULL, NULL));
    VALUE(accept(a, NULL, NULL));
    VALUE(accept(99, NULL, NULL));
    VALUE(accept(open("/dev/null", O_RDONLY), NULL, NULL));
}

int main(void)
{
    int l = socket(AF_UNIX, SOCK_STREAM, 0), a;
    struct pollfd p = { .fd = l, .events = POLLIN | POLLOUT };
    char b[8];

    signal(SIGPIPE, SIG_IGN);
    VALUE(listen(l, 1));
    VALUE(accept(l, NULL, NULL));
    bind(l, NAME("q"));
    VALUE(try("q"));
    VALUE(listen(l, 3));
    VALUE(fills("q"));
    VALUE(listen(l, 0));
    VALUE(fills("q"));
    VALUE(listen(l, 6));
    VALUE(fills("q"));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    close(accept(l, NULL, NULL));
    VALUE(fills("q"));
    VALUE(listen(l, -1));
    IN_CHILD("as many as descriptors", VALUE(fills("q") > 100));
    close(l);
    l = bound(SOCK_STREAM, "early", 5);
    int c = joined(SOCK_STREAM, "early");
    VALUE(write(c, "first", 5));
    close(c);
    a = accept(l, NULL, NULL);
    VALUE(read(a, b, 8));
    VALUE(read(a, b, 8));
    VALUE(write(a, "x", 1));
    c = joined(SOCK_STREAM, "early");
    close(l);
    VALUE(read(c, b, 8));
    VALUE(write(c, "x", 1));
    l = bound(SOCK_STREAM, "f", 5);
    flags(l);
    l = bound(SOCK_STREAM, "w", 0);
    joined(SOCK_STREAM, "w");
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        c = joined(SOCK_STREAM, "w");
        _exit((int)read(c, b, 8));
    }
    usleep(3000);
    close(accept(l, NULL, NULL));
    a = accept(l, NULL, NULL);
    write(a, "1234", 4);
    show_child("one that waited", child);
    return 0;
}
