/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX datagrams and SOCK_SEQPACKET: borders, truncation, queues that are full, peers that go. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

static char buf[300000];

static int events(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP };

    poll(&p, 1, 0);
    return p.revents;
}

static int left(int fd)
{
    int n = -1;

    ioctl(fd, FIONREAD, &n);
    return n;
}

static void messages(int type)
{
    int p[2];

    socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, p);
    VALUE(send(p[0], "hello", 5, 0));
    VALUE(send(p[0], "", 0, 0));
    VALUE(send(p[0], "worlds", 6, 0));
    VALUE(left(p[1]));
    VALUE(recv(p[1], buf, 100, MSG_PEEK));
    VALUE(recv(p[1], buf, 3, MSG_PEEK | MSG_TRUNC));
    VALUE(recv(p[1], buf, 3, 0));
    VALUE(recv(p[1], buf, 100, 0));
    VALUE(recv(p[1], buf, 3, MSG_TRUNC));
    VALUE(recv(p[1], buf, 3, 0));
    VALUE(recv(p[1], buf, 3, MSG_OOB));
    VALUE(send(p[0], "x", 1, MSG_OOB));
    VALUE(send(p[0], buf, 212992 - 32, 0));
    VALUE(send(p[0], buf, 212992 - 31, 0));
    VALUE(send(p[0], (void *)8, 3, 0));
    VALUE(events(p[0]));
    VALUE(events(p[1]));
    VALUE(recv(p[1], buf, sizeof(buf), 0));
    int n = 0;
    while (send(p[0], "x", 1, 0) == 1)
        n++;
    VALUE(n);
    VALUE(events(p[0]));
    VALUE(shutdown(p[1], SHUT_RD));
    VALUE(send(p[0], "x", 1, MSG_NOSIGNAL));
    VALUE(events(p[1]));
    VALUE(shutdown(p[0], SHUT_WR));
    VALUE(send(p[0], "x", 1, MSG_NOSIGNAL));
    VALUE(events(p[0]));
    VALUE(recv(p[1], buf, 10, 0));
    close(p[0]);
    VALUE(events(p[1]));
    VALUE(send(p[1], "x", 1, MSG_NOSIGNAL));
    VALUE(send(p[1], "x", 1, MSG_NOSIGNAL));
    while (recv(p[1], buf, 10, 0) > 0)
        ;
    VALUE(recv(p[1], buf, 10, 0));
    VALUE(recv(p[1], buf, 10, 0));
    close(p[1]);
}

static void unconnected(void)
{
    struct sockaddr_un a = { AF_UNIX, "a" }, b = { AF_UNIX, "b" }, from, none = { .sun_family = AF_UNSPEC };
    int x = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0), y = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    socklen_t len = sizeof(from);

    bind(x, (void *)&a, sizeof(a));
    VALUE(send(y, "x", 1, 0));
    VALUE(sendto(y, "anon", 4, 0, (void *)&a, sizeof(a)));
    VALUE(recvfrom(x, buf, 10, 0, (void *)&from, &len));
    VALUE(len);
    bind(y, (void *)&b, sizeof(b));
    VALUE(sendto(y, "named", 5, 0, (void *)&a, sizeof(a)));
    len = sizeof(from);
    VALUE(recvfrom(x, buf, 10, 0, (void *)&from, &len));
    VALUE(len);
    printf("%s\n", from.sun_path);
    VALUE(recv(x, buf, 10, 0));
    VALUE(sendto(y, "x", 1, 0, (void *)&none, sizeof(none)));
    VALUE(sendto(y, "x", 1, 0, (void *)8, 10));
    VALUE(sendto(y, "x", 1, 0, (void *)&a, 1));
    int n = 0;
    while (sendto(y, "x", 1, 0, (void *)&a, sizeof(a)) == 1)
        n++;
    VALUE(n);
    VALUE(connect(y, (void *)&a, sizeof(a)));
    VALUE(events(y));
    VALUE(recv(x, buf, 10, 0));
    VALUE(events(y));
    while (recv(x, buf, 10, 0) > 0)
        ;
    int z = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    VALUE(connect(x, (void *)&b, sizeof(b)));
    VALUE(sendto(z, "x", 1, 0, (void *)&a, sizeof(a)));
    VALUE(connect(z, (void *)&a, sizeof(a)));
    VALUE(connect(x, (void *)&none, sizeof(none)));
    VALUE(connect(z, (void *)&a, sizeof(a)));
    VALUE(send(z, "x", 1, 0));
    VALUE(unlink("a"));
    VALUE(sendto(y, "x", 1, 0, (void *)&a, sizeof(a)));
    VALUE(send(z, "x", 1, 0));
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    messages(SOCK_DGRAM);
    messages(SOCK_SEQPACKET);
    unconnected();
    return 0;
}
