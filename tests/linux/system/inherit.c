/* SPDX-License-Identifier: BSD-2-Clause */
/* What a fork and an execve keep: umask, limits, directory, ignored and blocked signals, niceness, group and session. */
#include "check.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void handler(int sig)
{
    (void)sig;
}

static void limit(const char *name, int what)
{
    struct rlimit r = {7, 7};

    getrlimit(what, &r);
    printf("%s %ld %ld\n", name, (long)r.rlim_cur, (long)r.rlim_max);
}

static void show(const char *when)
{
    struct sigaction act;
    char directory[256];
    sigset_t set;
    mode_t mask = umask(0);

    umask(mask);
    printf("%s: umask %o\n", when, mask);
    limit("files", RLIMIT_NOFILE);
    limit("size", RLIMIT_FSIZE);
    limit("core", RLIMIT_CORE);
    limit("stack", RLIMIT_STACK);
    getcwd(directory, sizeof(directory));
    printf("in %s\n", strrchr(directory, '/'));
    sigprocmask(SIG_BLOCK, NULL, &set);
    VALUE(sigismember(&set, SIGUSR1) + 2 * sigismember(&set, SIGRTMIN + 3) + 4 * sigismember(&set, SIGTERM));
    sigpending(&set);
    VALUE(sigismember(&set, SIGUSR1));
    sigaction(SIGHUP, NULL, &act);
    YES(act.sa_handler == SIG_IGN);
    sigaction(SIGINT, NULL, &act);
    YES(act.sa_handler == SIG_DFL);
    VALUE(getpriority(PRIO_PROCESS, 0));
    VALUE(syscall(SYS_sched_getscheduler, 0));
    YES(getpgrp() == getpid());
    YES(getsid(0) == getpid());
    VALUE(fcntl(50, F_GETFD));
    VALUE(fcntl(51, F_GETFD));
}

static void set(void)
{
    struct rlimit files = {60, 70}, size = {1 << 20, 2 << 20}, none = {0, 0}, stack = {1 << 20, 4 << 20};
    sigset_t s;

    setsid();
    umask(0135);
    mkdir("here", 0700);
    chdir("here");
    setrlimit(RLIMIT_NOFILE, &files);
    setrlimit(RLIMIT_FSIZE, &size);
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_STACK, &stack);
    sigemptyset(&s);
    sigaddset(&s, SIGUSR1);
    sigaddset(&s, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &s, NULL);
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, handler);
    raise(SIGUSR1);
    setpriority(PRIO_PROCESS, 0, 5);
    struct sched_param p = {0};
    syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &p);
    int null = open("/dev/null", O_RDONLY);
    dup2(null, 50);
    dup3(null, 51, O_CLOEXEC);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "again") == 0) {
        show("after the execve");
        return 0;
    }
    IN_CHILD("all", set(); show("set"); IN_CHILD("child", show("after the fork")); fflush(stdout);
             execl("/proc/self/exe", argv[0], "again", NULL));
    return 0;
}
