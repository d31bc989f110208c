/* SPDX-License-Identifier: BSD-2-Clause */
/* Processes: made, waited for, turned into another program. */
#include "bench.h"

#include <sys/wait.h>

static char *const arguments[] = {"bench", "--exit", NULL};
static char *const no_environment[] = {NULL};

static int reap(pid_t child)
{
    int status;

    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    errno = ECHILD;
    return status ? -1 : 0;
}

static int fork_wait(long count)
{
    for (long i = 0; i < count; i++) {
        pid_t child = fork();

        if (child == 0)
            _exit(0);
        if (reap(child) < 0)
            return -1;
    }
    return 0;
}

static int fork_exec(long count)
{
    for (long i = 0; i < count; i++) {
        pid_t child = fork();

        if (child == 0) {
            execve("/proc/self/exe", arguments, no_environment);
            _exit(1);
        }
        if (reap(child) < 0)
            return -1;
    }
    return 0;
}

/* The C library's vfork may be fork; this one borrows memory and stack, so it must not return. */
static pid_t spawn(void)
{
    static char stack[16384] __attribute__((aligned(16)));
    const long clone_vm = 0x100, clone_vfork = 0x4000, sigchld = 17;
    register long x8 __asm__("x8") = SYS_clone;
    register long x0 __asm__("x0") = clone_vm | clone_vfork | sigchld;
    register long x1 __asm__("x1") = (long)(stack + sizeof(stack));
    register long x2 __asm__("x2") = 0;
    register long x3 __asm__("x3") = 0;
    register long x4 __asm__("x4") = 0;

    __asm__ volatile("svc #0\n"
                     "cbnz x0, 1f\n"
                     "mov x0, %[path]\n mov x1, %[args]\n mov x2, %[env]\n mov x8, %[exec]\n svc #0\n"
                     "mov x0, #1\n mov x8, %[exit]\n svc #0\n"
                     "1:\n"
                     : "+r"(x0), "+r"(x8), "+r"(x1), "+r"(x2)
                     : "r"(x3), "r"(x4), [path] "r"("/proc/self/exe"), [args] "r"(arguments),
                       [env] "r"(no_environment), [exec] "i"(SYS_execve), [exit] "i"(SYS_exit_group)
                     : "memory", "cc");
    return result(x0) < 0 ? -1 : (pid_t)x0;
}

static int vfork_exec(long count)
{
    for (long i = 0; i < count; i++)
        if (reap(spawn()) < 0)
            return -1;
    return 0;
}

const struct row rows_processes[] = {
    {"fork_wait", 10, NULL, NULL, fork_wait, NULL},
    {"fork_exec_wait", 6, NULL, NULL, fork_exec, NULL},
    {"vfork_exec_wait", 6, NULL, NULL, vfork_exec, NULL},
    {NULL},
};
