/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may signal whom. */
#include "check.h"

#include <signal.h>

int main(void)
{
    int go[2];
    char c;

    pipe(go);
    pid_t child = fork();
    if (child == 0) {
        setresuid(1000, 1000, 1000);
        close(go[1]);
        read(go[0], &c, 1);
        _exit(0);
    }
    usleep(20000);
    IN_CHILD("another user", setresuid(1001, 1001, 1001); VALUE(kill(child, 0)); VALUE(kill(child, SIGTERM));
             VALUE(kill(getppid(), 0)); VALUE(kill(child, SIGCONT)); VALUE(kill(99999, 0)); VALUE(kill(-1, 0)));
    IN_CHILD("the same user", setresuid(1000, 1000, 1000); VALUE(kill(child, 0)));
    VALUE(kill(child, 0));
    VALUE(kill(child, 65));
    VALUE(kill(child, -1));
    VALUE(kill(-99999, SIGTERM));
    VALUE(kill(child, SIGTERM));
    show_child("child", child);
    VALUE(kill(child, 0));
    return 0;
}
