/* SPDX-License-Identifier: BSD-2-Clause */
/* clone and clone3: combinations of flags that are refused, sizes, exit signals. */
#include "check.h"

#include <sched.h>
#include <signal.h>

struct args { unsigned long flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup, more; };

static long clone3(struct args *a, size_t size)
{
    long n = syscall(435, a, size);
    if (n == 0)
        _exit(0);
    return n;
}

int main(void)
{
    struct args a;
    char stack[4096];
    static const unsigned long flags[] = {
        CLONE_THREAD, CLONE_SIGHAND, CLONE_THREAD | CLONE_SIGHAND, CLONE_FS | CLONE_NEWNS, CLONE_FS | CLONE_NEWUSER,
        CLONE_VM | CLONE_SIGHAND | 0x100000000ul, 0x800000000ul, CLONE_DETACHED, CLONE_THREAD | CLONE_SIGHAND | CLONE_VM | CLONE_PIDFD};

    for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        memset(&a, 0, sizeof(a));
        a.flags = flags[i];
        if (flags[i] >> 32 == 0 && i != 7)
            VALUE(syscall(SYS_clone, flags[i] | SIGCHLD, 0, 0, 0, 0));
        VALUE(clone3(&a, 64));
    }
    memset(&a, 0, sizeof(a));
    VALUE(clone3(&a, 63));
    VALUE(clone3(&a, 0));
    VALUE(clone3(&a, 5000));
    VALUE(clone3((void *)8, 64));
    VALUE(clone3(&a, sizeof(a)) > 0);
    VALUE(wait(NULL) > 0);
    VALUE(waitpid(-1, NULL, __WALL) > 0);
    a.more = 1;
    VALUE(clone3(&a, sizeof(a)));
    a.more = 0;
    a.exit_signal = 65;
    VALUE(clone3(&a, 88));
    a.exit_signal = 256;
    VALUE(clone3(&a, 88));
    a.exit_signal = SIGCHLD;
    a.flags = SIGCHLD;
    VALUE(clone3(&a, 88));
    a.flags = CLONE_PARENT;
    VALUE(clone3(&a, 88));
    a.flags = 0;
    a.stack = (unsigned long)stack;
    VALUE(clone3(&a, 88));
    a.stack = 0;
    a.stack_size = 4096;
    VALUE(clone3(&a, 88));
    a.stack_size = 0;
    a.set_tid = (unsigned long)stack;
    VALUE(clone3(&a, 88));
    a.set_tid_size = 33;
    VALUE(clone3(&a, 88));
    a.set_tid = a.set_tid_size = 0;
    signal(SIGUSR1, SIG_IGN);
    a.exit_signal = SIGUSR1;
    VALUE(clone3(&a, 88) > 0);
    int status;
    VALUE(waitpid(-1, &status, __WCLONE) > 0);
    VALUE(status);
    a.exit_signal = 0;
    VALUE(clone3(&a, 88) > 0);
    VALUE(waitpid(-1, &status, __WALL) > 0);
    int tid = 7;
    a.exit_signal = SIGCHLD;
    a.flags = CLONE_PARENT_SETTID;
    a.parent_tid = (unsigned long)&tid;
    long child = clone3(&a, 88);
    YES(child > 0 && tid == child);
    VALUE(wait(&status) == child);
    return 0;
}
