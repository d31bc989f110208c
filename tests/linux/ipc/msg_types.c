/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages by type: the first, the lowest up to, any but, a copy. */
#include "check.h"

#include <limits.h>
#include <sys/ipc.h>
#include <sys/msg.h>

static int id;

static void get(long type, int flags)
{
    struct { long type; char text[8]; } m = {0, ""};
    long n = syscall(SYS_msgrcv, id, &m, sizeof(m.text), type, flags | IPC_NOWAIT);
    if (n < 0)
        printf("%ld: %s\n", type, error_name(errno));
    else
        printf("%ld: type %ld, %ld bytes, %.8s\n", type, m.type, n, m.text);
}

int main(void)
{
    static const long types[] = {5, 3, 9, 3, 1, 7, 9, 2};
    struct { long type; char text[8]; } m;

    id = msgget(IPC_PRIVATE, 0600);
    for (int i = 0; i < 8; i++) {
        m.type = types[i];
        snprintf(m.text, sizeof(m.text), "m%d", i);
        msgsnd(id, &m, i % 3 + 3, 0);
    }
    get(0, 040000);
    get(7, 040000);
    get(8, 040000);
    get(9, 0);
    get(-4, 0);
    get(-4, 0);
    get(4, 0);
    get(5, 020000);
    get(0, 0);
    get(LONG_MIN, 0);
    get(7, 020000);
    get(-6, 0);
    get(0, 0);
    get(0, 0);
    m.type = LONG_MAX;
    VALUE(msgsnd(id, &m, 0, 0));
    get(LONG_MAX, 0);
    msgctl(id, IPC_RMID, NULL);
    return 0;
}
