/* SPDX-License-Identifier: BSD-2-Clause */
/* eventfd: flags, counting as a semaphore, the greatest value, lengths and addresses, several readers, what wakes whom. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

static uint64_t value;

static long get(int fd)
{
    value = 77;
    long n = read(fd, &value, 8);

    if (n == 8)
        printf("  %llu\n", (unsigned long long)value);
    return n;
}

static long put(int fd, uint64_t n)
{
    return write(fd, &n, 8);
}

static void flags(void)
{
    struct stat st;
    int n, fd = syscall(SYS_eventfd2, 0xffffffff, EFD_NONBLOCK | EFD_CLOEXEC);

    VALUE(fcntl(fd, F_GETFL));
    VALUE(fcntl(fd, F_GETFD));
    VALUE(get(fd));
    VALUE(syscall(SYS_eventfd2, 0, 2) == -1);
    VALUE(syscall(SYS_eventfd2, 0, 0x80000000));
    VALUE(fstat(fd, &st));
    VALUE(st.st_mode & ~0600);
    VALUE(st.st_size);
    VALUE(ioctl(fd, FIONREAD, &n));
    VALUE(ftruncate(fd, 0));
    VALUE(fsync(fd));
    VALUE(pread(fd, &value, 8, 0));
    VALUE(pwrite(fd, &value, 8, 0));
    close(fd);
}

static void lengths(int e)
{
    char bytes[20] = {3};
    struct iovec halves[2] = {{bytes, 4}, {bytes + 4, 4}}, two[2] = {{bytes, 8}, {bytes + 8, 8}};

    VALUE(write(e, bytes, 20));
    VALUE(get(e));
    VALUE(write(e, bytes, 7));
    VALUE(write(e, bytes, 0));
    VALUE(write(e, (void *)8, 8));
    VALUE(put(e, 5));
    VALUE(read(e, bytes, 7));
    VALUE(read(e, bytes, 0));
    VALUE(read(e, bytes, 20));
    VALUE(bytes[0]);
    VALUE(bytes[8]);
    VALUE(put(e, 6));
    VALUE(readv(e, two, 2));
    VALUE(bytes[0]);
    VALUE(put(e, 6));
    VALUE(readv(e, halves, 2));
    VALUE(put(e, 0));
    get(e);
    VALUE(put(e, 0));
    VALUE(get(e));
}

static void greatest(int e)
{
    struct pollfd p = {e, POLLIN | POLLOUT, 0};

    VALUE(put(e, -1));
    VALUE(put(e, -2));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    VALUE(put(e, 1));
    VALUE(put(e, 0));
    VALUE(get(e));
    VALUE(put(e, -3));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
    VALUE(put(e, 2));
    VALUE(put(e, 1));
    VALUE(get(e));
    VALUE(poll(&p, 1, 0));
    VALUE(p.revents);
}

/* Three children wait; each unit lets one go on. */
static void semaphore(void)
{
    int s = eventfd(0, EFD_SEMAPHORE), sum = 0, status;

    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            long n = read(s, &value, 8);
            _exit(n == 8 ? (int)value : 100);
        }
    usleep(5000);
    VALUE(waitpid(-1, &status, WNOHANG));
    VALUE(put(s, 1));
    YES(wait(&status) > 0);
    sum += WEXITSTATUS(status);
    VALUE(put(s, 4));
    while (wait(&status) > 0)
        sum += WEXITSTATUS(status);
    VALUE(sum);
    fcntl(s, F_SETFL, O_NONBLOCK);
    VALUE(get(s));
    VALUE(get(s));
    VALUE(get(s));
    fcntl(s, F_SETFL, 0);
    VALUE(put(s, -2)); /* full: the next write waits until something was taken */
    if (fork() == 0)
        _exit(put(s, 1) == 8 ? 9 : 1);
    usleep(5000);
    VALUE(waitpid(-1, &status, WNOHANG));
    VALUE(get(s));
    YES(wait(&status) > 0);
    VALUE(WEXITSTATUS(status));
    close(s);
}

int main(void)
{
    int e = eventfd(0, EFD_NONBLOCK);

    setbuf(stdout, NULL);
    flags();
    lengths(e);
    greatest(e);
    semaphore();
    return 0;
}
