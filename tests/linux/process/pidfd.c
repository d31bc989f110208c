/* SPDX-License-Identifier: BSD-2-Clause */
/* pidfd_open, pidfd_send_signal, pidfd_getfd, CLONE_PIDFD, waitid with P_PIDFD. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>

static long pidfd_open(int pid, unsigned flags) { return syscall(434, pid, flags); }
static long send_signal(int fd, int sig, void *info, unsigned flags) { return syscall(424, fd, sig, info, flags); }
static long get_fd(int fd, int target, unsigned flags) { return syscall(438, fd, target, flags); }

static int ready(int fd)
{
    struct pollfd p = {fd, POLLIN, 0};
    poll(&p, 1, 0);
    return p.revents;
}

int main(void)
{
    siginfo_t info;
    int fd, got, ends[2];

    VALUE(pidfd_open(0, 0));
    VALUE(pidfd_open(-1, 0));
    VALUE(pidfd_open(getpid(), 1));
    VALUE(pidfd_open(31999, 0));
    pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        char c;
        close(ends[1]);
        read(ends[0], &c, 1);
        pause();
    }
    OK(fd = pidfd_open(child, 0));
    VALUE(fcntl(fd, F_GETFD));
    VALUE(ready(fd));
    VALUE(read(fd, &info, 4));
    VALUE(write(fd, &info, 4));
    VALUE(syscall(SYS_waitid, 3, fd, &info, WEXITED | WNOHANG, NULL));
    VALUE(send_signal(fd, 0, NULL, 0));
    VALUE(send_signal(fd, 65, NULL, 0));
    VALUE(send_signal(fd, 0, NULL, 1));
    VALUE(send_signal(1, 0, NULL, 0));
    VALUE(send_signal(99, 0, NULL, 0));
    VALUE(send_signal(fd, SIGUSR1, (void *)8, 0));
    memset(&info, 0, sizeof(info));
    info.si_signo = SIGUSR2;
    info.si_code = SI_QUEUE;
    VALUE(send_signal(fd, SIGUSR1, &info, 0));
    info.si_signo = SIGUSR1;
    info.si_code = SI_USER;
    VALUE(send_signal(fd, SIGUSR1, &info, 0));
    OK(got = get_fd(fd, ends[0], 0));
    VALUE(fcntl(got, F_GETFD));
    VALUE(write(ends[1], "ab", 2));
    char c;
    VALUE(read(got, &c, 1));
    VALUE(get_fd(fd, 77, 0));
    VALUE(get_fd(fd, 0, 1));
    VALUE(get_fd(1, 0, 0));
    VALUE(send_signal(fd, SIGTERM, NULL, 0));
    VALUE(syscall(SYS_waitid, 3, fd, &info, WEXITED | WNOWAIT, NULL));
    VALUE(ready(fd));
    VALUE(send_signal(fd, 0, NULL, 0));
    VALUE(syscall(SYS_waitid, 3, fd, &info, WEXITED, NULL));
    printf("%d %d %d\n", info.si_code, info.si_status, info.si_pid == child);
    VALUE(ready(fd) & POLLIN);
    VALUE(send_signal(fd, 0, NULL, 0));
    VALUE(get_fd(fd, 0, 0));
    VALUE(syscall(SYS_waitid, 3, fd, &info, WEXITED, NULL));
    VALUE(syscall(SYS_waitid, 3, 1, &info, WEXITED, NULL));
    VALUE(syscall(SYS_waitid, 3, -1, &info, WEXITED, NULL));

    fd = -1;
    child = syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &fd, 0, 0);
    if (child == 0)
        pause();
    YES(fd > 2);
    VALUE(fcntl(fd, F_GETFD));
    VALUE(fcntl(fd, F_SETFL, O_NONBLOCK));
    VALUE(syscall(SYS_waitid, 3, fd, &info, WEXITED, NULL));
    VALUE(syscall(SYS_waitid, 3, fd, &info, WEXITED | WNOHANG, NULL));
    kill(child, SIGKILL);
    usleep(30000);
    VALUE(syscall(SYS_waitid, 3, fd, &info, WEXITED, NULL));
    VALUE(syscall(SYS_clone, CLONE_PIDFD | CLONE_PARENT_SETTID | SIGCHLD, 0, &fd, 0, 0));
    VALUE(syscall(SYS_clone, CLONE_PIDFD | CLONE_DETACHED | SIGCHLD, 0, &fd, 0, 0));
    VALUE(syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, 8, 0, 0));
    VALUE(waitpid(-1, NULL, 0));
    IN_CHILD("not root", {
        int parent = pidfd_open(getppid(), 0);
        setgid(1000);
        setuid(1000);
        VALUE(send_signal(parent, 0, NULL, 0));
        VALUE(get_fd(parent, 0, 0));
    });
    return 0;
}
