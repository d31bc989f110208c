/* SPDX-License-Identifier: BSD-2-Clause */
/* SOCK_SEQPACKET: a connection with messages: their borders, ends, empty ones, MSG_EOR, kinds that do not mix. */
#include "unix.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

static char text[64];

static void get(int s, size_t room, int flags)
{
    struct iovec v = { text, room };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
    long n = recvmsg(s, &m, flags | MSG_DONTWAIT);

    if (n < 0)
        printf("  %s\n", error_name(errno));
    else
        printf("  %ld '%.*s' flags %x\n", n, n < (long)room ? (int)n : (int)room, text, m.msg_flags);
}

static void borders(int a, int b)
{
    struct iovec v[3] = { { "one", 3 }, { "", 0 }, { "two", 3 } };
    int n = -1;

    VALUE(writev(a, v, 3));
    VALUE(write(a, "", 0));
    VALUE(send(a, "", 0, 0));
    VALUE(send(a, "end of record", 13, MSG_EOR));
    VALUE(write(a, "last", 4));
    VALUE(ioctl(b, FIONREAD, &n));
    VALUE(n);
    get(b, 64, MSG_PEEK);
    get(b, 4, MSG_PEEK | MSG_TRUNC);
    get(b, 4, 0);
    get(b, 64, 0);
    get(b, 3, MSG_TRUNC);
    get(b, 64, MSG_WAITALL);
    get(b, 64, 0);
    VALUE(send(a, "six by six", 10, 0));
    VALUE(read(b, text, 6));
    get(b, 64, 0);
    VALUE(sendto(a, "x", 1, 0, NAME("sp")));
    get(b, 64, 0);
    VALUE(send(a, "x", 1, MSG_OOB));
}

int main(void)
{
    int l = bound(SOCK_SEQPACKET, "sp", 2), a = joined(SOCK_SEQPACKET, "sp"), b = accept(l, NULL, NULL);
    int stream = socket(AF_UNIX, SOCK_STREAM, 0), dgram = socket(AF_UNIX, SOCK_DGRAM, 0), lone;
    struct pollfd p = { b, POLLIN | POLLOUT | POLLRDHUP, 0 };

    signal(SIGPIPE, SIG_IGN);
    borders(a, b);
    VALUE(connect(stream, NAME("sp")));
    VALUE(connect(dgram, NAME("sp")));
    VALUE(sendto(dgram, "x", 1, 0, NAME("sp")));
    lone = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    VALUE(send(lone, "x", 1, 0));
    VALUE(recv(lone, text, 1, MSG_DONTWAIT));
    VALUE(shutdown(lone, SHUT_RD));
    VALUE(listen(a, 1));
    VALUE(connect(a, NAME("sp")));
    VALUE(send(a, "before the end", 14, 0));
    VALUE(shutdown(a, SHUT_WR));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    get(b, 64, 0);
    get(b, 64, 0);
    VALUE(send(b, "other way", 9, 0));
    get(a, 64, 0);
    VALUE(send(a, "x", 1, 0));
    VALUE(send(b, "not read", 8, 0));
    close(a);
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    get(b, 64, 0);
    get(b, 64, 0);
    VALUE(send(b, "x", 1, 0));
    return 0;
}
