/* SPDX-License-Identifier: BSD-2-Clause */
/* POSIX message queues: order by priority, waiting both ways, poll, notification, status text. */
#include "check.h"

#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <time.h>

static volatile int code, value;

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig, (void)context;
    code = info->si_code;
    value = info->si_value.sival_int;
}

static void ready(int q)
{
    struct pollfd p = {q, POLLIN | POLLOUT, 0};
    poll(&p, 1, 0);
    printf("poll:%s%s\n", p.revents & POLLIN ? " in" : "", p.revents & POLLOUT ? " out" : "");
}

int main(void)
{
    struct mq_attr attr = {.mq_maxmsg = 4, .mq_msgsize = 32};
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 99};
    static const unsigned priorities[] = {3, 9, 3, 1};
    char text[100] = "";
    unsigned priority;
    int q = mq_open("/use", O_RDWR | O_CREAT, 0600, &attr);

    sigaction(SIGUSR1, &act, NULL);
    ready(q);
    VALUE(mq_notify(q, &ev));
    for (int i = 0; i < 4; i++) {
        snprintf(text, sizeof(text), "m%d", i);
        VALUE(mq_send(q, text, i + 2, priorities[i]));
    }
    VALUE(code);
    VALUE(value);
    ready(q);
    memset(text, 0, sizeof(text));
    VALUE(pread(q, text, sizeof(text), 0));
    printf("%.11s\n", text);
    for (int i = 0; i < 4; i++) {
        long n = mq_receive(q, text, sizeof(text), &priority);
        printf("%ld %.2s %u\n", n, text, priority);
    }
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        long n = mq_receive(q, text, sizeof(text), &priority);
        _exit(n * 10 + priority);
    }
    usleep(50000);
    code = 0;
    VALUE(mq_notify(q, &ev));
    VALUE(mq_send(q, "abc", 3, 5));
    show_child("received", child);
    VALUE(code);
    for (int i = 0; i < 4; i++)
        mq_send(q, "x", 1, 0);
    child = fork();
    if (child == 0)
        _exit(mq_send(q, "last", 4, 0) == 0 ? 7 : 8);
    usleep(50000);
    VALUE(mq_receive(q, text, sizeof(text), &priority));
    show_child("sent", child);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 50000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    VALUE(mq_timedsend(q, "x", 1, 0, &until));
    mq_unlink("/use");
    return 0;
}
