/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals during a wait: with and without SA_RESTART, with and without a time; stop and go on. */
#include "futex.h"

static void handler(int sig)
{
    (void)sig;
}

static void wait_once(int flags, const struct timespec *timeout)
{
    unsigned word = 0;
    struct sigaction act = {.sa_handler = handler, .sa_flags = flags};

    sigaction(SIGUSR1, &act, NULL);
    pid_t me = getpid(), helper = fork();
    if (helper == 0) {
        ms(60);
        kill(me, SIGUSR1);
        ms(60);
        _exit(0);
    }
    /* With SA_RESTART and no time nothing would end it. */
    if (!timeout && flags)
        alarm(1);
    VALUE(futex(&word, WAIT, 0, timeout, NULL, 0));
    waitpid(helper, NULL, 0);
}

int main(void)
{
    struct timespec t = {0, 200000000};

    wait_once(0, NULL);
    wait_once(0, &t);
    wait_once(SA_RESTART, &t);
    volatile unsigned *word = shared_page();
    pid_t child = fork();
    if (child == 0) {
        VALUE(futex((void *)word, WAIT, 0, &(struct timespec){0, 300000000}, NULL, 0));
        _exit(0);
    }
    ms(50);
    kill(child, SIGSTOP);
    ms(50);
    kill(child, SIGCONT);
    show_child("stopped and continued", child);
    return 0;
}
