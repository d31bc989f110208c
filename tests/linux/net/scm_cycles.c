/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 60
 * Sockets sent through themselves, through each other and in a long chain, and then closed: their memory comes back, and
 * what can still be received is not touched.
 */
#include "check.h"

#include <sys/socket.h>

enum { ROUNDS = 600 };

static void give(int to, int fd)
{
    char byte = 'x', control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec io = {&byte, 1};
    struct msghdr m = {.msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
    struct cmsghdr *h = CMSG_FIRSTHDR(&m);

    h->cmsg_level = SOL_SOCKET;
    h->cmsg_type = SCM_RIGHTS;
    h->cmsg_len = CMSG_LEN(sizeof(fd));
    memcpy(CMSG_DATA(h), &fd, sizeof(fd));
    if (sendmsg(to, &m, 0) != 1)
        printf("send: %s\n", error_name(errno));
}

static int take(int from)
{
    char byte, control[CMSG_SPACE(sizeof(int))];
    struct iovec io = {&byte, 1};
    struct msghdr m = {.msg_iov = &io, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
    int fd = -1;

    if (recvmsg(from, &m, MSG_DONTWAIT) == 1 && CMSG_FIRSTHDR(&m))
        memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fd));
    return fd;
}

static long files(void)
{
    char line[128];
    long n = 0;
    FILE *f = fopen("/proc/kit/accounting", "r");

    while (f && fgets(line, sizeof(line), f))
        sscanf(line, "files %ld", &n);
    if (f)
        fclose(f);
    return n;
}

int main(void)
{
    int a[2], b[2], kept[2], inner[2], held;
    char text[8] = "";
    long before = files();

    /* kept -> inner[1] -> a pipe's end: all can be received */
    socketpair(AF_UNIX, SOCK_STREAM, 0, kept);
    socketpair(AF_UNIX, SOCK_STREAM, 0, inner);
    int ends[2];
    pipe(ends);
    give(inner[0], ends[1]);
    give(kept[0], inner[1]);
    close(inner[1]);
    close(ends[1]);

    for (int i = 0; i < ROUNDS; i++) {
        socketpair(AF_UNIX, i % 2 ? SOCK_STREAM : SOCK_DGRAM, 0, a);
        socketpair(AF_UNIX, SOCK_STREAM, 0, b);
        give(a[0], a[0]);
        give(a[0], a[1]);
        give(a[1], b[0]);
        give(b[1], a[1]);
        close(a[0]);
        close(a[1]);
        close(b[0]);
        close(b[1]);
    }
    int last = -1;
    for (int i = 0; i < 4; i++) {
        socketpair(AF_UNIX, SOCK_STREAM, 0, a);
        if (last >= 0) {
            give(a[0], last);
            close(last);
        }
        close(a[0]);
        last = a[1];
    }
    close(last);

    held = take(kept[1]);
    YES(held >= 0);
    int end = take(held);
    YES(end >= 0);
    VALUE(write(end, "through", 7));
    VALUE(read(ends[0], text, 7));
    printf("%s\n", text);
    close(end);
    close(held);
    close(inner[0]);
    close(ends[0]);
    close(kept[0]);
    close(kept[1]);
    YES(files() - before < 1200);
    return 0;
}
