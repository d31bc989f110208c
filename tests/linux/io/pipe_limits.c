/* SPDX-License-Identifier: BSD-2-Clause */
/* F_SETPIPE_SZ: rounding, limits for users, data in the way; F_GETPIPE_SZ of what is no pipe. */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>

int main(void)
{
    char text[65536] = "";
    int p[2], file = open("file", O_CREAT | O_RDWR, 0600);

    VALUE(pipe(p));
    VALUE(fcntl(p[0], F_GETPIPE_SZ));
    VALUE(fcntl(p[1], F_SETPIPE_SZ, 1));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 4097));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 1 << 20));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, (1 << 20) + 1));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 0));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, -1));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 1u << 31));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, (1u << 31) + 1));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 65536));
    VALUE(write(p[1], text, 65536));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 4096));
    VALUE(read(p[0], text, 61440));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 4096));
    VALUE(fcntl(file, F_GETPIPE_SZ));
    VALUE(fcntl(file, F_SETPIPE_SZ, 4096));
    VALUE(setuid(65534));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 1 << 20));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, (1 << 20) + 1));
    VALUE(fcntl(p[0], F_GETPIPE_SZ));
    return 0;
}
