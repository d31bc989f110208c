/* SPDX-License-Identifier: BSD-2-Clause */
/* kcmp and unshare: what processes share and stop sharing; setns. */
#include "check.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

static int same(int a, int b, int type, int x, int y)
{
    long n = syscall(SYS_kcmp, a, b, type, x, y);
    return n < 0 ? (int)n : n == 0;
}

int main(void)
{
    int me = getpid(), d = dup(1);

    VALUE(same(me, me, 0, 1, d));
    VALUE(same(me, me, 0, 0, open("/dev/null", O_RDONLY)));
    VALUE(same(me, me, 0, 1, 99));
    VALUE(same(me, me, 9, 0, 0));
    VALUE(same(me, 31999, 1, 0, 0));
    for (int type = 1; type < 5; type++)
        VALUE(same(me, me, type, 0, 0));
    pid_t child = fork();
    if (child == 0) {
        for (int type = 0; type < 5; type++)
            VALUE(same(me, getpid(), type, 1, d));
        setuid(1000);
        VALUE(same(me, getpid(), 1, 0, 0));
        _exit(0);
    }
    show_child("fork", child);
    child = syscall(SYS_clone, CLONE_FILES | CLONE_FS | 17, 0, 0, 0, 0);
    if (child == 0) {
        for (int type = 0; type < 5; type++)
            VALUE(same(me, getpid(), type, 1, d));
        VALUE(unshare(CLONE_FILES));
        VALUE(same(me, getpid(), 2, 0, 0));
        VALUE(unshare(CLONE_FS));
        VALUE(same(me, getpid(), 3, 0, 0));
        close(d);
        umask(077);
        _exit(0);
    }
    show_child("clone", child);
    VALUE(fcntl(d, F_GETFD));
    VALUE(umask(022));
    VALUE(unshare(0));
    VALUE(unshare(CLONE_SYSVSEM));
    VALUE(unshare(CLONE_THREAD));
    VALUE(unshare(CLONE_VM));
    VALUE(unshare(CLONE_SIGHAND));
    VALUE(unshare(CLONE_PARENT));
    VALUE(unshare(1));
    VALUE(setns(99, 0));
    VALUE(setns(1, 0));
    VALUE(setns(1, CLONE_NEWNET));
    return 0;
}
