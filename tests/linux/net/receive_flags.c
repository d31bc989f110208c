/* SPDX-License-Identifier: BSD-2-Clause */
/* Flags of recv: peeks, true lengths, all or less, times, errors and what is left then. */
#include "unix.h"

#include <signal.h>
#include <sys/time.h>

static char text[64];

static void on_alarm(int number)
{
    (void)number;
}

static long get(int s, size_t n, int flags)
{
    memset(text, 0, sizeof(text));
    long r = recv(s, text, n, flags);
    if (r < 0)
        printf("  %s\n", error_name(errno));
    else
        printf("  %ld '%s'\n", r, text);
    fflush(stdout);
    return r;
}

static void peeks(int type)
{
    int p[2];

    printf("type %d\n", type);
    socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, p);
    VALUE(send(p[0], "abcdef", 6, 0));
    VALUE(send(p[0], "ghi", 3, 0));
    get(p[1], 4, MSG_PEEK);
    get(p[1], 20, MSG_PEEK);
    get(p[1], 2, MSG_PEEK | MSG_TRUNC);
    get(p[1], 4, 0);
    get(p[1], 20, MSG_PEEK);
    get(p[1], 20, MSG_WAITALL);
    get(p[1], 20, MSG_WAITALL);
    get(p[1], 0, 0);
    get(p[1], 20, MSG_ERRQUEUE);
    close(p[0]), close(p[1]);
}

static void all(void)
{
    int p[2];
    struct sigaction action = { .sa_handler = on_alarm };
    struct itimerval soon = { .it_value = { 0, 10000 } };
    struct timeval limit = { 0, 10000 };

    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    send(p[0], "part", 4, 0);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    get(p[1], 10, MSG_WAITALL);
    setitimer(ITIMER_REAL, &soon, NULL);
    get(p[1], 10, MSG_WAITALL);
    VALUE(setsockopt(p[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)));
    get(p[1], 10, 0);
    send(p[0], "more", 4, 0);
    get(p[1], 10, MSG_WAITALL);
    send(p[0], "abcdef", 6, 0);
    get(p[1], 6, MSG_WAITALL | MSG_PEEK);
    get(p[1], 10, MSG_DONTWAIT);
    VALUE(recv(p[1], NULL, 0, MSG_DONTWAIT));
    send(p[0], "tail", 4, 0);
    shutdown(p[0], SHUT_WR);
    get(p[1], 10, MSG_WAITALL);
    get(p[1], 10, MSG_WAITALL);
    limit.tv_usec = 1000000;
    VALUE(setsockopt(p[1], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)));
    limit.tv_usec = 0;
    VALUE(setsockopt(p[1], SOL_SOCKET, SO_RCVTIMEO, &limit, 4));
    close(p[0]), close(p[1]);
}

int main(void)
{
    peeks(SOCK_STREAM);
    peeks(SOCK_DGRAM);
    peeks(SOCK_SEQPACKET);
    all();
    return 0;
}
