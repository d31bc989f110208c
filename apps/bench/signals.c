/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals that are handled. */
#include "bench.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

static char *page;
static pid_t me;

static void nothing(int number)
{
    (void)number;
}

static int set_handler(void)
{
    struct sigaction action = {.sa_handler = nothing};

    me = getpid();
    return sigaction(SIGUSR1, &action, NULL);
}

static int to_self(long count)
{
    for (long i = 0; i < count; i++)
        call(SYS_kill, me, SIGUSR1);
    return 0;
}

static void skip(int number, siginfo_t *info, void *context)
{
    (void)number, (void)info;
    ((ucontext_t *)context)->uc_mcontext.pc += 4;
}

static int set_fault(void)
{
    struct sigaction action = {.sa_sigaction = skip, .sa_flags = SA_SIGINFO};

    page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? -1 : sigaction(SIGSEGV, &action, NULL);
}

static int fault(long count)
{
    for (long i = 0; i < count; i++)
        __asm__ volatile("strb wzr, [%0]" ::"r"(page) : "memory");
    return 0;
}

const struct row rows_signals[] = {
    {"signal_self", 400, set_handler, NULL, to_self, NULL},
    {"segv_handled", 400, set_fault, NULL, fault, NULL},
    {NULL},
};
