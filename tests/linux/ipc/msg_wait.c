/* SPDX-License-Identifier: BSD-2-Clause */
/* Full and empty queues: who waits, who is woken, signals, removal. */
#include "check.h"

#include <signal.h>
#include <sys/ipc.h>
#include <sys/msg.h>

static struct { long type; char text[8192]; } m = {1, ""};
static int id;

static void handler(int sig)
{
    (void)sig;
}

static pid_t child_does(int send, long type)
{
    pid_t child = fork();
    if (child == 0) {
        m.type = send ? type : 0;
        long n = send ? syscall(SYS_msgsnd, id, &m, 100, 0) : syscall(SYS_msgrcv, id, &m, 8192, type, 0);
        _exit(n >= 0 ? (int)(n & 63) : errno == EIDRM ? 100 : errno == EINTR ? 101 : 102);
    }
    usleep(30000);
    return child;
}

int main(void)
{
    struct msqid_ds ds;

    id = msgget(IPC_PRIVATE, 0600);
    pid_t a = child_does(0, 2), b = child_does(0, 1);
    VALUE(msgsnd(id, &m, 7, 0));
    show_child("type 1", b);
    m.type = 2;
    VALUE(msgsnd(id, &m, 9, 0));
    show_child("type 2", a);
    int n = 0;
    while (msgsnd(id, &m, 1000, IPC_NOWAIT) == 0)
        n++;
    printf("%d messages, then %s\n", n, error_name(errno));
    VALUE(msgctl(id, IPC_STAT, &ds));
    printf("%lu %lu\n", ds.msg_qnum, ds.msg_cbytes);
    VALUE(msgsnd(id, &m, 384, IPC_NOWAIT));
    VALUE(msgsnd(id, &m, 1, IPC_NOWAIT));
    VALUE(msgsnd(id, &m, 0, IPC_NOWAIT));
    a = child_does(1, 3);
    VALUE(msgrcv(id, &m, 8192, 0, 0));
    show_child("sent", a);
    VALUE(msgrcv(id, &m, 8192, 3, 0));
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &act, NULL);
    alarm(1);
    VALUE(msgrcv(id, &m, 8192, 77, 0));
    a = child_does(0, 88);
    VALUE(msgctl(id, IPC_RMID, NULL));
    show_child("removed", a);
    return 0;
}
