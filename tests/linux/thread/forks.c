/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * fork among threads: the child has one, with its mask and values; pthread_atfork, vfork, waits by other threads.
 */
#include "thread.h"

#include <dirent.h>
#include <semaphore.h>
#include <signal.h>

static sem_t hold;
static __thread int value;
static pid_t child;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

static int threads(void)
{
    DIR *dir = opendir("/proc/self/task");
    int n = 0;

    for (struct dirent *d; dir && (d = readdir(dir)) != NULL;)
        n += d->d_name[0] != '.';
    closedir(dir);
    return n;
}

/* What was called, in its order: of the parent shown when the child has ended. */
static char calls[200];

static void say(const char *what)
{
    if (value == 5)
        strcat(strcat(calls, what), "; ");
}

static void prepare_1(void) { say("prepare 1"); }
static void prepare_2(void) { say("prepare 2"); pthread_mutex_lock(&m); }
static void parent_1(void) { say("parent 1"); }
static void parent_2(void) { pthread_mutex_unlock(&m); say("parent 2"); }
static void child_1(void) { say("child 1"); }
static void child_2(void) { pthread_mutex_unlock(&m); say("child 2"); }

static void *waits(void *unused)
{
    sem_wait(&hold);
    return unused;
}

static void *more(void *unused)
{
    printf("in a new thread: %d value %d\n", threads(), value);
    return unused;
}

static void *forks(void *unused)
{
    sigset_t set;

    value = 5;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_kill(pthread_self(), SIGUSR2);
    printf("before: %d threads\n", threads());
    fflush(stdout);
    child = fork();
    if (child == 0) {
        sigset_t now;
        printf("%s\n", calls);
        printf("child: %d threads, first %d, value %d\n", threads(), getpid() == gettid(), value);
        pthread_sigmask(SIG_SETMASK, NULL, &now);
        sigpending(&set);
        printf("blocked %d pending %d\n", sigismember(&now, SIGUSR2), sigismember(&set, SIGUSR2));
        ERROR(pthread_mutex_trylock(&m));
        in_thread(more, NULL);
        exit(4);
    }
    return unused;
}

static void *vforks(void *unused)
{
    pid_t pid = vfork();

    if (pid == 0) {
        value = 9;
        _exit(6);
    }
    VALUE(value);
    child = pid;
    return unused;
}

static void *forks_much(void *bad)
{
    for (int i = 0; i < 5; i++) {
        int status = -1;
        pid_t pid = vfork();
        if (pid == 0)
            _exit(i);
        if (waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) != i)
            __atomic_add_fetch((int *)bad, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

int main(void)
{
    pthread_t t[3];
    int bad = 0;

    sem_init(&hold, 0, 0);
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, waits, NULL);
    pthread_atfork(prepare_1, parent_1, child_1);
    pthread_atfork(prepare_2, parent_2, child_2);
    in_thread(forks, NULL);
    show_child("a child of another thread", child);
    printf("%s\n", calls);
    in_thread(vforks, NULL);
    show_child("vfork in a thread", child);
    printf("after: %d threads\n", threads());
    for (int i = 0; i < 3; i++)
        sem_post(&hold);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, forks_much, &bad);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    VALUE(bad);
    return 0;
}
