/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * SCM_RIGHTS and SCM_CREDENTIALS: how records come out, short buffers, MSG_CMSG_CLOEXEC, lies, borders in streams.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/socket.h>

static char control[512];

/* Sends text with nfds copies of fd and, if asked, credentials. */
static long give(int s, const char *text, int fd, int nfds, const struct ucred *cred)
{
    struct iovec v = { (void *)text, strlen(text) };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };

    memset(control, 0, sizeof(control));
    if (nfds || cred)
        m.msg_control = control;
    if (nfds) {
        struct cmsghdr *c = (void *)control;
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(nfds * sizeof(int));
        for (int i = 0; i < nfds; i++)
            ((int *)CMSG_DATA(c))[i] = fd;
        m.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
    }
    if (cred) {
        struct cmsghdr *c = (void *)(control + m.msg_controllen);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_CREDENTIALS;
        c->cmsg_len = CMSG_LEN(sizeof(*cred));
        memcpy(CMSG_DATA(c), cred, sizeof(*cred));
        m.msg_controllen += CMSG_SPACE(sizeof(*cred));
    }
    return sendmsg(s, &m, MSG_NOSIGNAL);
}

static void take(int s, size_t room, int flags)
{
    char text[64] = "";
    struct iovec v = { text, sizeof(text) };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room ? control : NULL, .msg_controllen = room };

    memset(control, 0, sizeof(control));
    long n = VALUE(recvmsg(s, &m, flags | MSG_DONTWAIT));
    if (n < 0)
        return;
    printf("  '%.*s' flags %x control %zu", (int)n, text, m.msg_flags, (size_t)m.msg_controllen);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
        printf(" [%d/%d %u", c->cmsg_level, c->cmsg_type, (unsigned)c->cmsg_len);
        if (c->cmsg_type == SCM_CREDENTIALS) {
            struct ucred *u = (void *)CMSG_DATA(c);
            printf(" pid %s uid %d gid %d", u->pid == getpid() ? "self" : u->pid ? "other" : "0", (int)u->uid, (int)u->gid);
        }
        int fds = c->cmsg_type == SCM_RIGHTS ? (int)(c->cmsg_len - sizeof(*c)) / 4 : 0;
        for (int i = 0; i < fds; i++) {
            printf(" cloexec %d", fcntl(((int *)CMSG_DATA(c))[i], F_GETFD));
            close(((int *)CMSG_DATA(c))[i]);
        }
        printf("]");
    }
    printf("\n");
}

static void rights(int *p, int type)
{
    VALUE(give(p[0], "one", 0, 1, NULL));
    VALUE(give(p[0], "three", 0, 3, NULL));
    VALUE(give(p[0], "plain", 0, 0, NULL));
    take(p[1], 256, 0);
    take(p[1], 256, MSG_CMSG_CLOEXEC);
    take(p[1], 256, 0);
    VALUE(give(p[0], "short", 0, 3, NULL));
    take(p[1], 16 + 8, 0);
    VALUE(give(p[0], "shorter", 0, 3, NULL));
    take(p[1], 10, 0);
    VALUE(give(p[0], "none", 0, 3, NULL));
    take(p[1], 0, 0);
    VALUE(give(p[0], "peek", 0, 1, NULL));
    take(p[1], 256, MSG_PEEK);
    take(p[1], 256, 0);
    VALUE(give(p[0], "bad", 99, 1, NULL));
    if (type == SOCK_STREAM) {
        VALUE(give(p[0], "ab", 0, 0, NULL));
        VALUE(give(p[0], "cd", 0, 1, NULL));
        VALUE(give(p[0], "ef", 0, 0, NULL));
        VALUE(give(p[0], "gh", 0, 1, NULL));
        take(p[1], 256, 0);
        take(p[1], 256, 0);
        take(p[1], 256, 0);
        take(p[1], 256, 0);
    }
}

static void credentials(int *p)
{
    struct ucred self = { getpid(), 0, 0 }, lie = { 1, 5, 6 }, nobody = { 30000, 0, 0 };
    int on = 1;

    VALUE(give(p[0], "untold", 0, 0, &self));
    take(p[1], 256, 0);
    VALUE(give(p[0], "before", 0, 0, NULL));
    setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
    take(p[1], 256, 0);
    VALUE(give(p[0], "auto", 0, 0, NULL));
    take(p[1], 256, 0);
    VALUE(give(p[0], "both", 0, 1, &self));
    take(p[1], 256, 0);
    VALUE(give(p[0], "short", 0, 1, &self));
    take(p[1], 20, 0);
    VALUE(give(p[0], "none", 0, 1, &self));
    take(p[1], 0, 0);
    VALUE(give(p[0], "lie", 0, 0, &lie));
    take(p[1], 256, 0);
    VALUE(give(p[0], "nobody", 0, 0, &nobody));
    VALUE(write(p[0], "written", 7));
    take(p[1], 256, 0);
    IN_CHILD("user", {
        struct ucred u = { getpid(), 65534, 0 };
        setuid(65534);
        VALUE(give(p[0], "root", 0, 0, &self));
        self.pid = getpid();
        VALUE(give(p[0], "root", 0, 0, &self));
        VALUE(give(p[0], "true", 0, 0, &u));
    });
    take(p[1], 256, 0);
}

static void wrong(int s)
{
    struct iovec v = { "x", 1 };
    struct cmsghdr c = { .cmsg_len = sizeof(c), .cmsg_level = SOL_SOCKET, .cmsg_type = 77 };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &c, .msg_controllen = sizeof(c) };

    VALUE(sendmsg(s, &m, 0));
    c.cmsg_level = 5;
    VALUE(sendmsg(s, &m, 0));
    c.cmsg_len = 8;
    VALUE(sendmsg(s, &m, 0));
    c.cmsg_len = 100;
    VALUE(sendmsg(s, &m, 0));
    m.msg_controllen = 8;
    VALUE(sendmsg(s, &m, 0));
    m.msg_control = (void *)8;
    m.msg_controllen = 16;
    VALUE(sendmsg(s, &m, 0));
    m.msg_control = NULL;
    m.msg_iovlen = 2000;
    VALUE(sendmsg(s, &m, 0));
    m.msg_iov = (void *)8;
    m.msg_iovlen = 1;
    VALUE(sendmsg(s, &m, 0));
    VALUE(sendmsg(s, (void *)8, 0));
    VALUE(recvmsg(s, (void *)8, MSG_DONTWAIT));
    VALUE(sendmsg(0, &m, 0));
    VALUE(sendmsg(99, &m, 0));
}

int main(void)
{
    int p[2];

    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    rights(p, SOCK_STREAM);
    credentials(p);
    wrong(p[0]);
    socketpair(AF_UNIX, SOCK_DGRAM, 0, p);
    rights(p, SOCK_DGRAM);
    credentials(p);
    return 0;
}
