/* SPDX-License-Identifier: BSD-2-Clause */
/* Semaphores that are waited for: several at once, zero, counts of waiters, time, signals, removal. */
#include "check.h"

#include <signal.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

static int id;

static pid_t waiter(int num, int op, int also)
{
    pid_t child = fork();
    if (child == 0) {
        struct sembuf ops[2] = {{num, op, 0}, {also, 1, 0}};
        long n = syscall(SYS_semop, id, ops, also >= 0 ? 2 : 1);
        _exit(n == 0 ? 0 : errno == EIDRM ? 10 : errno == EINTR ? 11 : 12);
    }
    usleep(30000);
    return child;
}

static void handler(int sig)
{
    (void)sig;
}

int main(void)
{
    struct sembuf op = {0, 0, 0}, both[2] = {{0, -1, 0}, {1, -1, 0}};
    struct timespec t = {0, 50000000};

    id = semget(IPC_PRIVATE, 3, 0600);
    pid_t a = waiter(0, -2, 2), b = waiter(0, -1, 2), c = waiter(1, -1, -1);
    VALUE(semctl(id, 0, GETNCNT));
    VALUE(semctl(id, 1, GETNCNT));
    VALUE(semctl(id, 0, GETZCNT));
    op.sem_op = 1;
    VALUE(semop(id, &op, 1));
    show_child("one", b);
    VALUE(semctl(id, 2, GETVAL));
    op.sem_op = 2;
    VALUE(semop(id, &op, 1));
    show_child("two", a);
    VALUE(semctl(id, 2, GETVAL));
    YES(semctl(id, 2, GETPID) == a);
    VALUE(semctl(id, 1, SETVAL, 1));
    show_child("set", c);
    VALUE(semctl(id, 0, SETVAL, 1));
    both[1].sem_flg = IPC_NOWAIT;
    VALUE(semop(id, both, 2));
    VALUE(semctl(id, 0, GETVAL));
    op.sem_op = 0;
    op.sem_flg = IPC_NOWAIT;
    VALUE(semop(id, &op, 1));
    op.sem_num = 1;
    VALUE(semop(id, &op, 1));
    a = waiter(0, 0, -1);
    VALUE(semctl(id, 0, GETZCNT));
    VALUE(semctl(id, 0, SETVAL, 0));
    show_child("zero", a);
    op = (struct sembuf){0, -1, 0};
    VALUE(syscall(SYS_semtimedop, id, &op, 1, &t));
    struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &act, NULL);
    alarm(1);
    VALUE(semop(id, &op, 1));
    a = waiter(0, -1, -1);
    b = waiter(1, -5, -1);
    VALUE(semctl(id, 0, IPC_RMID));
    show_child("removed", a);
    show_child("removed", b);
    return 0;
}
