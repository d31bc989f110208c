/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * Threads in /proc: names set and read in every way, what of them others may, detached threads, joining errors.
 */
#include "thread.h"

#include <dirent.h>
#include <fcntl.h>
#include <semaphore.h>
#include <sys/prctl.h>

static sem_t ready, hold;
static volatile int tid, finished;

static void show(const char *what, int pid, int task, const char *file)
{
    char path[80], text[64] = "";
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, task, file);
    fd = open(path, O_RDONLY);
    ssize_t n = read(fd, text, sizeof(text) - 1);
    printf("%s: %.*s", what, n > 0 ? (int)(strchr(text, '\n') - text + 1) : 0, text);
    if (n <= 0)
        printf("%s\n", error_name(errno));
    close(fd);
}

static long set(int task, const char *name, size_t n)
{
    char path[80];

    snprintf(path, sizeof(path), "/proc/self/task/%d/comm", task);
    int fd = open(path, O_WRONLY | O_TRUNC);
    long result = write(fd, name, n);
    close(fd);
    return result;
}

static void *named(void *unused)
{
    char name[16] = "";

    prctl(PR_GET_NAME, name);
    printf("begins as %s\n", name);
    tid = gettid();
    sem_post(&ready);
    sem_wait(&hold);
    prctl(PR_GET_NAME, name);
    printf("ends as %s\n", name);
    return unused;
}

static void *waits(void *unused)
{
    sem_wait(&hold);
    return unused;
}

static void *finishes(void *unused)
{
    __atomic_add_fetch(&finished, 1, __ATOMIC_SEQ_CST);
    return unused;
}

static void *joins_itself(void *unused)
{
    ERROR(pthread_join(pthread_self(), NULL));
    return unused;
}

static void detached(void)
{
    pthread_attr_t attr;
    pthread_t t;
    struct timespec soon = in_ms(CLOCK_REALTIME, 5);

    pthread_create(&t, NULL, waits, NULL);
    ERROR(pthread_tryjoin_np(t, NULL));
    ERROR(pthread_timedjoin_np(t, NULL, &soon));
    ERROR(pthread_detach(t));
    ERROR(pthread_detach(t));
    ERROR(pthread_join(t, NULL));
    sem_post(&hold);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 65536);
    for (int i = 0; i < 40; i++)
        while (pthread_create(&t, &attr, finishes, NULL) != 0)
            usleep(100);
    while (finished < 40)
        usleep(200);
    VALUE(finished);
    in_thread(joins_itself, NULL);
}

int main(void)
{
    pthread_t t;
    char name[20];

    sem_init(&ready, 0, 0);
    sem_init(&hold, 0, 0);
    prctl(PR_SET_NAME, "a name of more than fifteen");
    pthread_create(&t, NULL, named, NULL);
    sem_wait(&ready);
    show("main", getpid(), getpid(), "comm");
    ERROR(pthread_setname_np(t, "sixteen letters!"));
    ERROR(pthread_setname_np(t, "fifteen letters"));
    show("comm", getpid(), tid, "comm");
    show("status", getpid(), tid, "status");
    show("its comm as a process", tid, tid, "comm");
    ERROR(pthread_getname_np(t, name, 3));
    ERROR(pthread_getname_np(t, name, sizeof(name)));
    puts(name);
    VALUE(set(tid, "line\nbreak", 10));
    show("comm", getpid(), tid, "comm");
    VALUE(set(tid, "more than fifteen letters", 25));
    show("comm", getpid(), tid, "comm");
    VALUE(set(tid, "", 0));
    VALUE(set(tid, "x", 1));
    show("comm", getpid(), tid, "comm");
    show("main", getpid(), getpid(), "comm");
    IN_CHILD("another process", show("comm", getppid(), tid, "comm");
             char path[80]; snprintf(path, sizeof(path), "/proc/%d/task/%d/comm", getppid(), tid);
             int fd = open(path, O_WRONLY); VALUE(write(fd, "no", 2)));
    VALUE(prctl(PR_SET_NAME, (void *)8));
    show("none", getpid(), 1, "comm");
    sem_post(&hold);
    pthread_join(t, NULL);
    detached();
    return 0;
}
