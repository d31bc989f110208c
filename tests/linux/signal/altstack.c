/* SPDX-License-Identifier: BSD-2-Clause */
/* sigaltstack: its state, its use, its errors. */
#include "check.h"

#include <signal.h>
#include <sys/mman.h>

static char *low;
static volatile int on, flags, change;

static void handler(int number)
{
    char here;
    stack_t now, none = {.ss_flags = SS_DISABLE};

    (void)number;
    on = &here >= low && &here < low + 65536;
    sigaltstack(NULL, &now);
    flags = now.ss_flags;
    change = on ? sigaltstack(&none, NULL) == 0 ? 0 : errno == EPERM : 2;
}

int main(void)
{
    char *area = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t ss = {.ss_sp = area, .ss_size = 65536}, old;

    low = area;
    VALUE(sigaltstack(NULL, &old));
    printf("%d\n", old.ss_flags);
    VALUE(sigaltstack(&ss, NULL));
    VALUE(sigaltstack(NULL, &old));
    printf("%d %d %d\n", old.ss_flags, old.ss_sp == area, (int)old.ss_size);
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    sigaction(SIGUSR1, &act, NULL);
    raise(SIGUSR1);
    printf("%d flags %d change %d\n", on, flags, change);
    act.sa_flags = 0;
    sigaction(SIGUSR1, &act, NULL);
    raise(SIGUSR1);
    printf("%d flags %d change %d\n", on, flags, change);
    ss.ss_size = 100;
    VALUE(sigaltstack(&ss, NULL));
    ss.ss_size = 65536;
    ss.ss_flags = 77;
    VALUE(sigaltstack(&ss, NULL));
    ss.ss_flags = SS_DISABLE;
    VALUE(sigaltstack(&ss, NULL));
    VALUE(sigaltstack(NULL, &old));
    printf("%d\n", old.ss_flags);
    VALUE(sigaltstack((void *)8, NULL));
    return 0;
}
