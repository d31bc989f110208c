/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls for administrators: what others are told, and wrong arguments. */
#include "check.h"

#include <sys/timex.h>
#include <time.h>

int main(void)
{
    struct timex tx = {.modes = 0};
    struct timespec t = {0, 0};

    VALUE(syscall(SYS_adjtimex, &tx));
    YES(tx.tick == 10000 && tx.freq == 0 && (tx.status & STA_UNSYNC) && tx.time.tv_sec > 1600000000);
    VALUE(syscall(SYS_adjtimex, 8));
    VALUE(syscall(SYS_clock_adjtime, CLOCK_REALTIME, &tx));
    VALUE(syscall(SYS_clock_adjtime, CLOCK_MONOTONIC, &tx));
    VALUE(syscall(SYS_clock_adjtime, 77, &tx));
    VALUE(syscall(SYS_clock_adjtime, CLOCK_REALTIME, 8));
    VALUE(syscall(SYS_clock_adjtime, 77, 8));
    tx.modes = 0xa001;
    VALUE(syscall(SYS_adjtimex, &tx));
    VALUE(syscall(SYS_acct, NULL));
    VALUE(syscall(SYS_acct, "/"));
    VALUE(syscall(SYS_acct, "/nowhere"));
    VALUE(syscall(SYS_acct, 8));
    VALUE(syscall(SYS_acct, "/dev/null"));
    VALUE(syscall(SYS_quotactl, 0x80000700 | 5, "/dev/null", 0, 0));
    VALUE(syscall(SYS_quotactl, 0x80000100, NULL, 0, 0));
    VALUE(syscall(SYS_quotactl, 0x80000700, NULL, 0, 0));
    VALUE(syscall(SYS_quotactl, 0x80000700, "/dev/null", 0, 0));
    VALUE(syscall(SYS_quotactl, 0x80000700, "/nowhere", 0, 0));
    VALUE(syscall(SYS_quotactl, 0x80000700, 8, 0, 0));
    VALUE(syscall(SYS_personality, 0xffffffff));
    VALUE(syscall(SYS_personality, 0x40000));
    VALUE(syscall(SYS_personality, 0xffffffff));
    VALUE(syscall(SYS_personality, 0));
    VALUE(syscall(SYS_getrandom, 8, 10, 0));
    VALUE(syscall(SYS_getrandom, &tx, 10, 0));
    VALUE(syscall(SYS_getrandom, &tx, 10, 8));
    VALUE(syscall(SYS_getrandom, &tx, 10, 6));
    VALUE(syscall(SYS_getrandom, &tx, 10, 1));
    VALUE(syscall(SYS_getrandom, &tx, 0, 0));
    VALUE(syscall(SYS_getcpu, 8, NULL, NULL));
    VALUE(syscall(SYS_getcpu, NULL, 8, NULL));
    VALUE(syscall(SYS_getcpu, NULL, NULL, NULL));
    VALUE(syscall(SYS_sethostname, "x", -1));
    VALUE(syscall(SYS_sethostname, "x", 65));
    VALUE(syscall(SYS_sethostname, 8, 5));
    VALUE(syscall(SYS_uname, 8));
    VALUE(syscall(SYS_sysinfo, 8));
    IN_CHILD("not root", {
        setuid(1000);
        tx.modes = 1;
        VALUE(syscall(SYS_adjtimex, &tx));
        tx.modes = 0;
        VALUE(syscall(SYS_adjtimex, &tx));
        VALUE(syscall(SYS_clock_settime, CLOCK_REALTIME, &t));
        VALUE(syscall(SYS_acct, NULL));
        VALUE(syscall(SYS_sethostname, "x", 1));
        VALUE(syscall(SYS_setdomainname, "x", 1));
        VALUE(syscall(SYS_reboot, 0, 0, 0, 0));
        VALUE(syscall(SYS_chroot, "/"));
        VALUE(syscall(SYS_unshare, 0x20000));
    });
    return 0;
}
