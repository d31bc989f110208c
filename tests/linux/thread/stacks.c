/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * Stacks of threads: sizes, one's own memory, the guard below them and the fault there.
 */
#include "thread.h"

#include <signal.h>
#include <sys/mman.h>

static char *lowest;
static char *own;
static volatile sig_atomic_t code, inside;
static char alternative[32768];

static void on_fault(int number, siginfo_t *info, void *context)
{
    char *at = info->si_addr;

    (void)context;
    inside = at < lowest && at >= lowest - 65536;
    printf("signal %d code %d in the guard %d\n", number, info->si_code, inside);
    fflush(stdout);
    _exit(9);
}

static void bounds(size_t *size, size_t *guard)
{
    pthread_attr_t attr;
    void *address;

    pthread_getattr_np(pthread_self(), &attr);
    pthread_attr_getstack(&attr, &address, size);
    pthread_attr_getguardsize(&attr, guard);
    lowest = address;
    pthread_attr_destroy(&attr);
}

static void *looks(void *unused)
{
    size_t size, guard;
    char local;

    bounds(&size, &guard);
    printf("size %zu guard %zu inside %d\n", size, guard, &local >= lowest && &local < lowest + size);
    return unused;
}

static void *own_memory(void *unused)
{
    char local[1000];

    memset(local, 1, sizeof(local));
    YES(local >= own && local < own + 262144);
    return unused;
}

static __attribute__((noinline)) int deeper(int n)
{
    volatile char space[2048];

    space[0] = (char)n;
    return n > 1000000 ? 0 : deeper(n + 1) + space[0];
}

static void *overflows(void *unused)
{
    stack_t ss = { .ss_sp = alternative, .ss_size = sizeof(alternative) };
    struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    size_t size, guard;

    bounds(&size, &guard);
    sigaltstack(&ss, NULL);
    sigaction(SIGSEGV, &action, NULL);
    printf("%d\n", deeper(0));
    return unused;
}

static void *sinks(void *unused)
{
    printf("%d\n", deeper(0));
    return unused;
}

static void *uses_most(void *unused)
{
    volatile char space[900000];

    for (size_t i = 0; i < sizeof(space); i += 4096)
        space[i] = 1;
    printf("used most\n");
    return unused;
}

static void run(const char *what, pthread_attr_t *attr, void *(*function)(void *))
{
    pthread_t t;

    printf("%s\n", what);
    fflush(stdout);
    int error = pthread_create(&t, attr, function, NULL);
    if (error == 0)
        pthread_join(t, NULL);
    ERROR(error);
}

int main(void)
{
    pthread_attr_t attr;
    size_t size;

    ERROR(pthread_attr_init(&attr));
    ERROR(pthread_attr_getguardsize(&attr, &size));
    VALUE(size);
    ERROR(pthread_attr_setstacksize(&attr, 1000));
    ERROR(pthread_attr_setstacksize(&attr, 1048576));
    run("a mebibyte", &attr, looks);
    run("most of it", &attr, uses_most);
    pthread_attr_setguardsize(&attr, 65536);
    run("a large guard", &attr, looks);
    IN_CHILD("overflow", run("too deep", &attr, overflows));
    IN_CHILD("overflow, no handler", run("too deep", &attr, sinks));
    pthread_attr_setguardsize(&attr, 0);
    run("no guard", &attr, looks);
    own = mmap(NULL, 262144, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ERROR(pthread_attr_setstack(&attr, own, 100));
    ERROR(pthread_attr_setstack(&attr, own, 262144));
    run("own memory", &attr, own_memory);
    VALUE(munmap(own, 262144));
    ERROR(pthread_attr_setdetachstate(&attr, 5));
    ERROR(pthread_attr_setinheritsched(&attr, 5));
    ERROR(pthread_attr_setscope(&attr, PTHREAD_SCOPE_PROCESS));
    return 0;
}
