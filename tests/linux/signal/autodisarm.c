/* SPDX-License-Identifier: BSD-2-Clause */
/* SS_AUTODISARM: the alternate stack is off while its handler runs. */
#include "check.h"

#include <signal.h>
#include <sys/mman.h>

static volatile unsigned flags, size;

static void handler(int number)
{
    stack_t now;

    (void)number;
    sigaltstack(NULL, &now);
    flags = now.ss_flags;
    size = now.ss_size;
}

int main(void)
{
    stack_t ss = {.ss_sp = malloc(65536), .ss_size = 65536, .ss_flags = 1u << 31}, old;
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

    VALUE(sigaltstack(&ss, NULL));
    sigaltstack(NULL, &old);
    printf("%x\n", old.ss_flags);
    sigaction(SIGUSR1, &act, NULL);
    raise(SIGUSR1);
    printf("inside %x size %d\n", flags, size);
    sigaltstack(NULL, &old);
    printf("%x %d\n", old.ss_flags, (int)old.ss_size);
    return 0;
}
