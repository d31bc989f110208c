/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits and usage: IPC_INFO, SEM_INFO, MSG_INFO, SEM_STAT, MSG_STAT. */
#include "check.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>

int main(void)
{
    struct seminfo s;
    struct { int pool, map, max, mnb, mni, ssz, tql; unsigned short seg; } m;
    struct semid_ds sds;
    struct msqid_ds mds;

    int sem = semget(IPC_PRIVATE, 3, 0600), msg = msgget(IPC_PRIVATE, 0600);
    OK(semctl(0, 0, IPC_INFO, &s));
    printf("%d %d %d %d %d %d %d %d %d %d\n", s.semmap, s.semmni, s.semmns, s.semmnu, s.semmsl, s.semopm, s.semume,
           s.semusz, s.semvmx, s.semaem);
    OK(semctl(0, 0, SEM_INFO, &s));
    printf("%d %d\n", s.semusz, s.semaem);
    OK(syscall(SYS_msgctl, 0, IPC_INFO, &m));
    printf("%d %d %d %d %d\n", m.max, m.mnb, m.mni, m.ssz, m.seg);
    OK(syscall(SYS_msgctl, 0, MSG_INFO, &m));
    printf("%d %d %d\n", m.pool, m.map, m.tql);
    VALUE(semctl(0, 0, IPC_INFO, 8));
    VALUE(syscall(SYS_msgctl, 0, IPC_INFO, 8));
    YES(semctl(sem & 32767, 0, SEM_STAT, &sds) == sem && sds.sem_nsems == 3);
    YES(msgctl(msg & 32767, MSG_STAT, &mds) == msg);
    VALUE(semctl(3000, 0, SEM_STAT, &sds));
    VALUE(msgctl(3000, MSG_STAT, &mds));
    IN_CHILD("not root", {
        setuid(1000);
        VALUE(semctl(sem & 32767, 0, SEM_STAT, &sds));
        YES(semctl(sem & 32767, 0, 20 /* SEM_STAT_ANY */, &sds) == sem);
        VALUE(msgctl(msg & 32767, MSG_STAT, &mds));
        YES(msgctl(msg & 32767, 13 /* MSG_STAT_ANY */, &mds) == msg);
    });
    semctl(sem, 0, IPC_RMID);
    msgctl(msg, IPC_RMID, NULL);
    int again = semget(IPC_PRIVATE, 1, 0600);
    YES(again != sem);
    semctl(again, 0, IPC_RMID);
    return 0;
}
