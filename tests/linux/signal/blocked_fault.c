/* SPDX-License-Identifier: BSD-2-Clause */
/* A fault whose signal is blocked or ignored kills. */
#include "check.h"

#include <signal.h>

static void again(int number)
{
    (void)number;
    *(volatile char *)8 = 1;
}

int main(void)
{
    IN_CHILD("blocked", sigset_t set; sigfillset(&set); sigprocmask(SIG_SETMASK, &set, NULL); *(volatile char *)8 = 1);
    IN_CHILD("ignored", signal(SIGSEGV, SIG_IGN); *(volatile char *)8 = 1);
    IN_CHILD("ignored, sent", signal(SIGSEGV, SIG_IGN); raise(SIGSEGV); printf("goes on\n"));
    IN_CHILD("in its own handler", struct sigaction act = {.sa_handler = again}; sigaction(SIGSEGV, &act, NULL);
             *(volatile char *)8 = 1);
    IN_CHILD("blocked illegal", sigset_t set; sigfillset(&set); sigprocmask(SIG_SETMASK, &set, NULL);
             __asm__ volatile("udf #0"));
    return 0;
}
