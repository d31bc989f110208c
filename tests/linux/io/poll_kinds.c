/* SPDX-License-Identifier: BSD-2-Clause */
/* poll on every kind of file: what it says when idle, with data, when full and when the other end is gone. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>

static void show(const char *what, int fd)
{
    struct pollfd p = {fd, 0x3fff, 0}, none = {fd, 0, 0};

    poll(&p, 1, 0);
    poll(&none, 1, 0);
    printf("%s: %x %x\n", what, p.revents, none.revents);
}

static void files(void)
{
    show("file", open("file", O_RDWR | O_CREAT, 0600));
    show("file to read", open("file", O_RDONLY));
    show("file to write", open("file", O_WRONLY));
    show("directory", open(".", O_RDONLY));
    show("path", open("file", O_PATH));
    show("memfd", (int)syscall(SYS_memfd_create, "m", 0));
    show("null", open("/dev/null", O_RDWR));
    show("zero", open("/dev/zero", O_RDONLY));
    show("full", open("/dev/full", O_RDWR));
    show("urandom", open("/dev/urandom", O_RDONLY));
    show("proc", open("/proc/self/status", O_RDONLY));
    show("closed", 400);
}

static void fifos(void)
{
    int r, w, both;

    mkfifo("fifo", 0600);
    r = open("fifo", O_RDONLY | O_NONBLOCK);
    show("fifo, never written to", r);
    w = open("fifo", O_WRONLY);
    show("with a writer", r);
    write(w, "x", 1);
    show("with a byte", r);
    close(w);
    show("with a byte, no writer", r);
    w = open("fifo", O_WRONLY);
    close(r);
    show("writer, no reader", w);
    both = open("fifo", O_RDWR);
    show("both ways", both);
}

static void pipes(void)
{
    static char block[65536];
    int p[2];

    pipe2(p, O_NONBLOCK);
    show("reader", p[0]);
    show("writer", p[1]);
    write(p[1], block, sizeof(block));
    show("reader, full", p[0]);
    show("writer, full", p[1]);
    read(p[0], block, 4095);
    show("writer, less than a page read", p[1]);
    read(p[0], block, 1);
    show("writer, a page read", p[1]);
    close(p[0]);
    show("writer, no reader", p[1]);
    pipe(p);
    close(p[1]);
    show("reader, no writer", p[0]);
}

static void sockets(int type)
{
    int s[2], t = socket(AF_UNIX, type, 0);

    printf("sockets of type %d\n", type);
    show("new", t);
    socketpair(AF_UNIX, type, 0, s);
    show("pair", s[0]);
    write(s[1], "x", 1);
    show("with a byte", s[0]);
    shutdown(s[1], SHUT_WR);
    show("and its end", s[0]);
    show("the other", s[1]);
    shutdown(s[0], SHUT_WR);
    show("both ends", s[0]);
    close(s[1]);
    show("closed", s[0]);
}

static void counters(void)
{
    struct itimerspec past = {{0, 0}, {0, 1}};
    int e = eventfd(0, 0), t = timerfd_create(CLOCK_MONOTONIC, 0), s, i = inotify_init(), ep = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    sigset_t set;
    pid_t child;

    show("eventfd", e);
    eventfd_write(e, 1);
    show("eventfd with 1", e);
    show("timerfd", t);
    timerfd_settime(t, TFD_TIMER_ABSTIME, &past, NULL);
    show("timerfd at its end", (usleep(1000), t));
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    s = signalfd(-1, &set, 0);
    show("signalfd", s);
    raise(SIGUSR1);
    show("signalfd with one", s);
    show("inotify", i);
    inotify_add_watch(i, ".", IN_CREATE);
    close(open("new", O_CREAT | O_WRONLY, 0600));
    show("inotify with one", i);
    show("epoll", ep);
    epoll_ctl(ep, EPOLL_CTL_ADD, e, &event);
    show("epoll with one", ep);
    if ((child = fork()) == 0)
        for (;;)
            pause();
    int fd = (int)syscall(SYS_pidfd_open, child, 0);
    show("pidfd", fd);
    kill(child, SIGKILL);
    struct pollfd p = {fd, POLLIN, 0};
    VALUE(poll(&p, 1, 5000));
    show("pidfd of one that has ended", fd);
    waitpid(child, NULL, 0);
}

int main(void)
{
    setbuf(stdout, NULL);
    signal(SIGPIPE, SIG_IGN);
    files();
    fifos();
    pipes();
    sockets(SOCK_STREAM);
    sockets(SOCK_DGRAM);
    sockets(SOCK_SEQPACKET);
    counters();
    return 0;
}
