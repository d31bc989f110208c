/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 60
 * AF_UNIX sockets: pairs, names, streams and messages, descriptors sent along, ends, errors.
 */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static char buf[300000];

static void pairs(void)
{
    int s[2];
    struct pollfd p;

    VALUE(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
    VALUE(write(s[0], "hello", 5));
    VALUE(write(s[0], "world", 5));
    VALUE(recv(s[1], buf, 7, MSG_PEEK));
    VALUE(read(s[1], buf, 7));
    VALUE(read(s[1], buf, 100));
    VALUE(recv(s[1], buf, 1, MSG_DONTWAIT));
    p = (struct pollfd){ .fd = s[1], .events = POLLIN | POLLOUT };
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    VALUE(shutdown(s[0], SHUT_WR));
    VALUE(read(s[1], buf, 10));
    VALUE(write(s[0], "x", 1));
    VALUE(write(s[1], "back", 4));
    VALUE(read(s[0], buf, 10));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    close(s[1]);
    VALUE(read(s[0], buf, 10));
    VALUE(send(s[0], "x", 1, MSG_NOSIGNAL));
    close(s[0]);

    VALUE(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s));
    VALUE(write(s[0], "first", 5));
    VALUE(write(s[0], "second", 6));
    VALUE(read(s[1], buf, 3));
    VALUE(read(s[1], buf, 30));
    close(s[0]);
    VALUE(read(s[1], buf, 30));
    close(s[1]);

    VALUE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
    long n, total = 0;
    while ((n = write(s[0], buf, 1000)) > 0)
        total += n;
    VALUE(n);
    YES(total > 50000);
    while ((n = read(s[1], buf, sizeof(buf))) > 0)
        total -= n;
    VALUE(total);
    close(s[0]);
    close(s[1]);
    VALUE(socketpair(AF_UNIX, 77, 0, s));
    VALUE(socketpair(AF_UNIX, SOCK_STREAM, 0, (void *)8));
    VALUE(socket(AF_UNIX, SOCK_STREAM, 99));
}

static socklen_t name_of(struct sockaddr_un *a, const char *path)
{
    memset(a, 0, sizeof(*a));
    a->sun_family = AF_UNIX;
    strcpy(a->sun_path + (*path == '@'), path + (*path == '@'));
    return offsetof(struct sockaddr_un, sun_path) + strlen(path) + (*path != '@');
}

static void server(const char *path)
{
    struct sockaddr_un a, got;
    socklen_t len = name_of(&a, path), n = sizeof(got);
    int l = socket(AF_UNIX, SOCK_STREAM, 0), c;
    struct stat st;

    VALUE(connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, len));
    VALUE(listen(l, 5));
    VALUE(bind(l, (void *)&a, len));
    VALUE(bind(l, (void *)&a, len));
    VALUE(bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, len));
    VALUE(connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, len));
    VALUE(listen(l, 5));
    if (*path != '@') {
        VALUE(stat(path, &st));
        VALUE(st.st_mode & S_IFMT);
        VALUE(open(path, O_RDWR));
    }
    VALUE(connect(socket(AF_UNIX, SOCK_DGRAM, 0), (void *)&a, len));
    fflush(stdout);
    if (fork() == 0) {
        c = socket(AF_UNIX, SOCK_STREAM, 0);
        if (connect(c, (void *)&a, len) == 0) {
            write(c, "request", 7);
            n = read(c, buf, sizeof(buf));
            _exit(n == 6 && memcmp(buf, "answer", 6) == 0 ? 42 : 1);
        }
        _exit(2);
    }
    c = accept(l, (void *)&got, &n);
    YES(c >= 0);
    VALUE(n);
    VALUE(read(c, buf, sizeof(buf)));
    VALUE(getsockname(c, (void *)&got, (n = sizeof(got), &n)));
    VALUE(n);
    struct ucred cred;
    VALUE(getsockopt(c, SOL_SOCKET, SO_PEERCRED, &cred, (n = sizeof(cred), &n)));
    YES(cred.pid > 0 && cred.uid == 0);
    VALUE(write(c, "answer", 6));
    close(c);
    int status;
    wait(&status);
    VALUE(WEXITSTATUS(status));
    VALUE(getpeername(l, (void *)&got, &n));
    fcntl(l, F_SETFL, O_NONBLOCK);
    VALUE(accept(l, NULL, NULL));
    close(l);
    VALUE(connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&a, len));
}

static void datagrams(void)
{
    struct sockaddr_un a, b, from;
    socklen_t la = name_of(&a, "dgram"), lb = name_of(&b, "@abstract"), n = sizeof(from);
    int x = socket(AF_UNIX, SOCK_DGRAM, 0), y = socket(AF_UNIX, SOCK_DGRAM, 0);

    VALUE(sendto(y, "q", 1, 0, (void *)&a, la));
    VALUE(bind(x, (void *)&a, la));
    VALUE(bind(y, (void *)&b, lb));
    VALUE(sendto(y, "question", 8, 0, (void *)&a, la));
    VALUE(recvfrom(x, buf, 3, MSG_TRUNC, (void *)&from, &n));
    VALUE(n);
    VALUE(sendto(x, "reply", 5, 0, (void *)&from, n));
    VALUE(recv(y, buf, 100, 0));
    VALUE(send(x, "none", 4, 0));
    VALUE(connect(x, (void *)&b, lb));
    VALUE(send(x, "", 0, 0));
    VALUE(recv(y, buf, 100, 0));
    close(y);
    VALUE(send(x, "gone", 4, 0));
    close(x);
}

static void rights(void)
{
    int s[2], fds[2] = { -1, -1 }, file = open("f", O_RDWR | O_CREAT, 0600);
    char control[CMSG_SPACE(sizeof(fds))] = { 0 };
    struct iovec iov = { "xy", 2 };
    struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control,
                        .msg_controllen = sizeof(control) };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    write(file, "contents", 8);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(fds));
    fds[0] = file;
    fds[1] = s[0];
    memcpy(CMSG_DATA(c), fds, sizeof(fds));
    VALUE(sendmsg(s[0], &m, 0));
    fds[1] = 99;
    memcpy(CMSG_DATA(c), fds, sizeof(fds));
    VALUE(sendmsg(s[0], &m, 0));
    close(file);
    memset(control, 0, sizeof(control));
    iov = (struct iovec){ buf, 100 };
    m.msg_controllen = sizeof(control);
    VALUE(recvmsg(s[1], &m, 0));
    VALUE(m.msg_controllen);
    VALUE(m.msg_flags);
    c = CMSG_FIRSTHDR(&m);
    memcpy(fds, CMSG_DATA(c), sizeof(fds));
    VALUE(c->cmsg_len);
    VALUE(pread(fds[0], buf, 100, 0));
    VALUE(write(fds[1], "via", 3));
    VALUE(read(s[1], buf, 10));
    close(fds[0]);
    close(fds[1]);
    close(s[0]);
    VALUE(read(s[1], buf, 10));
    VALUE(sendmsg(s[1], (void *)8, 0));
    VALUE(recvmsg(1, &m, 0));
    close(s[1]);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    pairs();
    server("name");
    server("@hidden");
    datagrams();
    rights();
    return 0;
}
