/* SPDX-License-Identifier: BSD-2-Clause */
/* Process groups, sessions, ids. */
#include "check.h"

#include <signal.h>
#include <sys/stat.h>

int main(void)
{
    pid_t me = getpid(), other;

    YES(getpgrp() == getpgid(0));
    VALUE(getpgid(999999));
    IN_CHILD("new group", VALUE(setpgid(0, 0)); YES(getpgrp() == getpid()); VALUE(setsid()));
    IN_CHILD("new session", YES(setsid() == getpid()); YES(getsid(0) == getpid() && getpgrp() == getpid()));
    VALUE(setpgid(1, 0));
    VALUE(setpgid(0, 999999));
    VALUE(setpgid(0, -1));
    other = fork();
    if (other == 0) {
        pause();
        _exit(0);
    }
    VALUE(setpgid(other, other));
    YES(getpgid(other) == other);
    IN_CHILD("in that group", VALUE(setpgid(0, other)); YES(getpgrp() == other));
    VALUE(kill(-other, SIGUSR1));
    show_child("killed by group", other);
    VALUE(kill(-other, 0));
    VALUE(kill(me, 0));
    VALUE(kill(me, 65));
    VALUE(kill(999999, SIGTERM));
    VALUE(getuid() | geteuid() | getgid() | getegid());
    IN_CHILD("another user", VALUE(setgid(100)); VALUE(setuid(1000)); VALUE(getuid()); VALUE(geteuid());
             VALUE(getgid()); VALUE(setuid(0)); VALUE(kill(1, SIGTERM)); VALUE(access("/root", R_OK)));
    VALUE(umask(027));
    VALUE(umask(022));
    return 0;
}
