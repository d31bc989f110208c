/* SPDX-License-Identifier: BSD-2-Clause */
/* prctl: options that few programs use, and what a machine without the feature answers. */
#include "check.h"

#include <signal.h>
#include <sys/prctl.h>

#define P(...) VALUE(prctl(__VA_ARGS__))

int main(void)
{
    char name[17] = "";
    int word = 0;
    setbuf(stdout, NULL);
    P(PR_SET_PDEATHSIG, 65);
    P(PR_SET_PDEATHSIG, -1);
    P(PR_GET_PDEATHSIG, 8);
    P(PR_SET_DUMPABLE, 2);
    P(PR_SET_DUMPABLE, -1);
    P(PR_SET_NAME, 8);
    P(PR_SET_NAME, "0123456789abcdefgh");
    P(PR_GET_NAME, name);
    puts(name);
    P(PR_SET_NAME, "");
    P(PR_GET_NAME, name);
    puts(name);
    P(PR_SET_NAME, "prctl_more");
    P(PR_GET_TIMING);
    P(PR_SET_TIMING, 1);
    P(PR_SET_TIMING, 2);
    P(PR_SET_SECCOMP, 5);
    P(PR_SET_TIMERSLACK, 100);
    P(PR_GET_TIMERSLACK);
    IN_CHILD("child", P(PR_GET_TIMERSLACK); P(PR_SET_TIMERSLACK, 0); P(PR_GET_TIMERSLACK));
    P(PR_SET_TIMERSLACK, 0);
    P(PR_GET_TIMERSLACK);
    P(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    P(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0);
    P(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0);
    P(PR_SET_THP_DISABLE, 1, 1, 0, 0);
    P(PR_GET_THP_DISABLE, 1, 0, 0, 0);
    P(PR_CAP_AMBIENT, 5, 0, 0, 0);
    P(PR_CAP_AMBIENT, 1, 41, 0, 0);
    P(PR_CAP_AMBIENT, 1, 1, 1, 0);
    P(PR_CAPBSET_READ, 41);
    P(PR_CAPBSET_DROP, 41);
    P(PR_SET_KEEPCAPS, 2);
    P(PR_GET_SPECULATION_CTRL, 0, 1, 0, 0);
    P(PR_GET_SPECULATION_CTRL, 99, 0, 0, 0);
    P(PR_SET_SPECULATION_CTRL, 99, 0, 0, 0);
    P(PR_SET_SPECULATION_CTRL, 0, 0, 1, 0);
    P(PR_SET_SPECULATION_CTRL, 0, 2, 0, 0);
    P(PR_SET_SPECULATION_CTRL, 0, 4, 0, 0);
    P(PR_SET_SPECULATION_CTRL, 0, 8, 0, 0);
    P(PR_GET_SPECULATION_CTRL, 0, 0, 0, 0);
    P(PR_GET_SPECULATION_CTRL, 1, 0, 0, 0);
    P(PR_SET_SPECULATION_CTRL, 1, 2, 0, 0);
    P(PR_GET_UNALIGN, &word);
    P(PR_SET_UNALIGN, 1);
    P(PR_GET_FPEMU, &word);
    P(PR_SET_FPEMU, 1);
    P(PR_GET_FPEXC, &word);
    P(PR_SET_FPEXC, 1);
    P(PR_GET_ENDIAN, &word);
    P(PR_GET_TSC, &word);
    P(PR_SET_TSC, 1);
    P(PR_MCE_KILL, 5, 0, 0, 0);
    P(PR_MCE_KILL_GET, 1, 0, 0, 0);
    P(PR_SET_MM, 99, 0, 0, 0);
    P(PR_SET_MM, 1, 0, 0, 1);
    P(43); /* PR_MPX_ENABLE_MANAGEMENT */
    P(45, 1); /* PR_SET_FP_MODE */
    P(46);
    P(54, 1, 0, 0, 0); /* PR_PAC_RESET_KEYS */
    P(54, 0x100, 0, 0, 0);
    P(60, 1, 1, 0, 0); /* PR_PAC_SET_ENABLED_KEYS */
    P(61, 0, 0, 0, 0);
    P(55, 2, 0, 0, 0); /* PR_SET_TAGGED_ADDR_CTRL */
    P(55, 0, 1, 0, 0);
    P(59, 0, 0, 0, 0); /* PR_SET_SYSCALL_USER_DISPATCH */
    P(62, 0, 0, 0, 0); /* PR_SCHED_CORE */
    P(62, 9, 0, 0, 0);
    P(65, 0, 0, 0, 0);
    P(0x53564d41, 9, 0, 0, 0); /* PR_SET_VMA */
    P(0x53564d41, 0, 0, 0, 0);
    P(0x59616d61, 31999, 0, 0, 0); /* PR_SET_PTRACER */
    P(0x59616d61, 0, 0, 0, 0);
    P(PR_SET_CHILD_SUBREAPER, 7);
    P(PR_GET_CHILD_SUBREAPER, &word);
    VALUE(word);
    P(PR_SET_CHILD_SUBREAPER, 0);
    P(PR_GET_CHILD_SUBREAPER, 8);
    P(PR_TASK_PERF_EVENTS_DISABLE);
    P(999);
    P(-1);
    IN_CHILD("not root", {
        setuid(1000);
        P(PR_GET_DUMPABLE);
        P(PR_SET_MM, 1, 0, 0, 0);
        P(PR_CAPBSET_DROP, 3);
        P(PR_CAPBSET_DROP, 99);
        P(PR_SET_SECUREBITS, 0);
        P(PR_CAP_AMBIENT, 2, 3, 0, 0);
        P(PR_MCE_KILL, 1, 1, 0, 0);
        P(PR_SET_PDEATHSIG, SIGUSR1);
        P(PR_SET_DUMPABLE, 1);
        P(PR_GET_DUMPABLE);
        execl("/bin/busybox", "busybox", "true", NULL);
    });
    return 0;
}
