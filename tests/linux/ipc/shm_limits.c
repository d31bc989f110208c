/* SPDX-License-Identifier: BSD-2-Clause */
/* What sizes and flags shmget takes, and how segments are counted. */
#include "check.h"

#include <sys/ipc.h>
#include <sys/shm.h>

#define PAGE 4096

int main(void)
{
    static int id[40];
    struct shm_info info;
    int n = 0;

    VALUE(shmget(IPC_PRIVATE, 0, 0600));
    VALUE(shmget(IPC_PRIVATE, -1, 0600));
    VALUE(shmget(IPC_PRIVATE, 1ul << 45, 0600));
    OK(id[0] = shmget(IPC_PRIVATE, 1ul << 45, 0600 | SHM_NORESERVE));
    VALUE(shmctl(id[0], IPC_RMID, NULL));
    VALUE(shmget(IPC_PRIVATE, PAGE, 0600 | SHM_HUGETLB));
    VALUE(shmget(IPC_PRIVATE, 2 << 20, 0600 | SHM_HUGETLB | 21 << 26));
    VALUE(shmget(IPC_PRIVATE, 2 << 20, 0600 | SHM_HUGETLB | 30 << 26));
    VALUE(shmget(IPC_PRIVATE, 2 << 20, 0600 | SHM_HUGETLB | 19 << 26));
    while (n < 40 && (id[n] = shmget(IPC_PRIVATE, 1, 0600 | IPC_CREAT)) >= 0)
        n++;
    YES(shmctl(0, SHM_INFO, (struct shmid_ds *)&info) >= 39);
    printf("%d %lu\n", info.used_ids, info.shm_tot);
    while (n > 0)
        shmctl(id[--n], IPC_RMID, NULL);
    shmctl(0, SHM_INFO, (struct shmid_ds *)&info);
    printf("%d %lu\n", info.used_ids, info.shm_tot);
    return 0;
}
