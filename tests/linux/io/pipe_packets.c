/* SPDX-License-Identifier: BSD-2-Clause */
/* Pipes in packet mode (O_DIRECT): a read gives one packet, the rest of it is lost; large writes are cut. */
#include "check.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

static char buf[70000];

int main(void)
{
    int ends[2], n;

    VALUE(pipe2(ends, O_DIRECT | O_NONBLOCK));
    VALUE(fcntl(ends[0], F_GETFL) & O_DIRECT ? 1 : 0);
    VALUE(fcntl(ends[1], F_GETFL) & O_DIRECT ? 1 : 0);
    VALUE(write(ends[1], "hello", 5));
    VALUE(write(ends[1], "worlds", 6));
    VALUE(ioctl(ends[0], FIONREAD, &n));
    VALUE(n);
    VALUE(read(ends[0], buf, 3));
    VALUE(read(ends[0], buf, 100));
    printf("%.6s\n", buf);
    VALUE(read(ends[0], buf, 100));
    VALUE(write(ends[1], buf, 10000));
    VALUE(read(ends[0], buf, sizeof(buf)));
    VALUE(read(ends[0], buf, sizeof(buf)));
    VALUE(read(ends[0], buf, sizeof(buf)));
    VALUE(read(ends[0], buf, sizeof(buf)));
    struct iovec v[2] = { { "ab", 2 }, { "cde", 3 } };
    VALUE(writev(ends[1], v, 2));
    VALUE(read(ends[0], buf, sizeof(buf)));
    for (n = 0; write(ends[1], "x", 1) == 1; n++)
        ;
    VALUE(n);
    VALUE(fcntl(ends[1], F_SETFL, O_NONBLOCK));
    VALUE(read(ends[0], buf, sizeof(buf)));
    VALUE(write(ends[1], "stream", 6));
    for (n = 0; read(ends[0], buf, sizeof(buf)) == 1; n++)
        ;
    VALUE(n);
    VALUE(write(ends[1], "ab", 2));
    VALUE(write(ends[1], "cd", 2));
    VALUE(read(ends[0], buf, sizeof(buf)));
    VALUE(fcntl(ends[1], F_SETFL, O_DIRECT | O_NONBLOCK));
    VALUE(write(ends[1], "ab", 2));
    VALUE(write(ends[1], "cd", 2));
    VALUE(read(ends[0], buf, sizeof(buf)));
    return 0;
}
