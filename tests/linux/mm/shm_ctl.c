/* SPDX-License-Identifier: BSD-2-Clause */
/* shmctl: IPC_SET, SHM_LOCK, permissions of other users. */
#include "check.h"

#include <sys/mman.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0600);
    struct shmid_ds ds;

    VALUE(shmctl(id, IPC_STAT, &ds));
    printf("uid %d gid %d cuid %d mode %o\n", ds.shm_perm.uid, ds.shm_perm.gid, ds.shm_perm.cuid, ds.shm_perm.mode);
    IN_CHILD("another user", setresuid(1000, 1000, 1000); VALUE((long)shmat(id, NULL, 0));
             VALUE(shmctl(id, IPC_STAT, &ds)); VALUE(shmctl(id, IPC_RMID, NULL));
             VALUE(shmctl(id, SHM_LOCK, NULL)));
    ds.shm_perm.mode = 0444;
    ds.shm_perm.uid = 1000;
    VALUE(shmctl(id, IPC_SET, &ds));
    VALUE(shmctl(id, IPC_STAT, &ds));
    printf("uid %d mode %o\n", ds.shm_perm.uid, ds.shm_perm.mode);
    IN_CHILD("another user", setresuid(1001, 1001, 1001); setresgid(1001, 1001, 1001);
             VALUE((long)shmat(id, NULL, 0)); OK((long)shmat(id, NULL, SHM_RDONLY)); VALUE(shmctl(id, IPC_RMID, NULL)));
    VALUE(shmctl(id, SHM_LOCK, NULL));
    VALUE(shmctl(id, IPC_STAT, &ds));
    printf("mode %o\n", ds.shm_perm.mode);
    VALUE(shmctl(id, SHM_UNLOCK, NULL));
    IN_CHILD("its new owner", setresuid(1000, 1000, 1000); VALUE(shmctl(id, IPC_RMID, NULL)));
    VALUE(shmctl(id, IPC_STAT, &ds));
    return 0;
}
