/* SPDX-License-Identifier: BSD-2-Clause */
/* Robust mutexes: the owner, a process or a thread, ends with them; who gets them, who waits, what cannot be mended. */
#include "thread.h"

#include <signal.h>
#include <sys/mman.h>

static struct shared {
    pthread_mutex_t m[4];
    volatile int ready;
} *s;

static void make(pthread_mutex_t *m, int type, int protocol)
{
    pthread_mutexattr_t attr;
    int robust;

    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_getrobust(&attr, &robust);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_settype(&attr, type);
    pthread_mutexattr_setprotocol(&attr, protocol);
    if (robust != PTHREAD_MUTEX_ROBUST || pthread_mutex_init(m, &attr) != 0)
        printf("not made\n");
}

static pid_t holder(int count, int waits)
{
    pid_t child = fork();

    if (child == 0) {
        for (int i = 0; i < count; i++)
            pthread_mutex_lock(&s->m[i]);
        s->ready = 1;
        if (waits)
            pause();
        _exit(0);
    }
    while (!s->ready)
        usleep(200);
    s->ready = 0;
    return child;
}

static void *kill_later(void *child)
{
    usleep(3000);
    kill(*(pid_t *)child, SIGKILL);
    return NULL;
}

static void *lock_and_end(void *mutex)
{
    pthread_mutex_lock(mutex);
    return NULL;
}

static void ended(int protocol)
{
    pid_t child;
    pthread_t t;

    printf("protocol %d\n", protocol);
    for (int i = 0; i < 4; i++)
        make(&s->m[i], i ? PTHREAD_MUTEX_NORMAL : PTHREAD_MUTEX_ERRORCHECK, protocol);
    child = holder(4, 0);
    show_child("the owner", child);
    ERROR(pthread_mutex_trylock(&s->m[0]));
    ERROR(pthread_mutex_lock(&s->m[0]));
    ERROR(pthread_mutex_consistent(&s->m[0]));
    ERROR(pthread_mutex_consistent(&s->m[0]));
    ERROR(pthread_mutex_unlock(&s->m[0]));
    ERROR(pthread_mutex_lock(&s->m[0]));
    ERROR(pthread_mutex_unlock(&s->m[0]));
    ERROR(pthread_mutex_lock(&s->m[1]));
    ERROR(pthread_mutex_unlock(&s->m[1]));
    ERROR(pthread_mutex_lock(&s->m[1]));
    ERROR(pthread_mutex_trylock(&s->m[1]));
    ERROR(pthread_mutex_lock(&s->m[2]));
    ERROR(pthread_mutex_consistent(&s->m[2]));
    ERROR(pthread_mutex_unlock(&s->m[2]));
    struct timespec far = in_ms(CLOCK_REALTIME, 60000);
    ERROR(pthread_mutex_timedlock(&s->m[3], &far));
    ERROR(pthread_mutex_consistent(&s->m[3]));
    ERROR(pthread_mutex_unlock(&s->m[3]));
    child = holder(1, 1);
    ERROR(pthread_mutex_trylock(&s->m[0]));
    pthread_create(&t, NULL, kill_later, &child);
    ERROR(pthread_mutex_lock(&s->m[0]));
    pthread_join(t, NULL);
    show_child("killed", child);
    ERROR(pthread_mutex_consistent(&s->m[0]));
    ERROR(pthread_mutex_unlock(&s->m[0]));
    in_thread(lock_and_end, &s->m[2]);
    ERROR(pthread_mutex_lock(&s->m[2]));
    ERROR(pthread_mutex_consistent(&s->m[2]));
    ERROR(pthread_mutex_unlock(&s->m[2]));
}

static void replaced(void)
{
    char *argv[] = { "/proc/self/exe", "again", NULL };
    pid_t child = fork();

    if (child == 0) {
        pthread_mutex_lock(&s->m[2]);
        execv(argv[0], argv);
        _exit(1);
    }
    show_child("another program", child);
    ERROR(pthread_mutex_lock(&s->m[2]));
    ERROR(pthread_mutex_consistent(&s->m[2]));
    ERROR(pthread_mutex_unlock(&s->m[2]));
}

int main(int argc, char *argv[])
{
    (void)argv;
    if (argc > 1)
        return 0;
    s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ended(PTHREAD_PRIO_NONE);
    ended(PTHREAD_PRIO_INHERIT);
    replaced();
    return 0;
}
