/* SPDX-License-Identifier: BSD-2-Clause */
/* shmget: keys, flags and errors. */
#include "check.h"

#include <sys/mman.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    key_t key = 0x1234567;
    int id = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0640);

    YES(id >= 0);
    VALUE(shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0640));
    YES(shmget(key, 4096, IPC_CREAT | 0640) == id);
    YES(shmget(key, 0, 0) == id);
    YES(shmget(key, 100, 0) == id);
    VALUE(shmget(key, 5000, 0));
    VALUE(shmget(key + 1, 4096, 0));
    VALUE(shmget(key + 1, 0, IPC_CREAT | 0600));
    VALUE(shmget(IPC_PRIVATE, 1L << 60, IPC_CREAT | 0600));
    VALUE((long)shmat(-1, NULL, 0));
    VALUE((long)shmat(id, (void *)100, 0));
    VALUE((long)shmat(id, NULL, SHM_REMAP));
    char *place = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);
    VALUE((long)shmat(id, place, 0));
    YES(shmat(id, place, SHM_REMAP) == place);
    munmap(place, 4 * PAGE);
    YES(shmat(id, place + 100, SHM_RND) == place);
    VALUE(shmctl(id, 99, NULL));
    VALUE(shmctl(id + 1, IPC_STAT, NULL));
    VALUE(shmctl(id, IPC_RMID, NULL));
    VALUE(shmget(key, 0, 0));
    return 0;
}
