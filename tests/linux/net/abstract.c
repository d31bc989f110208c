/* SPDX-License-Identifier: BSD-2-Clause */
/* Abstract names: every byte and the length count, they end with their socket, one space for each kind, no files. */
#include "unix.h"

#include <fcntl.h>
#include <sys/stat.h>

static void names(void)
{
    struct sockaddr_un sun = at("@zeros"), got;
    int a = socket(AF_UNIX, SOCK_STREAM, 0), b = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
    socklen_t len = sizeof(got);

    VALUE(bind(a, (void *)&sun, size_of("@zeros")));
    VALUE(bind(b, (void *)&sun, size_of("@zeros")));
    VALUE(bind(b, (void *)&sun, size_of("@zeros") + 1));
    VALUE(bind(c, (void *)&sun, sizeof(sun)));
    VALUE(getsockname(a, (void *)&got, &len));
    VALUE(len);
    VALUE(memcmp(&got, &sun, len));
    len = sizeof(got);
    VALUE(getsockname(c, (void *)&got, &len));
    VALUE(len);
    VALUE(listen(b, 1));
    int d = socket(AF_UNIX, SOCK_STREAM, 0);
    VALUE(connect(d, (void *)&sun, size_of("@zeros")));
    VALUE(connect(d, (void *)&sun, size_of("@zeros") + 2));
    VALUE(connect(d, (void *)&sun, size_of("@zeros") + 1));
    len = sizeof(got);
    VALUE(getpeername(d, (void *)&got, &len));
    VALUE(len);
    VALUE(access("zeros", F_OK));
    VALUE(access("@zeros", F_OK));
    close(a), close(b), close(c), close(d);
    a = socket(AF_UNIX, SOCK_STREAM, 0);
    VALUE(bind(a, (void *)&sun, size_of("@zeros") + 1));
    close(a);
}

static void lives(void)
{
    int a = bound(SOCK_STREAM, "@lives", 1), copy = dup(a), b = socket(AF_UNIX, SOCK_STREAM, 0);
    int d = bound(SOCK_DGRAM, "@lives", -1), q = bound(SOCK_SEQPACKET, "@lives", 1);

    close(a);
    VALUE(bind(b, NAME("@lives")));
    IN_CHILD("a child keeps it", VALUE(bind(b, NAME("@lives"))));
    int c = joined(SOCK_STREAM, "@lives"), e = accept(copy, NULL, NULL);
    close(copy);
    VALUE(bind(b, NAME("@lives")));
    close(e);
    VALUE(bind(b, NAME("@lives")));
    VALUE(connect(c, NAME("@lives")));
    close(d), close(q), close(c);
    chroot(".");
    chdir("/");
    OK(bind(b, NAME("@from elsewhere")));
}

static void automatic(void)
{
    int a = socket(AF_UNIX, SOCK_DGRAM, 0), b = socket(AF_UNIX, SOCK_DGRAM, 0), on = 1;
    struct sockaddr_un got = { 0 }, none = { .sun_family = AF_UNIX };
    socklen_t len = sizeof(got);

    VALUE(bind(a, (void *)&none, sizeof(sa_family_t)));
    VALUE(getsockname(a, (void *)&got, &len));
    VALUE(len);
    VALUE(strspn(got.sun_path + 1, "0123456789abcdef"));
    VALUE(bind(a, (void *)&none, sizeof(sa_family_t)));
    VALUE(bind(a, NAME("@another")));
    VALUE(sendto(b, "found", 5, 0, (void *)&got, len));
    char text[8];
    VALUE(recv(a, text, sizeof(text), MSG_DONTWAIT));
    VALUE(setsockopt(b, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)));
    VALUE(sendto(b, "named", 5, 0, (void *)&got, len));
    len = sizeof(got);
    VALUE(getsockname(b, (void *)&got, &len));
    VALUE(len);
}

int main(void)
{
    IN_CHILD("names", names());
    IN_CHILD("automatic", automatic());
    IN_CHILD("lives", lives());
    return 0;
}
