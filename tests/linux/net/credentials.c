/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is at the other end: SO_PEERCRED of every kind, SO_PASSCRED on either side, lies about it. */
#include "unix.h"

#include <grp.h>

static void peer(const char *what, int s)
{
    struct ucred c = { -9, 9, 9 };
    socklen_t len = sizeof(c);

    if (getsockopt(s, SOL_SOCKET, SO_PEERCRED, &c, &len))
        printf("%s: %s\n", what, error_name(errno));
    else
        printf("%s: %s %d %d\n", what, c.pid == getpid() ? "self" : c.pid == getppid() ? "parent" : c.pid ? "other" : "none",
               (int)c.uid, (int)c.gid);
    fflush(stdout);
}

static long give(int s, struct ucred c)
{
    union { char bytes[CMSG_SPACE(sizeof(c))]; struct cmsghdr h; } u = { 0 };
    struct iovec v = { "x", 1 };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &u, .msg_controllen = sizeof(u) };

    u.h.cmsg_level = SOL_SOCKET;
    u.h.cmsg_type = SCM_CREDENTIALS;
    u.h.cmsg_len = CMSG_LEN(sizeof(c));
    memcpy(CMSG_DATA(&u.h), &c, sizeof(c));
    return sendmsg(s, &m, 0);
}

static void take(int s, pid_t child)
{
    union { char bytes[100]; struct cmsghdr h; } u = { 0 };
    struct ucred *c = (void *)CMSG_DATA(&u.h);
    char b = 0;
    struct iovec v = { &b, 1 };
    struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = &u, .msg_controllen = sizeof(u) };
    long n = recvmsg(s, &m, 0);

    printf("  %ld, control %zu", n, (size_t)m.msg_controllen);
    if (m.msg_controllen)
        printf(": %s %d %d", c->pid == child ? "child" : c->pid == getpid() ? "self" : c->pid ? "other" : "none", (int)c->uid,
               (int)c->gid);
    printf("\n");
}

static void connections(void)
{
    int l = bound(SOCK_STREAM, "@credentials", 5), a, p[2];
    struct ucred c;
    socklen_t len;

    peer("listens", l);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        setgroups(2, (gid_t[]){ 5, 3 });
        setgid(77);
        setuid(66);
        int s = joined(SOCK_STREAM, "@credentials");
        peer("child's peer", s);
        _exit((int)read(s, p, 1));
    }
    a = accept(l, NULL, NULL);
    write(a, "x", 1);
    show_child("child", child);
    peer("accepted", a);
    len = 2;
    VALUE(getsockopt(a, SOL_SOCKET, SO_PEERCRED, &c, &len));
    VALUE(len);
    peer("not joined", socket(AF_UNIX, SOCK_STREAM, 0));
    socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p);
    IN_CHILD("of a pair", peer("pair", p[1]));
}

int main(void)
{
    int p[2], on = 1;

    connections();
    socketpair(AF_UNIX, SOCK_DGRAM, 0, p);
    pid_t child = fork();
    if (child == 0) {
        write(p[0], "a", 1);
        setsockopt(p[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
        setresgid(10, 11, 12);
        setresuid(20, 21, 22);
        write(p[0], "b", 1);
        VALUE(give(p[0], (struct ucred){ getpid(), 20, 10 }));
        VALUE(give(p[0], (struct ucred){ getpid(), 21, 12 }));
        VALUE(give(p[0], (struct ucred){ getpid(), 23, 10 }));
        VALUE(give(p[0], (struct ucred){ getpid(), 20, 0 }));
        VALUE(give(p[0], (struct ucred){ getppid(), 20, 10 }));
        VALUE(give(p[0], (struct ucred){ 0, 20, 10 }));
        _exit(0);
    }
    show_child("child", child);
    for (int i = 0; i < 4; i++)
        take(p[1], child);
    VALUE(give(p[0], (struct ucred){ 1, 1234, 5678 }));
    take(p[1], child);
    VALUE(give(p[0], (struct ucred){ 0x7ffffff, 0, 0 }));
    VALUE(give(p[0], (struct ucred){ getpid(), (uid_t)-1, 0 }));
    return 0;
}
