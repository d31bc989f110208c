/* SPDX-License-Identifier: BSD-2-Clause */
/* prctl's settings: what each takes and gives back, what a fork and an execve keep. */
#include "check.h"

#include <signal.h>
#include <sys/prctl.h>

static long name_is(const char *name)
{
    char got[17] = "----------------";

    prctl(PR_GET_NAME, got);
    return strcmp(got, name) == 0;
}

static void show(const char *when)
{
    int sig = -1, reaper = -1;

    printf("%s\n", when);
    VALUE(prctl(PR_GET_PDEATHSIG, &sig));
    VALUE(sig);
    VALUE(prctl(PR_GET_DUMPABLE));
    VALUE(prctl(PR_GET_KEEPCAPS));
    VALUE(prctl(PR_GET_CHILD_SUBREAPER, &reaper));
    VALUE(reaper);
    VALUE(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    VALUE(prctl(PR_GET_TIMERSLACK));
    VALUE(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    VALUE(prctl(PR_GET_SECCOMP));
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "again") == 0) {
        show("after the execve");
        VALUE(name_is("exe"));
        return 0;
    }
    show("at first");
    VALUE(prctl(PR_SET_NAME, "a name that is longer than it may be"));
    VALUE(name_is("a name that is "));
    VALUE(prctl(PR_SET_NAME, ""));
    VALUE(name_is(""));
    VALUE(prctl(PR_SET_NAME, 8));
    VALUE(prctl(PR_SET_PDEATHSIG, 65));
    VALUE(prctl(PR_SET_PDEATHSIG, -1));
    VALUE(prctl(PR_SET_PDEATHSIG, SIGUSR1));
    VALUE(prctl(PR_SET_DUMPABLE, 2));
    VALUE(prctl(PR_SET_DUMPABLE, 0));
    VALUE(prctl(PR_SET_KEEPCAPS, 2));
    VALUE(prctl(PR_SET_KEEPCAPS, 1));
    VALUE(prctl(PR_SET_CHILD_SUBREAPER, 5));
    VALUE(prctl(PR_SET_NO_NEW_PRIVS, 2, 0, 0, 0));
    VALUE(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0));
    VALUE(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    VALUE(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    VALUE(prctl(PR_SET_TIMERSLACK, 123456));
    VALUE(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
    VALUE(prctl(PR_SET_THP_DISABLE, 1, 1, 0, 0));
    VALUE(prctl(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0));
    VALUE(prctl(9999));
    show("set");
    IN_CHILD("child", show("after the fork"), VALUE(prctl(PR_SET_TIMERSLACK, 0)), VALUE(prctl(PR_GET_TIMERSLACK)));
    fflush(stdout);
    execl("/proc/self/exe", argv[0], "again", NULL);
    return 1;
}
