/* SPDX-License-Identifier: BSD-2-Clause */
/* SCM_RIGHTS with many descriptors: 253 and no more, room for fewer, limits of who receives, what they share. */
#include "unix.h"

#include <fcntl.h>
#include <sys/resource.h>

static union {
    char bytes[CMSG_SPACE(300 * sizeof(int))];
    struct cmsghdr header;
} control;

static long give(int s, int fd, int count)
{
    struct iovec v = { "x", 1 };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &control };

    m.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
    for (int i = 0; i < count; i++)
        ((int *)CMSG_DATA(&control.header))[i] = fd;
    return sendmsg(s, &m, 0);
}

/* Receives with room for so many; closes all but the first, which is returned. */
static int take(int s, int room)
{
    char b;
    struct iovec v = { &b, 1 };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &control };
    int *fds = (int *)CMSG_DATA(&control.header);

    m.msg_controllen = room ? CMSG_LEN((size_t)room * sizeof(int)) : 0;
    memset(&control, 0, sizeof(control));
    long n = recvmsg(s, &m, MSG_DONTWAIT);
    int count = m.msg_controllen ? (int)((control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int)) : 0, good = 0;
    for (int i = 0; i < count; i++)
        good += fcntl(fds[i], F_GETFD) == 0;
    printf("  %ld bytes, %d descriptors, %d good, flags %x\n", n, count, good, m.msg_flags);
    for (int i = 1; i < count; i++)
        close(fds[i]);
    return count ? fds[0] : -1;
}

static int open_count(void)
{
    int n = 0;

    for (int fd = 0; fd < 1000; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

int main(void)
{
    int p[2], file = open("shared", O_RDWR | O_CREAT, 0600), fd, before;
    struct rlimit limit;
    char b[8] = "";

    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    before = open_count();
    VALUE(give(p[0], file, 253));
    VALUE(give(p[0], file, 254));
    fd = take(p[1], 253);
    VALUE(write(file, "abc", 3));
    VALUE(lseek(fd, 0, SEEK_CUR));
    VALUE(fcntl(fd, F_SETFL, O_APPEND));
    VALUE(fcntl(file, F_GETFL) & O_APPEND);
    VALUE(fcntl(fd, F_SETFD, FD_CLOEXEC));
    VALUE(fcntl(file, F_GETFD));
    close(fd);
    VALUE(open_count() - before);
    VALUE(give(p[0], file, 10));
    close(take(p[1], 4));
    VALUE(open_count() - before);
    VALUE(give(p[0], file, 10));
    take(p[1], 0);
    VALUE(open_count() - before);
    VALUE(give(p[0], 999, 1));
    VALUE(give(p[0], -1, 3));
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = (rlim_t)before + 5;
    setrlimit(RLIMIT_NOFILE, &limit);
    VALUE(give(p[0], file, 10));
    close(take(p[1], 10));
    VALUE(open_count() - before);
    limit.rlim_cur = 1024;
    setrlimit(RLIMIT_NOFILE, &limit);
    int ends[2];
    pipe(ends);
    VALUE(give(p[0], ends[1], 3));
    close(ends[1]);
    VALUE(fcntl(ends[0], F_SETFL, O_NONBLOCK));
    VALUE(read(ends[0], b, 1));
    fd = take(p[1], 3);
    VALUE(write(fd, "y", 1));
    VALUE(read(ends[0], b, 1));
    close(fd);
    VALUE(read(ends[0], b, 1));
    pipe(ends);
    give(p[0], ends[1], 1);
    close(ends[1]);
    close(p[1]);
    VALUE(read(ends[0], b, 1));
    return 0;
}
