/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 240
 * machine: thousands
 * link: -pthread
 * A thousand processes and two thousand threads at once, all of them waiting; then all of them work.
 */
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

enum { PROCESSES = 1000, THREADS = 2000 };

static volatile int *alive;
static int go[2];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int started;

static void child(void)
{
    char c;

    __atomic_fetch_add(alive, 1, __ATOMIC_SEQ_CST);
    close(go[1]);
    _exit(read(go[0], &c, 1) == 0 ? 0 : 1);
}

static void *thread(void *unused)
{
    char c;

    __atomic_fetch_add(&started, 1, __ATOMIC_SEQ_CST);
    if (read(go[0], &c, 1) != 1)
        return unused;
    pthread_mutex_lock(&lock);
    started++;
    pthread_mutex_unlock(&lock);
    return unused;
}

static int processes(void)
{
    static pid_t pids[PROCESSES];
    int made = 0, good = 0, status;

    for (; made < PROCESSES && (pids[made] = fork()) >= 0; made++)
        if (pids[made] == 0)
            child();
    while (*alive < made)
        usleep(10000);
    printf("%d processes at once\n", *alive);
    int reached = 0;
    for (int i = 0; i < made; i++)
        reached += kill(pids[i], 0) == 0;
    printf("%d reached\n", reached);
    close(go[1]);
    for (int i = 0; i < made; i++)
        good += waitpid(pids[i], &status, 0) == pids[i] && status == 0;
    printf("%d ended well\n", good);
    return made;
}

static void threads(void)
{
    static pthread_t ids[THREADS];
    static char bytes[THREADS];
    pthread_attr_t small;
    int made = 0;

    pipe(go);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    while (made < THREADS && pthread_create(&ids[made], &small, thread, NULL) == 0)
        made++;
    while (__atomic_load_n(&started, __ATOMIC_SEQ_CST) < made)
        usleep(10000);
    printf("%d threads at once\n", started);
    started = 0;
    write(go[1], bytes, (size_t)made);
    for (int i = 0; i < made; i++)
        pthread_join(ids[i], NULL);
    printf("%d worked\n", started);
}

int main(void)
{
    alive = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pipe(go);
    processes();
    close(go[0]);
    threads();
    IN_CHILD("afterwards", printf("all is well\n"));
    return 0;
}
