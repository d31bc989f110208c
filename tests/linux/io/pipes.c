/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 60
 * Pipes: blocking, end of file, capacity, non-blocking ends, whole writes of several writers, poll, select.
 */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/select.h>
#include <time.h>

static char block[100000];

static void several_writers(void)
{
    int ends[2], bad = 0, lines = 0;
    char line[64];

    pipe(ends);
    for (int w = 0; w < 4; w++)
        if (fork() == 0) {
            memset(line, 'a' + w, 63);
            line[63] = '\n';
            for (int i = 0; i < 200; i++)
                write(ends[1], line, 64);
            _exit(0);
        }
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    while (fgets(line, sizeof(line) + 1, in)) {
        lines++;
        for (int i = 1; i < 63; i++)
            bad += line[i] != line[0];
    }
    fclose(in);
    while (wait(NULL) > 0)
        ;
    printf("%d lines, %d mixed\n", lines, bad);
}

int main(void)
{
    int ends[2], total = 0;
    long n;

    signal(SIGPIPE, SIG_IGN);
    VALUE(pipe(ends));
    fflush(stdout);
    if (fork() == 0) {
        close(ends[0]);
        for (int i = 0; i < 10; i++)
            write(ends[1], block, sizeof(block));
        _exit(0);
    }
    close(ends[1]);
    char buffer[3000];
    while ((n = read(ends[0], buffer, sizeof(buffer))) > 0)
        total += n;
    VALUE(n);
    VALUE(total);
    wait(NULL);
    close(ends[0]);
    VALUE(pipe2(ends, O_NONBLOCK));
    VALUE(read(ends[0], buffer, 1));
    VALUE(write(ends[1], block, sizeof(block)));
    VALUE(write(ends[1], block, 1));
    VALUE(read(ends[0], block, 4096));
    VALUE(write(ends[1], block, 4096));
    VALUE(fcntl(ends[1], F_GETPIPE_SZ));
    struct pollfd fds[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}};
    VALUE(poll(fds, 2, 0));
    printf("%x %x\n", fds[0].revents, fds[1].revents);
    while (read(ends[0], block, sizeof(block)) > 0)
        ;
    VALUE(poll(fds, 2, 0));
    printf("%x %x\n", fds[0].revents, fds[1].revents);
    close(ends[1]);
    VALUE(poll(fds, 1, 0));
    printf("%x\n", fds[0].revents);
    VALUE(read(ends[0], block, 1));
    fds[1].fd = 99;
    VALUE(poll(fds, 2, 0));
    printf("%x\n", fds[1].revents);
    VALUE(pipe(ends));
    close(ends[0]);
    fds[1].fd = ends[1];
    VALUE(poll(fds + 1, 1, 0));
    printf("%x\n", fds[1].revents);
    VALUE(write(ends[1], block, 1));
    VALUE(pipe(ends));
    fflush(stdout);
    if (fork() == 0) {
        usleep(100000);
        write(ends[1], "x", 1);
        _exit(0);
    }
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    struct timeval limit = {5, 0};
    VALUE(select(ends[0] + 1, &set, NULL, NULL, &limit));
    YES(FD_ISSET(ends[0], &set) && limit.tv_sec == 4);
    read(ends[0], block, 1);
    limit = (struct timeval){0, 50000};
    VALUE(select(ends[0] + 1, &set, NULL, NULL, &limit));
    VALUE(poll(NULL, 0, 50));
    wait(NULL);
    several_writers();
    VALUE(read(ends[1], block, 1));
    VALUE(write(ends[0], block, 1));
    return 0;
}
