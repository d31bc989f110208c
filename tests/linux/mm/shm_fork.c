/* SPDX-License-Identifier: BSD-2-Clause */
/* Attachments and fork, exec, exit: counts. */
#include "check.h"

#include <sys/mman.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int id = shmget(IPC_PRIVATE, 3 * PAGE, IPC_CREAT | 0600);
    char *a = shmat(id, NULL, 0);
    struct shmid_ds ds;
    int go[2];

    pipe(go);
    pid_t child = fork();
    if (child == 0) {
        char c;
        close(go[1]);
        read(go[0], &c, 1);
        _exit(0);
    }
    shmctl(id, IPC_STAT, &ds);
    printf("%ld\n", (long)ds.shm_nattch);
    close(go[1]);
    show_child("child", child);
    shmctl(id, IPC_STAT, &ds);
    printf("%ld\n", (long)ds.shm_nattch);
    YES(ds.shm_lpid == child);
    munmap(a + PAGE, PAGE);
    shmctl(id, IPC_STAT, &ds);
    printf("%ld after a hole\n", (long)ds.shm_nattch);
    VALUE(shmdt(a));
    shmctl(id, IPC_STAT, &ds);
    printf("%ld\n", (long)ds.shm_nattch);
    VALUE(shmctl(id, IPC_RMID, NULL));
    VALUE(shmctl(id, IPC_STAT, &ds));
    return 0;
}
