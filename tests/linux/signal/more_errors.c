/* SPDX-License-Identifier: BSD-2-Clause */
/* Signal calls: sizes, addresses, numbers; who may queue what; order of pending ones; alternate stacks in use. */
#include "check.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>

static int order[40];
static volatile int seen;

static void note(int signo)
{
    order[seen++] = signo;
}

static void info_note(int signo, siginfo_t *si, void *context)
{
    (void)context;
    printf("%d: code %d, value %d, errno %d, own %d\n", signo, si->si_code, si->si_value.sival_int, si->si_errno,
           si->si_pid == getpid());
}

static void on_stack(int signo)
{
    stack_t ss = {.ss_sp = NULL, .ss_flags = SS_DISABLE, .ss_size = 0}, old;
    (void)signo;
    VALUE(sigaltstack(&ss, NULL));
    VALUE(sigaltstack(NULL, &old));
    VALUE(old.ss_flags);
}

static long queue(int pid, int sig, int code)
{
    siginfo_t si;
    memset(&si, 0, sizeof(si));
    si.si_code = code;
    si.si_signo = 3;
    si.si_value.sival_int = 42;
    return syscall(SYS_rt_sigqueueinfo, pid, sig, &si);
}

static void errors(void)
{
    sigset_t set;
    siginfo_t si;
    struct timespec bad = {0, 1000000000}, negative = {-1, 0}, zero = {0, 0};
    memset(&si, 0, sizeof(si));
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    VALUE(syscall(SYS_rt_sigtimedwait, &set, &si, &bad, 8));
    VALUE(syscall(SYS_rt_sigtimedwait, &set, &si, &negative, 8));
    VALUE(syscall(SYS_rt_sigtimedwait, &set, &si, &zero, 8));
    VALUE(syscall(SYS_rt_sigtimedwait, &set, &si, &zero, 7));
    VALUE(syscall(SYS_rt_sigtimedwait, 8, &si, &zero, 8));
    VALUE(syscall(SYS_rt_sigtimedwait, &set, &si, 8, 8));
    VALUE(syscall(SYS_rt_sigsuspend, &set, 7));
    VALUE(syscall(SYS_rt_sigsuspend, 8, 8));
    VALUE(syscall(SYS_rt_sigpending, 8, 8));
    VALUE(syscall(SYS_rt_sigpending, &set, 4));
    VALUE(syscall(SYS_rt_sigprocmask, 5, NULL, NULL, 8));
    VALUE(syscall(SYS_rt_sigprocmask, 5, &set, NULL, 8));
    VALUE(syscall(SYS_rt_sigprocmask, 0, &set, 8, 8));
    VALUE(syscall(SYS_signalfd4, -1, &set, 7, 0));
    VALUE(syscall(SYS_signalfd4, -1, 8, 8, 0));
    VALUE(syscall(SYS_signalfd4, -1, &set, 8, 1));
    VALUE(syscall(SYS_signalfd4, 99, &set, 8, 0));
    VALUE(syscall(SYS_signalfd4, 0, &set, 8, 0));
    VALUE(queue(getpid(), 65, SI_QUEUE));
    VALUE(queue(getpid(), -1, SI_QUEUE));
    VALUE(queue(getpid(), 0, SI_QUEUE));
    VALUE(queue(31999, SIGUSR1, SI_QUEUE));
    VALUE(queue(-1, SIGUSR1, SI_QUEUE));
    VALUE(queue(getppid(), 0, SI_USER));
    VALUE(queue(getppid(), 0, SI_TKILL));
    VALUE(queue(getppid(), 0, SI_KERNEL));
    VALUE(queue(getppid(), 0, SI_TIMER));
    VALUE(queue(1, 0, SI_QUEUE));
    VALUE(kill(1, 0));
    VALUE(kill(0x80000000, 0));
    VALUE(kill(0, 0));
    VALUE(syscall(SYS_rt_tgsigqueueinfo, getpid(), getpid(), 0, 8));
    VALUE(syscall(SYS_rt_tgsigqueueinfo, 0, getpid(), 0, &si));
}

static void stacks(void)
{
    static char memory[20000];
    stack_t ss = {.ss_sp = memory, .ss_flags = 0, .ss_size = 5119};
    struct sigaction sa = {.sa_handler = on_stack, .sa_flags = SA_ONSTACK};
    VALUE(sigaltstack(&ss, NULL));
    ss.ss_size = 5120;
    VALUE(sigaltstack(&ss, NULL));
    ss.ss_size = sizeof(memory);
    ss.ss_flags = 77;
    VALUE(sigaltstack(&ss, NULL));
    ss.ss_flags = SS_ONSTACK;
    VALUE(sigaltstack(&ss, NULL));
    VALUE(syscall(SYS_sigaltstack, 8, NULL));
    VALUE(syscall(SYS_sigaltstack, NULL, 8));
    sigaction(SIGUSR1, &sa, NULL);
    raise(SIGUSR1);
}

static void delivery(void)
{
    sigset_t all, none;
    struct sigaction sa = {.sa_handler = note};
    union sigval v;
    sigfillset(&all);
    sigfillset(&sa.sa_mask);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &all, NULL);
    for (int s = 1; s < 65; s++)
        if (s != 32 && s != 33 && s != 34)
            sigaction(s, &sa, NULL);
    static const int sent[] = {40, 35, SIGTERM, 64, SIGUSR1, 35, SIGCHLD, SIGHUP, SIGTERM, 40, SIGSEGV, SIGURG};
    for (unsigned i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
        kill(getpid(), sent[i]);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int i = 0; i < seen; i++)
        printf("%d ", order[i]);
    printf("\n");
    sa = (struct sigaction){.sa_sigaction = info_note, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &sa, NULL);
    sigaction(41, &sa, NULL);
    v.sival_int = 5;
    VALUE(sigqueue(getpid(), 41, v));
    VALUE(queue(getpid(), SIGUSR1, SI_USER));
    VALUE(queue(getpid(), SIGUSR1, SI_ASYNCIO));
    VALUE(queue(getpid(), 41, -70));
    VALUE(queue(getpid(), 41, 7));
    VALUE(raise(SIGUSR1));
}

static volatile int chld_code, chld_status;

static void chld(int signo, siginfo_t *si, void *context)
{
    (void)signo, (void)context;
    chld_code = si->si_code;
    chld_status = si->si_status;
}

static void child_info(void)
{
    struct sigaction sa = {.sa_sigaction = chld, .sa_flags = SA_SIGINFO | SA_RESTART};
    int status;
    sigaction(SIGCHLD, &sa, NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(3);
    waitpid(pid, &status, 0);
    printf("exit: %d %d\n", chld_code, chld_status);
    pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    kill(pid, SIGSTOP);
    waitpid(pid, &status, WUNTRACED);
    printf("stop: %d %d\n", chld_code, chld_status);
    kill(pid, SIGCONT);
    waitpid(pid, &status, WCONTINUED);
    printf("continue: %d %d\n", chld_code, chld_status);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    printf("killed: %d %d\n", chld_code, chld_status);
    pid = fork();
    if (pid == 0)
        abort();
    waitpid(pid, &status, 0);
    printf("abort: %d %d %x\n", chld_code, chld_status, status);
}

static void as_user(void)
{
    setresuid(1000, 1000, 1000);
    VALUE(queue(getppid(), 0, SI_QUEUE));
    VALUE(queue(1, 0, SI_QUEUE));
    VALUE(kill(1, 0));
    VALUE(kill(getppid(), 0));
    VALUE(kill(-31999, 0));
    VALUE(syscall(SYS_tkill, getppid(), 0));
}

int main(void)
{
    setbuf(stdout, NULL);
    errors();
    stacks();
    IN_CHILD("delivery", delivery());
    IN_CHILD("child", child_info());
    IN_CHILD("user", as_user());
    return 0;
}
