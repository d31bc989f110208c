/* SPDX-License-Identifier: BSD-2-Clause */
/* SIGSEGV, SIGBUS, SIGILL, SIGTRAP handlers: address, code, going on after the fault, other stacks. */
#include "check.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static volatile siginfo_t last;
static char *page;

static void jump(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    last = *info;
    siglongjmp(back, 1);
}

static void repair(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    last = *info;
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

static void skip(int number, siginfo_t *info, void *context)
{
    ucontext_t *machine = context;

    (void)number;
    last = *info;
    machine->uc_mcontext.pc += 4;
    machine->uc_mcontext.regs[3] = 4711;
}

static void on_stack(int number, siginfo_t *info, void *context)
{
    char here;

    (void)number, (void)context;
    last = *info;
    last.si_value.sival_ptr = &here;
    siglongjmp(back, 1);
}

static void set(int number, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};

    sigaction(number, &action, NULL);
}

static int overflow(int n)
{
    volatile char frame[1024];

    frame[0] = n;
    return overflow(n + 1) + frame[0];
}

int main(void)
{
    volatile char sink;

    page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    set(SIGSEGV, jump, 0);
    if (!sigsetjmp(back, 1))
        *(volatile char *)16 = 1;
    printf("not mapped: code %d, address %p\n", last.si_code, last.si_addr);
    if (!sigsetjmp(back, 1))
        page[100] = 1;
    printf("forbidden: code %d, offset %ld\n", last.si_code, (long)((char *)last.si_addr - page));
    for (volatile int i = 0; i < 100; i++)
        if (!sigsetjmp(back, 1))
            sink = *(volatile char *)(uintptr_t)(i + 1);
    printf("100 faults\n");
    set(SIGSEGV, repair, 0);
    page[200] = 9;
    printf("repaired: %d\n", page[200]);
    set(SIGILL, skip, 0);
    register long x3 __asm__("x3") = 1;
    __asm__ volatile(".word 0" : "+r"(x3));
    printf("skipped: x3 = %ld, code %d\n", x3, last.si_code);
    set(SIGTRAP, skip, 0);
    __asm__ volatile("brk #0" ::: "x3");
    printf("breakpoint: code %d\n", last.si_code);
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    ftruncate(fd, 100);
    char *file = mmap(NULL, 8192, PROT_READ, MAP_SHARED, fd, 0);
    set(SIGBUS, jump, 0);
    if (!sigsetjmp(back, 1))
        sink = file[4096];
    printf("beyond the file: code %d, offset %ld\n", last.si_code, (long)((char *)last.si_addr - file));
    static char stack[65536];
    stack_t other = {.ss_sp = stack, .ss_size = sizeof(stack)};
    VALUE(sigaltstack(&other, NULL));
    set(SIGSEGV, on_stack, SA_ONSTACK);
    if (!sigsetjmp(back, 1))
        sink = overflow(0);
    YES((char *)last.si_value.sival_ptr > stack && (char *)last.si_value.sival_ptr < stack + 65536);
    set(SIGUSR1, skip, 0);
    IN_CHILD("handler without a stack", set(SIGSEGV, skip, 0);
             __asm__ volatile("mov sp, %0" ::"r"(16UL) : "memory");
             *(volatile char *)16 = 1);
    IN_CHILD("fault in the handler", struct sigaction action = {.sa_handler = (void (*)(int))8};
             sigaction(SIGSEGV, &action, NULL); *(volatile char *)16 = 1);
    IN_CHILD("blocked fault", sigset_t all; sigfillset(&all); sigprocmask(SIG_SETMASK, &all, NULL);
             *(volatile char *)16 = 1);
    IN_CHILD("ignored fault", signal(SIGSEGV, SIG_IGN); *(volatile char *)16 = 1);
    (void)sink;
    return 0;
}
