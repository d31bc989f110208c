/* SPDX-License-Identifier: BSD-2-Clause */
/* What trace_test.py looks at: calls with known arguments, a child that is waited for, a signal, a crash. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_signal(int number)
{
    (void)number;
}

__attribute__((noinline)) static void files(void)
{
    char text[8] = "";
    struct stat st;
    struct iovec parts[2] = {{"one\n", 4}, {"two\n", 4}};

    open("/does/not/exist", O_RDONLY | O_CLOEXEC);
    int fd = open("/tmp/traced", O_RDWR | O_CREAT | O_TRUNC, 0640);
    writev(fd, parts, 2);
    pread(fd, text, 5, 2);
    lseek(fd, -1, SEEK_END);
    fstat(fd, &st);
    fcntl(fd, F_GETFL);
    close(fd);
    unlink("/tmp/traced");
}

__attribute__((noinline)) static void others(void)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "/no/socket"};
    struct pollfd polled = {.fd = 1, .events = POLLOUT | POLLIN};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(p, 4096, PROT_NONE);
    int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    connect(s, (void *)&name, sizeof(name));
    poll(&polled, 1, 100);
    sigaction(SIGUSR1, &action, NULL);
    kill(getpid(), SIGUSR1);
}

/* The parent waits in read while the child writes. */
__attribute__((noinline)) static void family(void)
{
    int ends[2], status;
    char byte;

    if (pipe(ends) < 0)
        _exit(9);
    pid_t child = fork();
    if (child == 0) {
        usleep(20000);
        write(ends[1], "x", 1);
        _exit(3);
    }
    read(ends[0], &byte, 1);
    waitpid(child, &status, 0);
}

/* Most of the time here, called from spin. */
__attribute__((noinline)) static unsigned long spin_inner(unsigned long value)
{
    for (int i = 0; i < 1000; i++)
        __asm__ volatile("add %0, %0, #1" : "+r"(value));
    return value;
}

__attribute__((noinline)) static int spin(void)
{
    unsigned long value = 0;

    for (int i = 0; i < 400000; i++)
        value += spin_inner(value);
    return value == 1;
}

int main(int argc, char *argv[])
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "files") == 0)
        files();
    if (strcmp(what, "others") == 0)
        others();
    if (strcmp(what, "family") == 0)
        family();
    if (strcmp(what, "spin") == 0)
        return spin();
    if (strcmp(what, "crash") == 0)
        *(volatile int *)0x10 = 1;
    return 4;
}
