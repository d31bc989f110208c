/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * O_ASYNC: SIGIO, or the signal of F_SETSIG with its reason, to processes, groups and threads; on pipes,
 * FIFOs, sockets and terminals; not on files that cannot.
 */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

static sigset_t wanted;

/* The next signal: its number, and what it says. */
static void next(int fd)
{
    struct timespec soon = { 0, 50000000 };
    siginfo_t info;
    int n = sigtimedwait(&wanted, &info, &soon);

    if (n < 0)
        printf("  no signal\n");
    else if (info.si_code < 0 || info.si_code == SI_KERNEL)
        printf("  signal %d code %#x\n", n, (unsigned)info.si_code);
    else
        printf("  signal %d code %d band %#lx fd %s\n", n, info.si_code, info.si_band,
               info.si_fd == fd ? "same" : "other");
}

static void quiet(void)
{
    while (sigtimedwait(&wanted, NULL, &(struct timespec){ 0, 0 }) > 0)
        ;
}

static void prepare(int fd, int signo)
{
    VALUE(fcntl(fd, F_SETOWN, getpid()));
    VALUE(fcntl(fd, F_SETSIG, signo));
    VALUE(fcntl(fd, F_SETFL, O_ASYNC | O_NONBLOCK));
    VALUE((fcntl(fd, F_GETFL) & O_ASYNC) != 0);
}

static void pipes(void)
{
    char text[65536] = "";
    int p[2];

    printf("-- pipe\n");
    VALUE(pipe(p));
    prepare(p[0], 0);
    VALUE(write(p[1], "x", 1));
    next(p[0]);
    VALUE(read(p[0], text, 10));
    next(p[0]);
    VALUE(fcntl(p[0], F_SETSIG, SIGRTMIN + 1));
    VALUE(write(p[1], "x", 1));
    next(p[0]);
    VALUE(fcntl(p[0], F_SETFL, O_NONBLOCK));
    VALUE((fcntl(p[0], F_GETFL) & O_ASYNC) != 0);
    VALUE(write(p[1], "x", 1));
    next(p[0]);
    int on = 1;
    VALUE(ioctl(p[0], FIOASYNC, &on));
    VALUE(read(p[0], text, 10));
    VALUE(write(p[1], "x", 1));
    next(p[0]);
    VALUE(read(p[0], text, 10));
    prepare(p[1], SIGRTMIN);
    VALUE(write(p[1], text, sizeof(text)));
    quiet();
    VALUE(read(p[0], text, sizeof(text)));
    next(p[1]);
    quiet();
    VALUE(close(p[1]));
    next(p[0]);
    close(p[0]);
}

static void owners(void)
{
    struct f_owner_ex owner = { F_OWNER_TID, 0 };
    int p[2];

    printf("-- owners\n");
    VALUE(pipe(p));
    VALUE(fcntl(p[0], F_SETFL, O_ASYNC));
    VALUE(write(p[1], "x", 1)); /* nobody's */
    next(p[0]);
    VALUE(setpgid(0, 0));
    VALUE(fcntl(p[0], F_SETOWN, -getpgrp()));
    VALUE(write(p[1], "x", 1));
    read(p[0], &(char[8]){ 0 }, 8);
    quiet();
    VALUE(write(p[1], "x", 1));
    next(p[0]);
    owner.pid = gettid();
    VALUE(fcntl(p[0], F_SETOWN_EX, &owner));
    read(p[0], &(char[8]){ 0 }, 8);
    VALUE(write(p[1], "x", 1));
    next(p[0]);
    owner = (struct f_owner_ex){ 9, 9 };
    VALUE(fcntl(p[0], F_SETOWN_EX, &owner));
    VALUE(fcntl(p[0], F_SETOWN, 99999));
    VALUE(fcntl(p[0], F_SETSIG, 65));
    VALUE(fcntl(p[0], F_SETSIG, -1));
    pid_t child = fork();
    if (child == 0) { /* may not signal its parent */
        setuid(65534);
        fcntl(p[0], F_SETOWN, getppid());
        write(p[1], "x", 1);
        _exit(0);
    }
    wait(NULL);
    next(p[0]);
    close(p[0]);
    close(p[1]);
}

static void others(void)
{
    int s[2], master, slave, fifo;
    char c;

    printf("-- sockets\n");
    VALUE(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    prepare(s[0], SIGRTMIN);
    quiet();
    VALUE(write(s[1], "x", 1));
    next(s[0]);
    VALUE(read(s[0], &c, 1));
    quiet();
    VALUE(socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
    prepare(s[0], 0);
    quiet();
    VALUE(write(s[1], "x", 1));
    next(s[0]);
    printf("-- terminal\n");
    VALUE(openpty(&master, &slave, NULL, NULL, NULL));
    prepare(slave, SIGRTMIN);
    quiet();
    VALUE(write(master, "x\n", 2));
    next(slave);
    quiet();
    printf("-- fifo\n");
    VALUE(mkfifo("fifo", 0600));
    fifo = open("fifo", O_RDWR);
    prepare(fifo, 0);
    quiet();
    VALUE(write(fifo, "x", 1));
    next(fifo);
    printf("-- cannot\n");
    int file = open("file", O_CREAT | O_RDWR | O_ASYNC, 0600), event = eventfd(0, 0);
    VALUE((fcntl(file, F_GETFL) & O_ASYNC) != 0);
    VALUE(fcntl(event, F_SETFL, O_ASYNC));
    VALUE((fcntl(event, F_GETFL) & O_ASYNC) != 0);
    int on = 1;
    VALUE(ioctl(event, FIOASYNC, &on));
    VALUE(fcntl(file, F_SETFL, 0));
    VALUE((fcntl(file, F_GETFL) & O_ASYNC) != 0);
}

int main(void)
{
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGIO);
    sigaddset(&wanted, SIGRTMIN);
    sigaddset(&wanted, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    pipes();
    owners();
    others();
    return 0;
}
