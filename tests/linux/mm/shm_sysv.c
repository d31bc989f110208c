/* SPDX-License-Identifier: BSD-2-Clause */
/* System V shared memory: shmget, shmat, shmdt, IPC_RMID. */
#include "check.h"

#include <sys/mman.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    int id = shmget(IPC_PRIVATE, 10000, IPC_CREAT | 0600);
    YES(id >= 0);
    char *a = shmat(id, NULL, 0), *b = shmat(id, NULL, SHM_RDONLY);
    YES(a != (void *)-1 && b != (void *)-1 && a != b);
    strcpy(a, "hello");
    printf("%s\n", b);
    IN_CHILD("read only", b[0] = 1);
    IN_CHILD("child", strcpy(a, "from the child"));
    printf("%s\n", b);
    struct shmid_ds ds;
    VALUE(shmctl(id, IPC_STAT, &ds));
    printf("%ld bytes, %ld attached, mode %o\n", (long)ds.shm_segsz, (long)ds.shm_nattch, ds.shm_perm.mode);
    YES(ds.shm_cpid == getpid());
    VALUE(shmdt(b));
    VALUE(shmdt(b));
    VALUE(shmctl(id, IPC_RMID, NULL));
    VALUE(shmctl(id, IPC_STAT, &ds));
    printf("mode %o\n", ds.shm_perm.mode);
    a[1] = 'X';
    printf("%s\n", a);
    VALUE(shmdt(a));
    VALUE(shmctl(id, IPC_STAT, &ds));
    VALUE(shmdt(a + 1));
    return 0;
}
