/* SPDX-License-Identifier: BSD-2-Clause */
/* What cannot be done to locked memory. */
#include "check.h"

#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static void without_privilege(void)
{
    struct rlimit little = { 4 * PAGE, 4 * PAGE }, none = { 0, 0 };
    char *a = mmap(NULL, 2 * PAGE, RW, ANON, -1, 0);
    int small, large;

    setrlimit(RLIMIT_MEMLOCK, &little);
    setuid(65534);
    small = shmget(IPC_PRIVATE, PAGE, 0600 | IPC_CREAT);
    large = shmget(IPC_PRIVATE, 8 * PAGE, 0600 | IPC_CREAT);
    VALUE(mlock(a, 2 * PAGE));
    OK(a = mremap(a, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE));
    VALUE(mremap(a, 4 * PAGE, 5 * PAGE, MREMAP_MAYMOVE));
    VALUE(munlock(a, 4 * PAGE));
    VALUE(shmctl(small, SHM_LOCK, NULL));
    VALUE(shmctl(small, SHM_UNLOCK, NULL));
    VALUE(shmctl(large, SHM_LOCK, NULL));
    setrlimit(RLIMIT_MEMLOCK, &none);
    VALUE(shmctl(small, SHM_LOCK, NULL));
    VALUE(shmctl(small, SHM_UNLOCK, NULL));
    VALUE(mlock(a, PAGE));
    VALUE(munlock(a, PAGE));
    VALUE(shmctl(small, IPC_RMID, NULL));
    VALUE(shmctl(large, IPC_RMID, NULL));
}

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0600);
    char *a = mmap(NULL, PAGE, RW, ANON, -1, 0), *f, *p, *r;

    ftruncate(fd, PAGE);
    f = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
    p = mmap(NULL, PAGE, RW, MAP_PRIVATE, fd, 0);
    r = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
    mlock(a, PAGE);
    mlock(f, PAGE);
    VALUE(msync(f, PAGE, MS_INVALIDATE));
    VALUE(msync(f, PAGE, MS_SYNC | MS_INVALIDATE));
    VALUE(msync(f, PAGE, MS_SYNC));
    for (int advice = MADV_COLD; advice <= MADV_PAGEOUT; advice++)
        VALUE(madvise(a, PAGE, advice));
    VALUE(madvise(a, PAGE, MADV_DONTNEED));
    VALUE(madvise(f, PAGE, MADV_REMOVE));
    VALUE(munlock(f, PAGE));
    VALUE(msync(f, PAGE, MS_INVALIDATE));
    VALUE(madvise(f, PAGE, MADV_REMOVE));
    VALUE(madvise(p, PAGE, MADV_REMOVE));
    VALUE(madvise(r, PAGE, MADV_REMOVE));
    VALUE(madvise(a, PAGE, MADV_REMOVE));
    VALUE(madvise(a, PAGE, 25 /* MADV_COLLAPSE */));
    VALUE(madvise((void *)65536, PAGE, 25));
    IN_CHILD("unprivileged", without_privilege());
    return 0;
}
