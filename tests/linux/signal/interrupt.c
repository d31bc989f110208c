/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals while a system call waits: EINTR, SA_RESTART, SIGCHLD, SIGPIPE, ends of pipes. */
#include "check.h"

#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

static volatile int count;

static void handler(int number)
{
    (void)number;
    count++;
}

static void set(int number, int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

    sigaction(number, &action, NULL);
}

static void in(int milliseconds)
{
    struct itimerval timer = {.it_value = {0, milliseconds * 1000}};

    setitimer(ITIMER_REAL, &timer, NULL);
}

/* A child that writes a byte after a time. */
static pid_t writer(int fd, int milliseconds)
{
    pid_t child = fork();

    if (child == 0) {
        usleep(milliseconds * 1000);
        write(fd, "x", 1);
        _exit(0);
    }
    return child;
}

int main(void)
{
    int ends[2], status;
    char byte;
    struct pollfd fds = {.events = POLLIN};

    VALUE(pipe(ends));
    fds.fd = ends[0];
    set(SIGALRM, 0);
    in(100);
    VALUE(read(ends[0], &byte, 1));
    in(100);
    VALUE(poll(&fds, 1, -1));
    in(100);
    VALUE(pause());
    in(100);
    struct timespec time = {5, 0}, left;
    VALUE(nanosleep(&time, &left));
    YES(left.tv_sec == 4 && left.tv_nsec > 0);
    in(100);
    pid_t child = writer(ends[1], 300);
    VALUE(waitpid(child, &status, 0));
    YES(waitpid(child, &status, 0) == child);
    VALUE(read(ends[0], &byte, 1));
    set(SIGALRM, SA_RESTART);
    in(100);
    child = writer(ends[1], 300);
    VALUE(read(ends[0], &byte, 1));
    YES(waitpid(child, &status, 0) == child);
    in(100);
    child = writer(ends[1], 300);
    YES(waitpid(child, &status, 0) == child);
    VALUE(read(ends[0], &byte, 1));
    in(100);
    VALUE(poll(&fds, 1, -1));
    VALUE(count);
    set(SIGCHLD, SA_RESTART);
    count = 0;
    IN_CHILD("child", ;);
    VALUE(count);
    set(SIGPIPE, 0);
    count = 0;
    close(ends[0]);
    VALUE(write(ends[1], "x", 1));
    VALUE(count);
    signal(SIGPIPE, SIG_IGN);
    VALUE(write(ends[1], "x", 1));
    IN_CHILD("no reader", signal(SIGPIPE, SIG_DFL); write(ends[1], "x", 1));
    struct itimerval timer = {.it_interval = {0, 20000}, .it_value = {0, 20000}};
    set(SIGALRM, 0);
    count = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    while (count < 10)
        pause();
    timer = (struct itimerval){0};
    setitimer(ITIMER_REAL, &timer, NULL);
    printf("10 ticks\n");
    count = 0;
    in(50);
    for (volatile long spin = 0; !count && spin < 4000000000; spin++)
        ;
    printf("a spinning program is interrupted: %d\n", count);
    return 0;
}
