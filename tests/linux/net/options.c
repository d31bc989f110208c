/* SPDX-License-Identifier: BSD-2-Clause */
/* getsockopt and setsockopt of AF_UNIX: values, sizes, what cannot be set. */
#include "check.h"

#include <sys/socket.h>

static int get(int s, int option)
{
    int value = -99;
    socklen_t len = sizeof(value);

    return getsockopt(s, SOL_SOCKET, option, &value, &len) ? -errno : value;
}

static int set(int s, int option, int value)
{
    return setsockopt(s, SOL_SOCKET, option, &value, sizeof(value));
}

int main(void)
{
    int s = socket(AF_UNIX, SOCK_STREAM, 0), value = 1;
    socklen_t len;

    VALUE(get(s, SO_TYPE));
    VALUE(get(s, SO_DOMAIN));
    VALUE(get(s, SO_PROTOCOL));
    VALUE(get(s, SO_ACCEPTCONN));
    VALUE(get(s, SO_ERROR));
    VALUE(get(s, SO_SNDBUF));
    VALUE(get(s, SO_RCVBUF));
    VALUE(set(s, SO_SNDBUF, 10000));
    VALUE(get(s, SO_SNDBUF));
    VALUE(set(s, SO_SNDBUF, 1));
    VALUE(get(s, SO_SNDBUF));
    VALUE(set(s, SO_SNDBUF, 1 << 30));
    VALUE(get(s, SO_SNDBUF));
    VALUE(set(s, SO_RCVBUF, 0));
    VALUE(get(s, SO_RCVBUF));
    VALUE(set(s, SO_SNDBUFFORCE, 300000));
    VALUE(get(s, SO_SNDBUF));
    for (int option = SO_DEBUG; option <= SO_PASSCRED; option++) {
        if (option == SO_TYPE || option == SO_ERROR || option == SO_SNDBUF || option == SO_RCVBUF || option == SO_LINGER ||
            option == 11 || option == 14)
            continue;
        printf("option %d: %d", option, get(s, option));
        printf(" %d", set(s, option, 5));
        printf(" %d\n", get(s, option));
    }
    VALUE(set(s, SO_TYPE, 1));
    VALUE(set(s, SO_ERROR, 1));
    VALUE(set(s, SO_PEERCRED, 1));
    VALUE(set(s, 999, 1));
    VALUE(get(s, 999));
    VALUE(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, 3));
    VALUE(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (void *)8, 4));
    VALUE(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &value, -1));
    VALUE(setsockopt(s, 5, 1, &value, 4));
    VALUE(setsockopt(99, SOL_SOCKET, SO_REUSEADDR, &value, 4));
    VALUE(setsockopt(0, SOL_SOCKET, SO_REUSEADDR, &value, 4));
    len = 2;
    VALUE(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &len));
    VALUE(len);
    len = -1;
    VALUE(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &len));
    len = 100;
    VALUE(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &len));
    VALUE(len);
    VALUE(getsockopt(s, SOL_SOCKET, SO_TYPE, (void *)8, &len));
    VALUE(getsockopt(s, SOL_SOCKET, SO_TYPE, &value, (void *)8));
    VALUE(getsockopt(s, 5, 1, &value, &len));
    struct linger linger = { 5, 7 };
    VALUE(setsockopt(s, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)));
    len = sizeof(linger);
    VALUE(getsockopt(s, SOL_SOCKET, SO_LINGER, &linger, &len));
    VALUE(linger.l_onoff * 100 + linger.l_linger);
    struct ucred cred;
    len = sizeof(cred);
    VALUE(getsockopt(s, SOL_SOCKET, SO_PEERCRED, &cred, &len));
    VALUE(cred.pid);
    YES(cred.uid == (uid_t)-1);
    int p[2];
    socketpair(AF_UNIX, SOCK_DGRAM, 0, p);
    len = sizeof(cred);
    VALUE(getsockopt(p[0], SOL_SOCKET, SO_PEERCRED, &cred, &len));
    YES(cred.pid == getpid());
    IN_CHILD("user", {
        setuid(65534);
        VALUE(set(s, SO_SNDBUFFORCE, 300000));
        VALUE(set(s, SO_PRIORITY, 7));
        VALUE(set(s, SO_DEBUG, 1));
    });
    return 0;
}
