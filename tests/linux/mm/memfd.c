/* SPDX-License-Identifier: BSD-2-Clause */
/* memfd_create: names, flags, mapping. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>
#include <sys/stat.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char target[64] = "", name[260];
    int fd = memfd_create("some name", 0);

    YES(fd >= 0);
    char link[64];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    VALUE(readlink(link, target, sizeof(target) - 1));
    printf("%s\n", target);
    VALUE(fcntl(fd, F_GETFD));
    VALUE(write(fd, "hello", 5));
    VALUE(ftruncate(fd, PAGE));
    char *a = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
    printf("%s\n", a);
    struct stat st;
    VALUE(fstat(fd, &st));
    printf("%o %ld %ld\n", st.st_mode, (long)st.st_size, (long)st.st_nlink);
    VALUE(fcntl(memfd_create("x", MFD_CLOEXEC), F_GETFD));
    VALUE(memfd_create("x", 0x40000));
    VALUE(memfd_create((char *)8, 0));
    memset(name, 'n', sizeof(name));
    name[250] = 0;
    VALUE(memfd_create(name, 0));
    name[249] = 0;
    OK(memfd_create(name, 0));
    VALUE(fcntl(fd, F_GET_SEALS));
    VALUE(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    return 0;
}
