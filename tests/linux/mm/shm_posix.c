/* SPDX-License-Identifier: BSD-2-Clause */
/* POSIX shared memory: shm_open and shm_unlink. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    mkdir("/dev/shm", 01777);
    VALUE(mount("tmpfs", "/dev/shm", "tmpfs", 0, NULL));
    shm_unlink("/case");
    VALUE(shm_open("/case", O_RDWR, 0));
    int fd = shm_open("/case", O_RDWR | O_CREAT | O_EXCL, 0640);
    YES(fd >= 0);
    VALUE(shm_open("/case", O_RDWR | O_CREAT | O_EXCL, 0640));
    VALUE(ftruncate(fd, PAGE));
    char *a = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
    strcpy(a, "shared");
    IN_CHILD("child", int other = shm_open("/case", O_RDONLY, 0);
             char *b = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, other, 0); printf("%s\n", b));
    struct stat st;
    VALUE(fstat(fd, &st));
    printf("%o %ld\n", st.st_mode, (long)st.st_size);
    VALUE(shm_unlink("/case"));
    VALUE(shm_unlink("/case"));
    printf("%s\n", a);
    munmap(a, PAGE);
    close(fd);
    VALUE(umount("/dev/shm"));
    return 0;
}
