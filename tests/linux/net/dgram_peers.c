/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagrams with a peer: whose messages come in, peers changed and gone, where sends may go, names of senders. */
#include "unix.h"

#include <sys/stat.h>

static char text[64];

static void get(int s)
{
    struct sockaddr_un from;
    socklen_t len = sizeof(from);

    memset(&from, 0x55, sizeof(from));
    long n = recvfrom(s, text, sizeof(text), MSG_DONTWAIT, (void *)&from, &len);
    if (n < 0)
        printf("  nothing: %s\n", error_name(errno));
    else
        printf("  '%.*s' from %.*s (%u)\n", (int)n, text, len > 2 ? (int)len - 2 : 0, from.sun_path, len);
}

static void filter(void)
{
    int a = bound(SOCK_DGRAM, "a", -1), b = bound(SOCK_DGRAM, "b", -1), c = bound(SOCK_DGRAM, "c", -1);

    VALUE(sendto(b, "early", 5, 0, NAME("a")));
    VALUE(sendto(c, "kept", 4, 0, NAME("a")));
    VALUE(connect(a, NAME("c")));
    VALUE(sendto(b, "late", 4, 0, NAME("a")));
    VALUE(connect(b, NAME("a")));
    VALUE(sendto(c, "welcome", 7, 0, NAME("a")));
    get(a);
    get(a);
    get(a);
    get(a);
    VALUE(send(a, "answer", 6, 0));
    VALUE(sendto(a, "elsewhere", 9, 0, NAME("b")));
    get(c);
    get(b);
    VALUE(connect(a, NAME("b")));
    VALUE(sendto(c, "x", 1, 0, NAME("a")));
    VALUE(connect(a, (void *)&(struct sockaddr){ .sa_family = AF_UNSPEC }, sizeof(struct sockaddr)));
    VALUE(send(a, "x", 1, 0));
    VALUE(sendto(c, "open", 4, 0, NAME("a")));
    get(a);
    VALUE(listen(a, 1));
    VALUE(accept(a, NULL, NULL));
    close(a), close(b), close(c);
}

static void gone(void)
{
    int a = bound(SOCK_DGRAM, "g", -1), b = socket(AF_UNIX, SOCK_DGRAM, 0), p[2];
    struct sockaddr_un peer;
    socklen_t len = sizeof(peer);

    VALUE(connect(b, NAME("g")));
    VALUE(getpeername(b, (void *)&peer, &len));
    VALUE(len);
    VALUE(send(b, "one", 3, 0));
    close(a);
    VALUE(send(b, "two", 3, 0));
    VALUE(send(b, "two", 3, 0));
    VALUE(connect(b, NAME("g")));
    VALUE(unlink("g"));
    VALUE(connect(b, NAME("g")));
    a = bound(SOCK_DGRAM, "g", -1);
    VALUE(connect(b, NAME("g")));
    VALUE(send(b, "again", 5, 0));
    get(a);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, p);
    VALUE(sendto(p[0], "astray", 6, 0, NAME("g")));
    get(a);
    VALUE(sendto(b, "x", 1, 0, (void *)&peer, 1));
    VALUE(send(p[0], "left", 4, 0));
    close(p[0]);
    get(p[1]);
    get(p[1]);
    VALUE(send(p[1], "x", 1, MSG_NOSIGNAL));
    int stream = bound(SOCK_STREAM, "s", 1);
    VALUE(connect(b, NAME("s")));
    VALUE(sendto(b, "x", 1, 0, NAME("s")));
    close(stream);
}

static void permission(void)
{
    int a = bound(SOCK_DGRAM, "p", -1), c = socket(AF_UNIX, SOCK_DGRAM, 0);

    (void)a;
    chmod("p", 0600);
    chmod(".", 0777);
    IN_CHILD("another user", setuid(65534); VALUE(sendto(c, "x", 1, 0, NAME("p"))); VALUE(connect(c, NAME("p"))));
    chmod("p", 0222);
    IN_CHILD("another user", setuid(65534); VALUE(sendto(c, "x", 1, 0, NAME("p"))));
    get(a);
}

int main(void)
{
    filter();
    gone();
    permission();
    return 0;
}
