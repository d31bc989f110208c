/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: musl glibc
 * Mappings at fixed places all around a program's code, while other threads wait in system calls or make them.
 */
#include "check.h"

#include <pthread.h>
#include <sys/mman.h>

#define MIB (1l << 20)

static int request[2], answer[2];
static volatile int stop;
static volatile long rounds;

static void *waits(void *arg)
{
    char c = 0;

    (void)arg;
    while (read(request[0], &c, 1) == 1 && c != 'q')
        if (write(answer[1], &c, 1) != 1)
            break;
    return NULL;
}

static void *runs(void *arg)
{
    (void)arg;
    while (!stop) {
        if (lseek(99, 0, SEEK_SET) != -1 || errno != EBADF)
            printf("lseek?\n");
        rounds++;
    }
    return NULL;
}

int main(void)
{
    pthread_t waiter, runner;
    char c = 'x';
    long mapped = 0, wrong = 0;
    uint64_t code = (uint64_t)&main & ~(uint64_t)(MIB - 1);

    if (pipe(request) || pipe(answer))
        return 1;
    pthread_create(&waiter, NULL, waits, NULL);
    pthread_create(&runner, NULL, runs, NULL);
    for (long n = -120; n <= 120; n++) {
        uint64_t at = code + (uint64_t)(n * MIB);
        if ((int64_t)at < MIB || (n >= -1 && n <= 3))
            continue;
        /* nothing of the program's own is replaced: only where Linux has nothing */
        void *p = mmap((void *)at, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (p != (void *)at)
            continue;
        memset(p, 0xff, 65536);
        mapped++;
        if (write(request[1], &c, 1) != 1 || read(answer[0], &c, 1) != 1)
            wrong++;
        wrong += getppid() <= 0;
    }
    printf("%s, %ld wrong\n", mapped > 50 ? "many mapped" : "few mapped", wrong);
    stop = 1;
    pthread_join(runner, NULL);
    YES(rounds > 0);
    if (write(request[1], "q", 1) != 1)
        return 1;
    pthread_join(waiter, NULL);
    IN_CHILD("a child", YES(getpid() > 0));
    return 0;
}
