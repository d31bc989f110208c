/* SPDX-License-Identifier: BSD-2-Clause */
/* msgget, msgsnd, msgrcv, msgctl: what is refused, as root and not. */
#include "check.h"

#include <sys/ipc.h>
#include <sys/msg.h>

int main(void)
{
    struct { long type; char text[10000]; } m = {1, "hello"};
    struct msqid_ds ds;
    int id;

    VALUE(msgget(777, 0));
    OK(id = msgget(777, IPC_CREAT | 0640));
    YES(msgget(777, 0) == id);
    VALUE(msgget(777, IPC_CREAT | IPC_EXCL | 0600));
    VALUE(syscall(SYS_msgsnd, id, 8, 1, 0));
    VALUE(syscall(SYS_msgsnd, id, &m, 8193, 0));
    VALUE(syscall(SYS_msgsnd, id, &m, -1, 0));
    VALUE(syscall(SYS_msgsnd, -1, &m, 1, 0));
    VALUE(syscall(SYS_msgsnd, id + 3, &m, 1, 0));
    m.type = 0;
    VALUE(syscall(SYS_msgsnd, id, &m, 1, 0));
    m.type = -1;
    VALUE(syscall(SYS_msgsnd, id, &m, 1, 0));
    m.type = 1;
    VALUE(syscall(SYS_msgrcv, id, &m, 1, 0, IPC_NOWAIT));
    VALUE(syscall(SYS_msgrcv, id, &m, -1, 0, IPC_NOWAIT));
    VALUE(syscall(SYS_msgrcv, -1, &m, 1, 0, IPC_NOWAIT));
    VALUE(syscall(SYS_msgrcv, id + 3, &m, 1, 0, IPC_NOWAIT));
    VALUE(syscall(SYS_msgrcv, id, &m, 1, 0, 040000));
    VALUE(syscall(SYS_msgrcv, id, &m, 1, 0, 040000 | IPC_NOWAIT));
    VALUE(syscall(SYS_msgrcv, id, &m, 1, 0, 040000 | IPC_NOWAIT | 020000));
    VALUE(syscall(SYS_msgsnd, id, &m, 5, 0));
    VALUE(syscall(SYS_msgrcv, id, &m, 4, 0, 0));
    VALUE(syscall(SYS_msgrcv, id, &m, 4, 0, MSG_NOERROR));
    VALUE(syscall(SYS_msgsnd, id, &m, 5, 0));
    VALUE(syscall(SYS_msgrcv, id, 8, 5, 0, 0));
    VALUE(syscall(SYS_msgrcv, id, &m, 5, 0, IPC_NOWAIT));
    VALUE(msgctl(id, 99, &ds));
    VALUE(msgctl(-1, IPC_STAT, &ds));
    VALUE(msgctl(id + 3, IPC_STAT, &ds));
    VALUE(msgctl(id, IPC_STAT, (void *)8));
    VALUE(msgctl(id, IPC_SET, (void *)8));
    VALUE(msgctl(id, IPC_STAT, &ds));
    printf("%#o %lu %lu %lu\n", ds.msg_perm.mode, ds.msg_qnum, ds.msg_cbytes, ds.msg_qbytes);
    YES(ds.msg_lspid == getpid() && ds.msg_lrpid == getpid() && ds.msg_stime > 0);
    IN_CHILD("not root", {
        setgid(1000);
        setuid(1000);
        VALUE(msgget(777, 0));
        VALUE(msgget(777, 0600));
        VALUE(syscall(SYS_msgsnd, id, &m, 1, 0));
        VALUE(syscall(SYS_msgrcv, id, &m, 1, 0, IPC_NOWAIT));
        VALUE(msgctl(id, IPC_STAT, &ds));
        VALUE(msgctl(id, IPC_SET, &ds));
        VALUE(msgctl(id, IPC_RMID, NULL));
        int own;
        OK(own = msgget(IPC_PRIVATE, 0600));
        VALUE(msgctl(own, IPC_STAT, &ds));
        ds.msg_qbytes = 20000;
        VALUE(msgctl(own, IPC_SET, &ds));
        ds.msg_qbytes = 10000;
        VALUE(msgctl(own, IPC_SET, &ds));
        VALUE(msgctl(own, IPC_RMID, NULL));
    });
    VALUE(msgctl(id, IPC_RMID, NULL));
    VALUE(msgctl(id, IPC_RMID, NULL));
    return 0;
}
