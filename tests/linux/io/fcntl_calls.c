/* SPDX-License-Identifier: BSD-2-Clause */
/* fcntl: flags that change and those that do not, owners, signals, seals, pipes, what is no command. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

static void flags(void)
{
    int fd = open("f", O_RDWR | O_CREAT | O_SYNC, 0600), path = open("f", O_PATH);

    VALUE(fcntl(fd, F_GETFL) & ~O_LARGEFILE);
    VALUE(fcntl(fd, F_SETFL, O_APPEND | O_RDONLY | O_CREAT | O_NONBLOCK));
    VALUE(fcntl(fd, F_GETFL) & ~O_LARGEFILE);
    VALUE(fcntl(fd, F_SETFL, 0));
    VALUE(fcntl(fd, F_GETFL) & ~O_LARGEFILE);
    VALUE(fcntl(path, F_GETFL) & ~O_LARGEFILE);
    VALUE(fcntl(path, F_SETFL, O_NONBLOCK));
    VALUE(fcntl(path, F_GETFD));
    VALUE(fcntl(path, F_GETLK, 0));
    VALUE(fcntl(path, 9999, 0));
    VALUE(fcntl(fd, F_SETFD, 0xff));
    VALUE(fcntl(fd, F_GETFD));
    VALUE(fcntl(fd, F_DUPFD, -1));
    VALUE(fcntl(fd, F_DUPFD, 1 << 30));
    VALUE(fcntl(99, F_SETFL, 0));
    VALUE(fcntl(fd, -1));
    IN_CHILD("nobody", {
        int mine;
        setuid(65534);
        mine = open("/etc/passwd", O_RDONLY);
        VALUE(fcntl(mine, F_SETFL, O_NOATIME));
    });
}

static void owners(void)
{
    struct f_owner_ex ex = { F_OWNER_PID, 0 };
    int p[2];

    pipe(p);
    VALUE(fcntl(p[0], F_GETOWN));
    VALUE(fcntl(p[0], F_SETOWN, getpid()));
    VALUE(fcntl(p[0], F_GETOWN) == getpid());
    VALUE(fcntl(p[0], F_SETOWN, -getpgrp()));
    VALUE(syscall(SYS_fcntl, p[0], F_GETOWN) == -getpgrp() ? 1 : 0);
    VALUE(fcntl(p[0], F_SETOWN, 999999));
    VALUE(fcntl(p[0], F_GETOWN_EX, &ex));
    VALUE(ex.type);
    ex.type = F_OWNER_TID;
    ex.pid = getpid();
    VALUE(fcntl(p[0], F_SETOWN_EX, &ex));
    ex.type = 9;
    VALUE(fcntl(p[0], F_SETOWN_EX, &ex));
    VALUE(fcntl(p[0], F_GETOWN_EX, &ex));
    VALUE(ex.type);
    VALUE(fcntl(p[0], F_GETOWN_EX, (void *)8));
    VALUE(fcntl(p[0], F_GETSIG));
    VALUE(fcntl(p[0], F_SETSIG, SIGUSR1));
    VALUE(fcntl(p[0], F_GETSIG));
    VALUE(fcntl(p[0], F_SETSIG, 65));
    VALUE(fcntl(p[0], F_SETSIG, -1));
    VALUE(fcntl(p[0], F_SETSIG, 0));
}

static void seals(void)
{
    int m = memfd_create("m", MFD_ALLOW_SEALING), n = memfd_create("n", 0), f = open("f", O_RDWR);

    VALUE(fcntl(m, F_GET_SEALS));
    VALUE(fcntl(n, F_GET_SEALS));
    VALUE(fcntl(f, F_GET_SEALS));
    VALUE(fcntl(n, F_ADD_SEALS, F_SEAL_GROW));
    VALUE(fcntl(m, F_ADD_SEALS, 0x1000));
    ftruncate(m, 8192);
    VALUE(fcntl(m, F_ADD_SEALS, F_SEAL_GROW));
    VALUE(ftruncate(m, 10000));
    VALUE(pwrite(m, "x", 1, 8191));
    VALUE(pwrite(m, "x", 1, 8192));
    VALUE(fallocate(m, 0, 0, 10000));
    VALUE(fcntl(m, F_ADD_SEALS, F_SEAL_SHRINK));
    VALUE(ftruncate(m, 100));
    VALUE(ftruncate(m, 8192));
    char *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, m, 0);
    VALUE(fcntl(m, F_ADD_SEALS, F_SEAL_WRITE));
    munmap(map, 4096);
    VALUE(fcntl(m, F_ADD_SEALS, F_SEAL_WRITE));
    VALUE(write(m, "x", 1));
    VALUE(fallocate(m, 3, 0, 4096));
    VALUE(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, m, 0) == MAP_FAILED ? -1 : 0);
    VALUE(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, m, 0) == MAP_FAILED ? -1 : 0);
    VALUE(fcntl(m, F_ADD_SEALS, F_SEAL_SEAL));
    VALUE(fcntl(m, F_ADD_SEALS, F_SEAL_GROW));
    VALUE(fcntl(m, F_GET_SEALS));
    VALUE(memfd_create("x", 0x100));
    VALUE(memfd_create((void *)8, 0));
    char name[300];
    memset(name, 'x', sizeof(name));
    name[250] = 0;
    VALUE(memfd_create(name, 0));
    name[249] = 0;
    OK(memfd_create(name, 0));
}

int main(void)
{
    flags();
    owners();
    seals();
    return 0;
}
