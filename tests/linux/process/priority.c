/* SPDX-License-Identifier: BSD-2-Clause */
/* getpriority, setpriority, ioprio_get, ioprio_set. */
#include "check.h"

#include <sys/resource.h>

static long get(int which, int who) { return syscall(SYS_getpriority, which, who); }
static long set(int which, int who, int nice) { return syscall(SYS_setpriority, which, who, nice); }
static long ioget(int which, int who) { return syscall(SYS_ioprio_get, which, who); }
static long ioset(int which, int who, int value) { return syscall(SYS_ioprio_set, which, who, value); }

int main(void)
{
    VALUE(get(0, 0));
    VALUE(get(3, 0));
    VALUE(get(-1, 0));
    VALUE(get(0, 31999));
    VALUE(get(1, 31999));
    VALUE(get(2, 31999));
    VALUE(set(0, 0, 100));
    VALUE(get(0, 0));
    VALUE(set(0, 0, -100));
    VALUE(get(0, 0));
    VALUE(set(0, getpid(), 5));
    VALUE(get(0, getpid()));
    VALUE(set(3, 0, 0));
    VALUE(set(0, 31999, 0));
    IN_CHILD("inherits", VALUE(get(0, 0)));
    IN_CHILD("group", {
        setpgid(0, 0);
        VALUE(set(1, 0, 7));
        VALUE(get(0, 0));
        VALUE(get(1, getpid()));
    });
    VALUE(get(0, 0));
    IN_CHILD("not root", {
        setuid(1000);
        VALUE(set(0, 0, 6));
        VALUE(set(0, 0, 6));
        VALUE(set(0, 0, 5));
        VALUE(set(0, getppid(), 19));
        VALUE(set(2, 1000, 8));
        VALUE(get(2, 0));
        struct rlimit r = {30, 30};
        VALUE(setrlimit(RLIMIT_NICE, &r));
    });
    VALUE(ioget(1, 0));
    VALUE(ioget(0, 0));
    VALUE(ioget(4, 0));
    VALUE(ioget(1, 31999));
    VALUE(ioset(1, 0, 2 << 13 | 3));
    VALUE(ioget(1, 0));
    VALUE(ioset(1, 0, 2 << 13 | 8));
    VALUE(ioset(1, 0, 1 << 13 | 7));
    VALUE(ioset(1, 0, 3 << 13));
    VALUE(ioget(1, 0));
    VALUE(ioset(1, 0, 0));
    VALUE(ioset(1, 0, 1));
    VALUE(ioset(1, 0, 4 << 13));
    VALUE(ioset(4, 0, 0));
    VALUE(ioset(1, 31999, 0));
    VALUE(ioset(3, 31999, 0));
    IN_CHILD("not root", {
        setuid(1000);
        VALUE(ioset(1, 0, 1 << 13 | 7));
        VALUE(ioset(1, 0, 2 << 13 | 7));
        VALUE(ioset(1, getppid(), 2 << 13 | 7));
    });
    return 0;
}
