/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 400
 * link: -pthread
 * Memory is exhausted by pages, processes, page tables and threads in turns: each finds what the one before had.
 * An argument: how many rounds.
 */
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { PROCESSES = 400, THREADS = 400, STEP = 16 << 20 };

static int hold[2];

/* A number from a file of "name number" lines; -1: there is no such file. */
static long number(const char *file, const char *name)
{
    char line[128], found[64];
    long n = -1, value;
    FILE *f = fopen(file, "r");

    while (f && fgets(line, sizeof(line), f))
        if (sscanf(line, "%63s %ld", found, &value) == 2 && strcmp(found, name) == 0)
            n = value;
    if (f)
        fclose(f);
    return n;
}

static long available(void)
{
    return number("/proc/meminfo", "MemAvailable:") / 1024;
}

/* Touches memory, each page or one of each 2 MiB, until it is killed or told that there is no more. */
static void eat(size_t stride)
{
    for (long total = 0; total < 64L << 30; total += STEP) {
        char *p = mmap(NULL, STEP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        for (size_t i = 0; p != MAP_FAILED && i < STEP; i += stride)
            p[i] = 1;
        if (p == MAP_FAILED)
            break;
    }
    _exit(9);
}

static void pages(void)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        eat(4096);
    waitpid(child, &status, 0);
    YES((WIFSIGNALED(status) && WTERMSIG(status) == 9) || (WIFEXITED(status) && WEXITSTATUS(status) == 9));
}

static void processes(void)
{
    int made = 0, gone = 0;
    char byte;

    pipe(hold);
    for (; made < PROCESSES; made++) {
        pid_t child = fork();
        if (child == 0) {
            close(hold[1]);
            _exit((int)read(hold[0], &byte, 1));
        }
        if (child < 0)
            break;
    }
    close(hold[1]);
    close(hold[0]);
    while (wait(NULL) > 0)
        gone++;
    YES(made == PROCESSES && gone == made);
}

static void *sleeper(void *unused)
{
    char byte;

    (void)!read(hold[0], &byte, 1);
    return unused;
}

static void threads(void)
{
    static pthread_t ids[THREADS];
    pthread_attr_t small;
    int made = 0;

    pipe(hold);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    while (made < THREADS && pthread_create(&ids[made], &small, sleeper, NULL) == 0)
        made++;
    close(hold[1]);
    for (int i = 0; i < made; i++)
        pthread_join(ids[i], NULL);
    close(hold[0]);
    YES(made == THREADS);
}

static void tables(void)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        struct rlimit limit = {2ul << 30, 2ul << 30}; /* a thousand of them: what all memory would take is long */
        setrlimit(RLIMIT_AS, &limit);
        eat(2 << 20);
    }
    waitpid(child, &status, 0);
    YES(WIFEXITED(status) && WEXITSTATUS(status) == 9);
}

static int books_are(const long *books, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (number("/proc/kit/accounting", names[i]) != books[i])
            return 0;
    return 1;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"processes", "threads", "spaces", "thread_objects", "files", "waiters",
                                        "timers", "pidfds", "undos", "messages"};
    enum { NAMES = sizeof(names) / sizeof(*names) };
    int rounds = argc > 1 ? atoi(argv[1]) : 2;
    long books[NAMES], first = 0;

    for (int i = 0; i < NAMES; i++)
        books[i] = number("/proc/kit/accounting", names[i]);
    for (int round = 0; round < rounds; round++) {
        pages();
        processes();
        tables();
        threads();
        YES(books_are(books, names, NAMES));
        long now = available();
        if (round == 0)
            first = now;
        YES(now > first - 8);
        if (argc > 1)
            printf("%ld MiB available\n", now);
    }
    return 0;
}
