/* SPDX-License-Identifier: BSD-2-Clause */
/* Which kinds of files splice and sendfile take and give; vectors of nothing. */
#include "check.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

#define FIOQSIZE_ 0x5460

int main(void)
{
    int p[2], s[2], fd = open("f", O_RDWR | O_CREAT, 0600), memory = memfd_create("m", 0);
    sigset_t none;
    char c;
    long long space;

    sigemptyset(&none);
    pipe(p);
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    write(fd, "0123456789", 10);
    write(memory, "0123456789", 10);
    write(s[1], "0123456789", 10);
    write(s[0], "0123456789", 10);
    struct { const char *name; int fd; } all[] = {
        { "file", fd }, { "memfd", memory }, { "null", open("/dev/null", O_RDWR) }, { "zero", open("/dev/zero", O_RDWR) },
        { "full", open("/dev/full", O_RDWR) }, { "random", open("/dev/urandom", O_RDWR) }, { "socket", s[0] },
        { "eventfd", eventfd(1, 0) }, { "epoll", epoll_create1(0) }, { "timerfd", timerfd_create(CLOCK_MONOTONIC, 0) },
        { "inotify", inotify_init() }, { "signalfd", signalfd(-1, &none, 0) }, { "directory", open(".", O_RDONLY) },
        { "path", open(".", O_PATH) }, { "append", open("f", O_WRONLY | O_APPEND) },
    };
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
        printf("-- %s\n", all[i].name);
        lseek(fd, 0, SEEK_SET);
        lseek(memory, 0, SEEK_SET);
        VALUE(splice(all[i].fd, NULL, p[1], NULL, 3, SPLICE_F_NONBLOCK));
        write(p[1], "abcdef", 6);
        VALUE(splice(p[0], NULL, all[i].fd, NULL, 1, SPLICE_F_NONBLOCK));
        lseek(fd, 0, SEEK_SET);
        VALUE(sendfile(all[i].fd, fd, NULL, 1));
        if (all[i].fd != s[0])
            VALUE(sendfile(p[1], all[i].fd, NULL, 1));
        VALUE(readv(all[i].fd, NULL, 0));
        VALUE(writev(all[i].fd, NULL, 0));
        VALUE(ioctl(all[i].fd, FIOQSIZE_, &space));
        fcntl(p[0], F_SETFL, O_NONBLOCK);
        while (read(p[0], &c, 1) == 1)
            ;
    }
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 1 << 30));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, (1u << 31) + 1));
    return 0;
}
