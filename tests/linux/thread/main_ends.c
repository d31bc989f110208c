/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * The first thread ends before others: the process lives on, is waited for later; who ends it all, exec beside it.
 */
#include "thread.h"

#include <signal.h>

static pthread_t first;
static int fds[2];

static void *waits_for_main(void *unused)
{
    ERROR(pthread_join(first, NULL));
    printf("alone: kill %d, not the first: %d\n", kill(getpid(), 0), getpid() != syscall(SYS_gettid));
    fflush(stdout);
    return unused;
}

static void *exits(void *unused)
{
    waits_for_main(NULL);
    exit(7);
    return unused;
}

static void *execs_beside(void *unused)
{
    char pid[16], *argv[] = { "/proc/self/exe", pid, NULL };

    snprintf(pid, sizeof(pid), "%d", getpid());
    execv(argv[0], argv);
    return unused;
}

static void *reads(void *unused)
{
    char b;

    pthread_join(first, NULL);
    write(fds[1], "r", 1);
    for (;;)
        read(fds[0], &b, 0), pause();
    return unused;
}

static void *kills(void *unused)
{
    waits_for_main(NULL);
    kill(getpid(), SIGTERM);
    pause();
    return unused;
}

static void leave_to(void *(*run)(void *))
{
    pthread_t t;

    first = pthread_self();
    pthread_create(&t, NULL, run, NULL);
    pthread_exit(NULL);
}

int main(int argc, char *argv[])
{
    char b;
    pid_t child;

    if (argc > 1) {
        printf("same process: %d, same thread: %d\n", atoi(argv[1]) == getpid(), getpid() == syscall(SYS_gettid));
        return 3;
    }
    IN_CHILD("others return", leave_to(waits_for_main));
    IN_CHILD("another exits", leave_to(exits));
    IN_CHILD("another is killed", leave_to(kills));
    IN_CHILD("exec beside the first", pthread_t t; pthread_create(&t, NULL, execs_beside, NULL); for (;;) pause());
    pipe(fds);
    child = fork();
    if (child == 0)
        leave_to(reads);
    read(fds[0], &b, 1);
    VALUE(waitpid(child, NULL, WNOHANG));
    VALUE(kill(child, 0));
    VALUE(kill(child, SIGKILL));
    show_child("killed", child);
    return 0;
}
