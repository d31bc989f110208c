/* SPDX-License-Identifier: BSD-2-Clause */
/* poll, ppoll, select, pselect: what is ready, timeouts, masks, bad descriptors, limits. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <time.h>

static void nothing(int sig)
{
    (void)sig;
}

static void polls(void)
{
    int p[2], file = open("f", O_RDWR | O_CREAT, 0600), null = open("/dev/null", O_RDWR), dir = open(".", O_RDONLY);
    int path = open(".", O_PATH);
    struct pollfd f[7];

    pipe(p);
    f[0] = (struct pollfd){ p[0], POLLIN, 0 };
    f[1] = (struct pollfd){ p[1], POLLOUT | POLLIN, 0 };
    f[2] = (struct pollfd){ file, POLLIN | POLLOUT | POLLPRI | POLLRDNORM | POLLRDHUP, 0 };
    f[3] = (struct pollfd){ null, POLLIN, 0 };
    f[4] = (struct pollfd){ dir, POLLIN, 0 };
    f[5] = (struct pollfd){ 99, POLLIN, 0 };
    f[6] = (struct pollfd){ -5, POLLIN, 77 };
    VALUE(poll(f, 7, 0));
    for (int i = 0; i < 7; i++)
        printf("  %x\n", f[i].revents);
    f[0].fd = path;
    VALUE(poll(f, 1, 0));
    VALUE(f[0].revents);
    VALUE(poll(NULL, 0, 0));
    VALUE(poll((void *)8, 1, 0));
    VALUE(poll(f, -1, 0));
    struct rlimit old, limit;
    getrlimit(RLIMIT_NOFILE, &old);
    limit = old;
    limit.rlim_cur = 3;
    setrlimit(RLIMIT_NOFILE, &limit);
    VALUE(poll(f, 4, 0));
    setrlimit(RLIMIT_NOFILE, &old);
    f[0] = (struct pollfd){ p[0], POLLIN, 0 };
    VALUE(poll(f, 1, 10));
    write(p[1], "x", 1);
    VALUE(poll(f, 1, -1));
    close(p[1]);
    VALUE(poll(f, 1, -1));
    VALUE(f[0].revents);
    f[0].events = 0;
    VALUE(poll(f, 1, -1));
    VALUE(f[0].revents);
}

static void masked(void)
{
    struct timespec ts = { 0, 20000000 }, bad = { 0, 1000000000 }, negative = { -1, 0 };
    sigset_t all, none;
    int p[2];
    struct pollfd f;

    pipe(p);
    f = (struct pollfd){ p[0], POLLIN, 0 };
    signal(SIGUSR1, nothing);
    sigfillset(&all);
    sigemptyset(&none);
    VALUE(ppoll(&f, 1, &ts, NULL));
    VALUE(ppoll(&f, 1, &bad, NULL));
    VALUE(ppoll(&f, 1, &negative, NULL));
    VALUE(syscall(SYS_ppoll, &f, 1, &ts, &all, 4));
    VALUE(syscall(SYS_ppoll, &f, 1, 8, &all, 8));
    VALUE(syscall(SYS_ppoll, &f, 1, &ts, 8, 8));
    sigprocmask(SIG_BLOCK, &all, NULL);
    raise(SIGUSR1);
    VALUE(ppoll(&f, 1, &ts, &all));
    VALUE(ppoll(&f, 1, NULL, &none));
    VALUE(ppoll(&f, 1, &ts, NULL));
    raise(SIGUSR1);
    VALUE(pselect(0, NULL, NULL, NULL, NULL, &none));
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (fork() == 0) {
        usleep(20000);
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    VALUE(poll(&f, 1, 5000));
    wait(NULL);
}

static void selects(void)
{
    struct timeval tv = { 0, 10000 }, bad = { 0, -1 }, zero = { 0, 0 };
    fd_set r, w, x;
    int p[2];

    pipe(p);
    FD_ZERO(&r);
    FD_ZERO(&w);
    FD_ZERO(&x);
    FD_SET(p[0], &r);
    FD_SET(p[1], &w);
    FD_SET(p[1], &x);
    VALUE(select(p[1] + 1, &r, &w, &x, &zero));
    VALUE(FD_ISSET(p[0], &r) * 4 + FD_ISSET(p[1], &w) * 2 + FD_ISSET(p[1], &x));
    FD_ZERO(&r);
    FD_SET(p[0], &r);
    VALUE(select(p[0] + 1, &r, NULL, NULL, &tv));
    VALUE(FD_ISSET(p[0], &r));
    FD_SET(p[0], &r);
    VALUE(select(p[0], &r, NULL, NULL, &zero));
    FD_SET(200, &r);
    VALUE(select(201, &r, NULL, NULL, &zero));
    VALUE(select(-1, &r, NULL, NULL, &zero));
    VALUE(select(3, (void *)8, NULL, NULL, &zero));
    VALUE(select(0, NULL, NULL, NULL, &bad));
    VALUE(select(0, NULL, NULL, NULL, &tv));
    close(p[1]);
    FD_ZERO(&r);
    FD_SET(p[0], &r);
    VALUE(select(p[0] + 1, &r, NULL, NULL, NULL));
    struct { void *set; size_t size; } mask = { &r, 4 };
    VALUE(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &(struct timespec){ 0, 0 }, &mask));
    VALUE(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &(struct timespec){ 0, 0 }, 8));
}

int main(void)
{
    polls();
    masked();
    selects();
    return 0;
}
