/* SPDX-License-Identifier: BSD-2-Clause */
/* semget, semop, semctl: what is refused, as root and not. */
#include "check.h"

#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

int main(void)
{
    unsigned short values[4] = {1, 2, 3, 4};
    struct semid_ds ds;
    struct sembuf op = {0, 1, 0}, many[501] = {{0}};
    struct timespec bad = {0, -1};
    int id;

    VALUE(semget(1234, 2, 0));
    VALUE(semget(1234, 0, IPC_CREAT | 0600));
    VALUE(semget(1234, -1, IPC_CREAT | 0600));
    VALUE(semget(1234, 32001, IPC_CREAT | 0600));
    OK(id = semget(1234, 4, IPC_CREAT | 0640));
    YES(semget(1234, 4, 0) == id);
    YES(semget(1234, 0, 0) == id);
    VALUE(semget(1234, 5, 0));
    VALUE(semget(1234, 4, IPC_CREAT | IPC_EXCL | 0600));
    VALUE(syscall(SYS_semop, id, &op, 0));
    VALUE(syscall(SYS_semop, id, many, 501));
    VALUE(syscall(SYS_semop, id, 8, 1));
    VALUE(syscall(SYS_semop, -1, &op, 1));
    VALUE(syscall(SYS_semop, id + 5, &op, 1));
    VALUE(syscall(SYS_semop, id, &op, 1));
    op.sem_num = 4;
    VALUE(syscall(SYS_semop, id, &op, 1));
    op.sem_num = 0;
    op.sem_op = 32767;
    VALUE(syscall(SYS_semop, id, &op, 1));
    VALUE(syscall(SYS_semtimedop, id, &op, 1, &bad));
    VALUE(syscall(SYS_semtimedop, id, &op, 1, 8));
    VALUE(semctl(id, 0, SETVAL, 32768));
    VALUE(semctl(id, 0, SETVAL, -1));
    VALUE(semctl(id, 4, SETVAL, 1));
    VALUE(semctl(id, -1, GETVAL));
    VALUE(semctl(id, 4, GETVAL));
    VALUE(semctl(-1, 0, GETVAL));
    VALUE(semctl(id + 7, 0, GETVAL));
    VALUE(semctl(id, 0, 99));
    VALUE(semctl(id, 0, SETALL, values));
    VALUE(semctl(id, 0, SETALL, 8));
    VALUE(semctl(id, 0, GETALL, 8));
    values[3] = 40000;
    VALUE(semctl(id, 0, SETALL, values));
    VALUE(semctl(id, 3, GETVAL));
    VALUE(semctl(id, 0, IPC_STAT, 8));
    VALUE(semctl(id, 0, IPC_SET, 8));
    VALUE(semctl(id, 0, IPC_STAT, &ds));
    printf("%#o %lu %d\n", ds.sem_perm.mode, (unsigned long)ds.sem_nsems, ds.sem_perm.__key);
    IN_CHILD("not root", {
        setgid(1000);
        setuid(1000);
        YES(semget(1234, 0, 0) == id);
        VALUE(semget(1234, 0, 0400));
        VALUE(semget(1234, 0, 0200));
        VALUE(syscall(SYS_semop, id, &op, 1));
        VALUE(semctl(id, 0, GETVAL));
        VALUE(semctl(id, 0, SETVAL, 1));
        VALUE(semctl(id, 0, IPC_STAT, &ds));
        VALUE(semctl(id, 0, IPC_SET, &ds));
        VALUE(semctl(id, 0, IPC_RMID));
        int own;
        OK(own = semget(IPC_PRIVATE, 1, 0));
        VALUE(semctl(own, 0, GETVAL));
        VALUE(semctl(own, 0, IPC_RMID));
        VALUE(semctl(own, 0, IPC_RMID));
    });
    ds.sem_perm.mode = 0666;
    VALUE(semctl(id, 0, IPC_SET, &ds));
    IN_CHILD("not root, allowed", {
        setuid(1000);
        VALUE(semctl(id, 0, GETVAL));
        VALUE(semctl(id, 0, SETVAL, 9));
        VALUE(semctl(id, 0, IPC_RMID));
    });
    VALUE(semctl(id, 0, GETVAL));
    VALUE(semctl(id, 0, IPC_RMID));
    VALUE(semctl(id, 0, GETVAL));
    VALUE(syscall(SYS_semop, id, &op, 1));
    return 0;
}
