/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers after the calls that make processes and threads, and after an interrupted call, on both sides. */
#include "check.h"

#include <sched.h>
#include <signal.h>
#include <sys/time.h>

/* System call with x9..x30 known; how many of them are different afterwards. */
static long wrong;

static long known_call(long number, long a0, long a1, long a2, long a3, long a4)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a0;
    register long x1 __asm__("x1") = a1;
    register long x2 __asm__("x2") = a2;
    register long x3 __asm__("x3") = a3;
    register long x4 __asm__("x4") = a4;
    register long bad __asm__("x5");

    __asm__ volatile("stp x29, x30, [sp, #-16]!\n"
                     "stp x19, x18, [sp, #-16]!\n"
                     ".irp n, 6,7,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30\n"
                     "mov x\\n, #(\\n * 1000 + 7)\n"
                     ".endr\n"
                     "svc #0\n"
                     "mov x5, #0\n"
                     ".irp n, 6,7,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30\n"
                     "sub x\\n, x\\n, #(\\n * 1000 + 7) & 0xfff\n"
                     "sub x\\n, x\\n, #((\\n * 1000 + 7) >> 12), lsl #12\n"
                     "orr x5, x5, x\\n\n"
                     ".endr\n"
                     "ldp x19, x18, [sp], #16\n"
                     "ldp x29, x30, [sp], #16\n"
                     : "+r"(x0), "=r"(bad)
                     : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x8)
                     : "memory", "cc", "x6", "x7", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
                       "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28");
    wrong = bad;
    return x0;
}

static void nothing(int signo)
{
    (void)signo;
}

static void made(const char *what, long flags, long stack)
{
    int status;
    long pid = known_call(SYS_clone, flags, stack, 0, 0, 0);

    if (pid == 0)
        _exit(wrong ? 1 : 2);
    printf("%s: parent %s, ", what, wrong ? "wrong" : "right");
    waitpid((pid_t)pid, &status, 0);
    printf("child %s\n", WIFEXITED(status) && WEXITSTATUS(status) == 2 ? "right" : "wrong");
}

int main(void)
{
    struct sigaction action = {.sa_handler = nothing};
    struct itimerval timer = {.it_value = {0, 20000}};
    int fd[2], status;
    char c;

    made("fork", SIGCHLD, 0);
    made("vfork", CLONE_VM | CLONE_VFORK | SIGCHLD, 0);
    made("vfork again", CLONE_VM | CLONE_VFORK | SIGCHLD, 0);
    if (pipe(fd))
        return 1;
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    long n = known_call(SYS_read, fd[0], (long)&c, 1, 0, 0);
    printf("interrupted read: %s, %s\n", n == -EINTR ? "EINTR" : "not EINTR", wrong ? "wrong" : "right");
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    if (fork() == 0) {
        usleep(60000);
        _exit(write(fd[1], "x", 1) != 1);
    }
    setitimer(ITIMER_REAL, &timer, NULL);
    n = known_call(SYS_read, fd[0], (long)&c, 1, 0, 0);
    printf("restarted read: %ld, %s\n", n, wrong ? "wrong" : "right");
    n = known_call(SYS_wait4, -1, (long)&status, 0, 0, 0);
    printf("wait: %s, %s\n", n > 0 ? "a child" : "none", wrong ? "wrong" : "right");
    n = known_call(SYS_kill, getpid(), SIGALRM, 0, 0, 0);
    printf("signal to itself: %ld, %s\n", n, wrong ? "wrong" : "right");
    return 0;
}
