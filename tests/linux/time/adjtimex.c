/* SPDX-License-Identifier: BSD-2-Clause */
/* adjtimex and clock_adjtime: what can be chosen, what is refused, and that the date follows. */
#include "check.h"

#include <sys/timex.h>
#include <time.h>

static struct timex x;

static void show(const char *what)
{
    struct timex y;
    memset(&y, 0, sizeof(y));
    int r = adjtimex(&y);
    printf("%s: %d: offset %ld freq %ld maxerror %ld esterror %ld status %x constant %ld tick %ld tai %d tolerance %ld\n", what,
           r, y.offset, y.freq, y.maxerror - y.maxerror % 1000000, y.esterror, y.status, y.constant, y.tick, y.tai, y.tolerance);
}

static long mode(unsigned modes)
{
    x.modes = modes;
    return adjtimex(&x);
}

static long ahead_ms(void)
{
    struct timespec r, m;
    clock_gettime(CLOCK_REALTIME, &r);
    clock_gettime(CLOCK_MONOTONIC, &m);
    return (r.tv_sec - m.tv_sec) * 1000 + (r.tv_nsec - m.tv_nsec) / 1000000;
}

int main(void)
{
    setbuf(stdout, NULL);
    show("first");
    VALUE(syscall(SYS_adjtimex, 8));
    VALUE(syscall(SYS_clock_adjtime, 0, 8));
    VALUE(syscall(SYS_clock_adjtime, 1, &x));
    VALUE(syscall(SYS_clock_adjtime, 99, &x));
    VALUE(syscall(SYS_clock_adjtime, 11, &x));
    x.tick = 8999;
    VALUE(mode(ADJ_TICK));
    x.tick = 11001;
    VALUE(mode(ADJ_TICK));
    x.tick = 10001;
    VALUE(mode(ADJ_TICK));
    show("tick");
    x.tick = 10000;
    VALUE(mode(ADJ_TICK));
    x.freq = 100 << 16;
    VALUE(mode(ADJ_FREQUENCY));
    show("freq");
    x.freq = 501 << 16;
    VALUE(mode(ADJ_FREQUENCY));
    show("too much");
    x.freq = 0;
    VALUE(mode(ADJ_FREQUENCY));
    x.maxerror = 5000000;
    x.esterror = 300;
    VALUE(mode(ADJ_MAXERROR | ADJ_ESTERROR));
    show("errors");
    x.constant = 3;
    VALUE(mode(ADJ_TIMECONST));
    show("constant");
    x.constant = 37;
    VALUE(mode(ADJ_TAI));
    show("tai");
    x.constant = 0;
    VALUE(mode(ADJ_TAI));
    x.status = STA_PLL;
    VALUE(mode(ADJ_STATUS));
    show("pll");
    VALUE(mode(ADJ_NANO));
    show("nano");
    VALUE(mode(ADJ_MICRO));
    x.status = STA_UNSYNC;
    VALUE(mode(ADJ_STATUS));
    show("unsync");
    VALUE(mode(0x8000));
    x.offset = 0;
    VALUE(mode(ADJ_OFFSET_SINGLESHOT));
    VALUE(mode(ADJ_OFFSET_SS_READ));
    VALUE(x.offset);
    x.time.tv_sec = 0;
    x.time.tv_usec = 1000000;
    VALUE(mode(ADJ_SETOFFSET));
    x.time.tv_usec = -1;
    VALUE(mode(ADJ_SETOFFSET));
    long before = ahead_ms();
    x.time.tv_sec = 100;
    x.time.tv_usec = 5;
    VALUE(mode(ADJ_SETOFFSET));
    VALUE((ahead_ms() - before + 5) / 1000);
    x.time.tv_sec = -100;
    VALUE(mode(ADJ_SETOFFSET));
    before = ahead_ms();
    x.tick = 11000;
    VALUE(mode(ADJ_TICK));
    IN_CHILD("not root", {
        setuid(1000);
        VALUE(mode(0));
        VALUE(mode(ADJ_TICK));
        VALUE(mode(ADJ_OFFSET_SINGLESHOT));
        VALUE(mode(ADJ_OFFSET_SS_READ));
        VALUE(mode(ADJ_SETOFFSET));
    });
    x.tick = 10000;
    x.freq = 0;
    VALUE(mode(ADJ_TICK | ADJ_FREQUENCY));
    return 0;
}
