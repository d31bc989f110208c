/* SPDX-License-Identifier: BSD-2-Clause */
/* siginfo of faults: SIGSEGV, SIGBUS, SIGILL, SIGTRAP. */
#include "check.h"

#include <signal.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static void *expected;

static void handler(int number, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;

    printf("signal %d code %d %s %s\n", number, info->si_code,
           info->si_addr == expected ? "address" : (uintptr_t)info->si_addr == uc->uc_mcontext.pc ? "pc" : "other",
           uc->uc_mcontext.fault_address == (uintptr_t)expected ? "same" : "not in the context");
    fflush(stdout);
    siglongjmp(back, 1);
}

#define TRY(address, ...)                                                                          \
    do {                                                                                           \
        expected = address;                                                                        \
        if (sigsetjmp(back, 1) == 0)                                                               \
            __VA_ARGS__;                                                                           \
    } while (0)

int main(void)
{
    struct sigaction act = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER};
    int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};

    for (int i = 0; i < 5; i++)
        sigaction(signals[i], &act, NULL);
    char *none = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *ro = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char *file = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    TRY((void *)16, *(volatile char *)16 = 1);
    TRY(none + 5, *(volatile char *)(none + 5) = 1);
    TRY(none, (void)*(volatile char *)none);
    TRY(ro + 9, *(volatile char *)(ro + 9) = 1);
    TRY(ro, ((void (*)(void))ro)());
    TRY(file + 3, (void)*(volatile char *)(file + 3));
    TRY(NULL, __asm__ volatile("udf #0"));
    TRY(NULL, __asm__ volatile("brk #5"));
    TRY((void *)0x8000000000001000, *(volatile char *)0x8000000000001000 = 1);
    return 0;
}
