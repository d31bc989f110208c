/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads without lines: every meeting of VMIN and VTIME, what poll says, from lines to none and back, no waits. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>

static int m, s;
static char b[64];

static long ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void change(unsigned lflag, int min, int time)
{
    struct termios t;

    tcgetattr(s, &t);
    t.c_lflag = lflag;
    t.c_iflag = 0;
    t.c_oflag = 0;
    t.c_cc[VMIN] = (unsigned char)min;
    t.c_cc[VTIME] = (unsigned char)time;
    tcsetattr(s, TCSANOW, &t);
    printf("%s VMIN %d VTIME %d\n", lflag & ICANON ? "lines" : "bytes", min, time);
}

static void ready(void)
{
    struct pollfd p = { s, POLLIN, 0 };
    int n = -1;

    poll(&p, 1, 0);
    ioctl(s, FIONREAD, &n);
    printf("  %d bytes, poll %x\n", n, p.revents);
}

static void get(size_t room)
{
    memset(b, 0, sizeof(b));
    long n = read(s, b, room);
    printf("  %s '%s'\n", n < 0 ? error_name(errno) : n == 0 ? "0" : "bytes", b);
    fflush(stdout);
}

static void later(const char *keys)
{
    fflush(stdout);
    if (fork() == 0) {
        usleep(5000);
        write(m, keys, strlen(keys));
        _exit(0);
    }
}

static void times(void)
{
    long before;

    change(0, 0, 0);
    get(10);
    write(m, "abc", 3);
    get(2);
    get(10);
    get(10);
    change(0, 0, 1);
    before = ms();
    get(10);
    YES(ms() - before >= 90);
    change(0, 0, 200);
    later("k");
    get(10);
    wait(NULL);
    change(0, 3, 0);
    write(m, "12", 2);
    ready();
    later("34");
    get(10);
    wait(NULL);
    write(m, "123456", 6);
    ready();
    get(4);
    ready();
    get(2);
    change(0, 1, 0);
    later("z");
    get(10);
    wait(NULL);
    change(0, 5, 1);
    write(m, "ab", 2);
    ready();
    get(10);
    write(m, "abcdef", 6);
    get(10);
    change(0, 5, 200);
    later("12345");
    get(10);
    wait(NULL);
    write(m, "xy", 2);
    get(2);
}

static void no_wait(void)
{
    fcntl(s, F_SETFL, O_NONBLOCK);
    change(0, 3, 0);
    get(10);
    write(m, "1", 1);
    get(10);
    change(0, 0, 0);
    get(10);
    change(0, 0, 5);
    get(10);
    change(ICANON, 1, 0);
    get(10);
    fcntl(s, F_SETFL, 0);
}

static void between(void)
{
    change(ICANON, 1, 0);
    write(m, "half a line", 11);
    ready();
    change(0, 1, 0);
    ready();
    get(4);
    change(ICANON, 1, 0);
    write(m, "\n", 1);
    ready();
    get(20);
    change(0, 1, 0);
    write(m, "raw\004x", 5);
    get(20);
    write(m, "\n", 1);
    ready();
    change(ICANON, 1, 0);
    ready();
    get(20);
}

int main(void)
{
    char name[64];

    m = posix_openpt(O_RDWR | O_NOCTTY);
    unlockpt(m);
    ptsname_r(m, name, sizeof(name));
    s = open(name, O_RDWR | O_NOCTTY);
    times();
    no_wait();
    between();
    return 0;
}
