/* SPDX-License-Identifier: BSD-2-Clause */
/* SEM_UNDO: what the end of a process gives back. */
#include "check.h"

#include <signal.h>
#include <sys/ipc.h>
#include <sys/sem.h>

static int id;

static void op(int num, int by, int flags)
{
    struct sembuf b = {num, by, flags};
    VALUE(semop(id, &b, 1));
}

int main(void)
{
    unsigned short values[2] = {5, 5}, got[2];

    id = semget(IPC_PRIVATE, 2, 0600);
    semctl(id, 0, SETALL, values);
    IN_CHILD("takes", op(0, -3, SEM_UNDO); op(1, 2, SEM_UNDO); VALUE(semctl(id, 0, GETVAL)));
    VALUE(semctl(id, 0, GETALL, got));
    printf("%d %d\n", got[0], got[1]);
    IN_CHILD("killed", op(0, -3, SEM_UNDO); raise(SIGKILL));
    VALUE(semctl(id, 0, GETVAL));
    IN_CHILD("without", op(0, -3, 0));
    VALUE(semctl(id, 0, GETVAL));
    IN_CHILD("set in between", op(0, -1, SEM_UNDO); VALUE(semctl(id, 0, SETVAL, 7)));
    VALUE(semctl(id, 0, GETVAL));
    IN_CHILD("below zero", op(0, 3, SEM_UNDO); op(0, -9, 0));
    VALUE(semctl(id, 0, GETVAL));
    IN_CHILD("too much", op(1, -5, 0); op(1, 32767, SEM_UNDO); op(1, -32767, 0); op(1, 2, SEM_UNDO));
    VALUE(semctl(id, 1, GETVAL));
    semctl(id, 0, SETVAL, 1);
    struct sembuf less = {0, -1, SEM_UNDO};
    pid_t holder = fork();
    if (holder == 0) {
        semop(id, &less, 1);
        usleep(80000);
        _exit(0);
    }
    usleep(30000);
    pid_t child = fork();
    if (child == 0) {
        less.sem_flg = 0;
        _exit(semop(id, &less, 1) == 0 ? 7 : 8);
    }
    show_child("holder", holder);
    show_child("woken by the end of another", child);
    IN_CHILD("grandchild", op(0, 1, SEM_UNDO); if (fork() == 0) _exit(0); wait(NULL); VALUE(semctl(id, 0, GETVAL)));
    VALUE(semctl(id, 0, GETVAL));
    VALUE(semctl(id, 0, IPC_RMID));
    return 0;
}
