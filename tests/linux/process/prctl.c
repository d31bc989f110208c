/* SPDX-License-Identifier: BSD-2-Clause */
/* prctl: what can be set and asked, and the wrong ways to. */
#include "check.h"

#include <sys/prctl.h>

#define P(...) VALUE(prctl(__VA_ARGS__))

int main(void)
{
    char name[17] = "";
    unsigned long where = 0;

    P(0, 0, 0, 0, 0);
    P(9999, 0, 0, 0, 0);
    P(PR_GET_DUMPABLE, 0, 0, 0, 0);
    P(PR_SET_DUMPABLE, 2, 0, 0, 0);
    P(PR_SET_DUMPABLE, 0, 0, 0, 0);
    P(PR_GET_DUMPABLE, 0, 0, 0, 0);
    P(PR_SET_DUMPABLE, 1, 0, 0, 0);
    P(PR_GET_KEEPCAPS, 0, 0, 0, 0);
    P(PR_SET_KEEPCAPS, 2, 0, 0, 0);
    P(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    P(PR_GET_KEEPCAPS, 0, 0, 0, 0);
    P(PR_GET_SECUREBITS, 0, 0, 0, 0);
    P(PR_SET_KEEPCAPS, 0, 0, 0, 0);
    P(PR_GET_TIMING, 0, 0, 0, 0);
    P(PR_SET_TIMING, 1, 0, 0, 0);
    P(PR_SET_TIMING, 0, 0, 0, 0);
    P(PR_SET_NAME, "a very long name of a thread", 0, 0, 0);
    P(PR_GET_NAME, name, 0, 0, 0);
    printf("%s\n", name);
    P(PR_SET_NAME, 8, 0, 0, 0);
    P(PR_GET_NAME, 8, 0, 0, 0);
    P(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    P(PR_SET_TIMERSLACK, 1234, 0, 0, 0);
    P(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    P(PR_SET_TIMERSLACK, 0, 0, 0, 0);
    P(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    P(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    P(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0);
    P(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    P(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0);
    P(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    P(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    P(PR_GET_TID_ADDRESS, &where, 0, 0, 0);
    YES(where != 0);
    P(PR_GET_THP_DISABLE, 0, 0, 0, 0);
    P(PR_SET_THP_DISABLE, 1, 1, 0, 0);
    P(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    P(PR_GET_THP_DISABLE, 0, 0, 0, 0);
    P(PR_GET_THP_DISABLE, 1, 0, 0, 0);
    P(PR_MCE_KILL_GET, 0, 0, 0, 0);
    P(PR_MCE_KILL_GET, 1, 0, 0, 0);
    P(PR_MCE_KILL, 0, 1, 0, 0);
    P(PR_MCE_KILL, 1, 1, 0, 0);
    P(PR_MCE_KILL_GET, 0, 0, 0, 0);
    P(PR_MCE_KILL, 1, 7, 0, 0);
    P(PR_MCE_KILL, 0, 0, 0, 0);
    P(31, 0, 0, 0, 0);
    P(32, 0, 0, 0, 0);
    P(57, 1, 0, 0, 0);
    P(58, 0, 0, 0, 0);
    P(57, 2, 0, 0, 0);
    P(PR_GET_SECCOMP, 0, 0, 0, 0);
    P(PR_GET_ENDIAN, &where, 0, 0, 0);
    P(PR_GET_FPEMU, &where, 0, 0, 0);
    P(PR_GET_UNALIGN, &where, 0, 0, 0);
    P(PR_GET_TSC, &where, 0, 0, 0);
    P(PR_CAPBSET_READ, 0, 0, 0, 0);
    P(PR_CAPBSET_READ, 40, 0, 0, 0);
    P(PR_CAPBSET_READ, 41, 0, 0, 0);
    P(PR_CAPBSET_READ, -1, 0, 0, 0);
    P(PR_CAPBSET_DROP, 41, 0, 0, 0);
    IN_CHILD("not root", {
        P(PR_CAPBSET_DROP, 5, 0, 0, 0);
        P(PR_CAPBSET_READ, 5, 0, 0, 0);
        setuid(1000);
        P(PR_CAPBSET_DROP, 6, 0, 0, 0);
        P(PR_CAPBSET_READ, 5, 0, 0, 0);
        P(PR_SET_SECUREBITS, 1, 0, 0, 0);
        P(57, 1, 0, 0, 0);
        P(PR_GET_DUMPABLE, 0, 0, 0, 0);
    });
    return 0;
}
