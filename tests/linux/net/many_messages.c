/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * sendmmsg and recvmmsg: several messages in a call, where they stop, flags, timeout, errors.
 */
#include "check.h"

#include <sys/socket.h>
#include <time.h>

static char text[8][16];
static struct iovec v[8];
static struct mmsghdr m[8];

static void prepare(size_t len)
{
    memset(m, 0, sizeof(m));
    for (int i = 0; i < 8; i++) {
        v[i] = (struct iovec){ text[i], len };
        m[i].msg_hdr.msg_iov = &v[i];
        m[i].msg_hdr.msg_iovlen = 1;
    }
}

static void show(long n)
{
    for (long i = 0; i < n; i++)
        printf("  %u '%.*s' %x\n", m[i].msg_len, (int)m[i].msg_len, text[i], m[i].msg_hdr.msg_flags);
}

int main(void)
{
    struct timespec soon = { 20, 0 }, bad = { 0, -1 };
    int p[2];

    socketpair(AF_UNIX, SOCK_DGRAM, 0, p);
    prepare(3);
    for (int i = 0; i < 8; i++)
        sprintf(text[i], "m%d.", i);
    VALUE(sendmmsg(p[0], m, 4, 0));
    VALUE(m[3].msg_len);
    v[6].iov_base = (void *)8;
    VALUE(sendmmsg(p[0], m + 4, 4, 0));
    VALUE(sendmmsg(p[0], m + 6, 2, 0));
    VALUE(sendmmsg(p[0], m, 0, 0));
    VALUE(sendmmsg(p[0], (void *)8, 1, 0));
    VALUE(sendmmsg(0, m, 1, 0));
    VALUE(sendmmsg(99, m, 1, 0));
    prepare(10);
    memset(text, 0, sizeof(text));
    show(VALUE(recvmmsg(p[1], m, 3, 0, NULL)));
    show(VALUE(recvmmsg(p[1], m, 8, MSG_WAITFORONE, NULL)));
    VALUE(recvmmsg(p[1], m, 8, MSG_DONTWAIT, NULL));
    prepare(10);
    send(p[0], "last", 4, 0);
    send(p[0], "more", 4, 0);
    show(VALUE(recvmmsg(p[1], m, 8, MSG_DONTWAIT, &soon)));
    VALUE(recvmmsg(p[1], m, 8, 0, &bad));
    VALUE(recvmmsg(p[1], m, 8, 0, (void *)8));
    VALUE(recvmmsg(p[1], (void *)8, 8, MSG_DONTWAIT, NULL));
    VALUE(recvmmsg(0, m, 8, 0, NULL));
    prepare(2);
    send(p[0], "long", 4, 0);
    show(VALUE(recvmmsg(p[1], m, 1, 0, NULL)));
    prepare(10);
    soon = (struct timespec){ 0, 0 };
    send(p[0], "only", 4, 0);
    VALUE(recvmmsg(p[1], m, 8, 0, &soon)); /* over behind the first */
    return 0;
}
