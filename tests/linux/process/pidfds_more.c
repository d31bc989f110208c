/* SPDX-License-Identifier: BSD-2-Clause */
/* pidfds: flags, states of the process, waiting, other descriptors in their place; personality; tkill and tgkill errors. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#define P_PIDFD_ 3

static long open_pid(pid_t pid, unsigned flags) { return syscall(SYS_pidfd_open, pid, flags); }
static long send_to(int fd, int sig, void *info, unsigned flags) { return syscall(SYS_pidfd_send_signal, fd, sig, info, flags); }
static long get_fd(int fd, int which, unsigned flags) { return syscall(SYS_pidfd_getfd, fd, which, flags); }

static void *sleeper(void *arg)
{
    *(long *)arg = syscall(SYS_gettid);
    pause();
    return NULL;
}

static void descriptors(void)
{
    siginfo_t si;
    int p[2], fd;
    VALUE(open_pid(getpid(), 1));
    VALUE(open_pid(-1, 0));
    VALUE(open_pid(0, 0));
    VALUE(open_pid(31999, 0));
    VALUE(send_to(0, 0, NULL, 0));
    VALUE(send_to(99, 0, NULL, 0));
    VALUE(get_fd(0, 0, 0));
    VALUE(get_fd(99, 0, 0));
    fd = (int)open_pid(getpid(), 0);
    VALUE(fcntl(fd, F_GETFD));
    VALUE(fcntl(fd, F_GETFL) & O_NONBLOCK);
    VALUE(send_to(fd, 0, NULL, 1));
    VALUE(send_to(fd, 65, NULL, 0));
    memset(&si, 0, sizeof(si));
    si.si_signo = SIGUSR2;
    VALUE(send_to(fd, SIGUSR1, &si, 0));
    VALUE(send_to(fd, SIGUSR1, (void *)8, 0));
    VALUE(get_fd(fd, 99, 0));
    VALUE(get_fd(fd, 0, 1));
    int same = (int)get_fd(fd, 1, 0);
    VALUE(fcntl(same, F_GETFD));
    VALUE(syscall(SYS_kcmp, getpid(), getpid(), 0, 1, same));
    VALUE(read(fd, &si, 8));
    VALUE(write(fd, &si, 8));
    VALUE(lseek(fd, 0, SEEK_SET));
    VALUE(waitid(P_PIDFD_, 99, &si, WEXITED));
    VALUE(waitid(P_PIDFD_, 0, &si, WEXITED));
    VALUE(waitid(P_PIDFD_, fd, &si, WEXITED));
    pipe(p);
    pid_t child = fork();
    if (child == 0) {
        char c;
        read(p[0], &c, 1);
        _exit(7);
    }
    int cfd = (int)open_pid(child, O_NONBLOCK);
    VALUE(fcntl(cfd, F_GETFL) & O_NONBLOCK);
    VALUE(waitid(P_PIDFD_, cfd, &si, WEXITED));
    VALUE(waitid(P_PIDFD_, cfd, &si, WEXITED | WNOHANG));
    struct pollfd pf = {cfd, POLLIN, 0};
    VALUE(poll(&pf, 1, 0));
    write(p[1], "x", 1);
    VALUE(poll(&pf, 1, 1000));
    VALUE(pf.revents);
    VALUE(send_to(cfd, 0, NULL, 0));
    VALUE(get_fd(cfd, 0, 0));
    VALUE(waitid(P_PIDFD_, cfd, &si, WEXITED | WNOWAIT));
    VALUE(si.si_status);
    VALUE(waitid(P_PIDFD_, cfd, &si, WEXITED));
    VALUE(waitid(P_PIDFD_, cfd, &si, WEXITED));
    VALUE(poll(&pf, 1, 0));
    VALUE(pf.revents);
    VALUE(send_to(cfd, 0, NULL, 0));
    VALUE(open_pid(child, 0));
}

static void threads(void)
{
    pthread_t t;
    volatile long tid = 0;
    pthread_create(&t, NULL, sleeper, (void *)&tid);
    while (!tid)
        usleep(1000);
    VALUE(open_pid((pid_t)tid, 0));
    VALUE(syscall(SYS_tgkill, getpid(), (int)tid, 0));
    VALUE(syscall(SYS_tgkill, (int)tid, (int)tid, 0));
    VALUE(syscall(SYS_tgkill, getpid(), getppid(), 0));
    VALUE(syscall(SYS_tgkill, getpid(), -1, 0));
    VALUE(syscall(SYS_tgkill, -1, getpid(), 0));
    VALUE(syscall(SYS_tgkill, getpid(), (int)tid, 65));
    VALUE(syscall(SYS_tkill, -1, 0));
    VALUE(syscall(SYS_tkill, 0, 0));
    VALUE(syscall(SYS_tkill, 31999, 0));
    VALUE(syscall(SYS_tkill, (int)tid, -1));
    VALUE(kill((pid_t)tid, 0));
    VALUE(getpgid((pid_t)tid) == getpgid(0));
    VALUE(getsid((pid_t)tid) == getsid(0));
    VALUE(getpriority(PRIO_PROCESS, (id_t)tid));
    VALUE(setpgid((pid_t)tid, 0));
    VALUE(waitpid((pid_t)tid, NULL, WNOHANG));
}

int main(void)
{
    setbuf(stdout, NULL);
    struct utsname u;
    descriptors();
    IN_CHILD("threads", threads());
    VALUE(personality(0xffffffff));
    VALUE(personality(0x1234));
    VALUE(personality(0xffffffff));
    VALUE(syscall(SYS_personality, 0x1ffffffffl));
    VALUE(personality(0x0020000));
    uname(&u);
    printf("%.6s\n", u.release);
    VALUE(personality(0));
    return 0;
}
