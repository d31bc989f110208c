/* SPDX-License-Identifier: BSD-2-Clause */
/* signalfd: records of kill, sigqueue and children, several at once, poll, changing the set, errors. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>

static struct signalfd_siginfo si[4];

static sigset_t set_of(int a, int b, int c)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, a);
    sigaddset(&set, b);
    sigaddset(&set, c);
    return set;
}

static void show(const struct signalfd_siginfo *s)
{
    printf("  signo %u code %d pid %s uid %u int %d status %d\n", s->ssi_signo, s->ssi_code,
           (pid_t)s->ssi_pid == getpid() ? "self" : s->ssi_pid ? "other" : "0", s->ssi_uid, s->ssi_int, s->ssi_status);
}

static void reads(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };
    union sigval v = { .sival_int = 77 };

    VALUE(read(fd, si, sizeof(si)));
    VALUE(poll(&p, 1, 0));
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR1);
    sigqueue(getpid(), SIGRTMIN, v);
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    VALUE(read(fd, si, 127));
    VALUE(read(fd, si, sizeof(si)) / 128);
    show(&si[0]);
    show(&si[1]);
    VALUE(read(fd, si, sizeof(si)));
    raise(SIGUSR1);
    VALUE(read(fd, si, 200));
    show(&si[0]);
    raise(SIGUSR1);
    VALUE(read(fd, (void *)8, 128));
    VALUE(write(fd, si, 128));
    VALUE(lseek(fd, 0, SEEK_CUR));
}

static void waits(int fd)
{
    sigset_t chld = set_of(SIGCHLD, SIGCHLD, SIGCHLD);

    fcntl(fd, F_SETFL, 0);
    VALUE(signalfd(fd, &chld, 0) == fd);
    pid_t child = fork();
    if (child == 0) {
        usleep(20000);
        _exit(7);
    }
    VALUE(read(fd, si, 128));
    YES((pid_t)si[0].ssi_pid == child);
    printf("  signo %u code %d status %d\n", si[0].ssi_signo, si[0].ssi_code, si[0].ssi_status);
    wait(NULL);
}

static void through_epoll(int fd)
{
    struct epoll_event e = { .events = EPOLLIN, .data.u32 = 5 };
    int ep = epoll_create1(0);

    VALUE(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
    VALUE(epoll_wait(ep, &e, 1, 0));
    sigset_t set = set_of(SIGUSR2, SIGUSR2, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    VALUE(signalfd(fd, &set, 0) == fd);
    pid_t child = fork();
    if (child == 0) {
        usleep(20000);
        kill(getppid(), SIGUSR2);
        _exit(0);
    }
    VALUE(epoll_wait(ep, &e, 1, 5000));
    VALUE(e.events);
    VALUE(read(fd, si, 128));
    show(&si[0]);
    waitpid(child, NULL, 0);
    close(ep);
}

int main(void)
{
    sigset_t set = set_of(SIGUSR1, SIGRTMIN, SIGCHLD);

    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    VALUE(fcntl(fd, F_GETFD));
    VALUE(fcntl(fd, F_GETFL) & O_NONBLOCK ? 1 : 0);
    reads(fd);
    waits(fd);
    through_epoll(fd);
    uint64_t bits = 1;
    VALUE(syscall(SYS_signalfd4, -1, &bits, 4, 0));
    VALUE(syscall(SYS_signalfd4, -1, &bits, 8, 1));
    VALUE(syscall(SYS_signalfd4, -1, 8, 8, 0));
    VALUE(syscall(SYS_signalfd4, 99, &bits, 8, 0));
    VALUE(syscall(SYS_signalfd4, 0, &bits, 8, 0));
    bits = 1ul << (SIGKILL - 1);
    OK(syscall(SYS_signalfd4, -1, &bits, 8, 0));
    return 0;
}
