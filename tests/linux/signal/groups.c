/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals to process groups. */
#include "check.h"

#include <signal.h>

static volatile int count, last;

static void handler(int number)
{
    count++;
    last = number;
}

int main(void)
{
    int ready[2];
    char c;

    pipe(ready);
    signal(SIGUSR1, handler);
    pid_t children[3];
    for (int i = 0; i < 3; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            setpgid(0, i == 0 ? 0 : children[0]);
            write(ready[1], "x", 1);
            for (;;)
                pause();
        }
        setpgid(children[i], children[0]);
        read(ready[0], &c, 1);
    }
    VALUE(kill(-children[0], 0));
    VALUE(kill(-children[0], SIGTERM));
    for (int i = 0; i < 3; i++)
        show_child("member", children[i]);
    VALUE(kill(-children[0], 0));
    printf("%d\n", count);
    return 0;
}
