/* SPDX-License-Identifier: BSD-2-Clause */
/* POSIX message queues: what is refused, as root and not. */
#include "check.h"

#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

int main(void)
{
    struct mq_attr attr = {.mq_maxmsg = 3, .mq_msgsize = 16}, got;
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct timespec past = {0, 0}, bad = {0, -1};
    char text[64] = "";
    unsigned priority;
    int q, r, w;

    VALUE(mq_open("/q", O_RDWR));
    VALUE(syscall(SYS_mq_open, "", O_RDWR | O_CREAT, 0600, NULL));
    VALUE(syscall(SYS_mq_open, "a/b", O_RDWR | O_CREAT, 0600, NULL));
    VALUE(syscall(SYS_mq_open, ".", O_RDWR | O_CREAT, 0600, NULL));
    VALUE(syscall(SYS_mq_open, 8, O_RDWR | O_CREAT, 0600, NULL));
    VALUE(syscall(SYS_mq_open, "q", O_RDWR | O_CREAT, 0600, 8));
    char long_name[300];
    memset(long_name, 'x', 299);
    long_name[299] = 0;
    VALUE(syscall(SYS_mq_open, long_name, O_RDWR | O_CREAT, 0600, NULL));
    attr.mq_maxmsg = 0;
    VALUE(syscall(SYS_mq_open, "q", O_RDWR | O_CREAT, 0600, &attr));
    attr.mq_maxmsg = 70000;
    VALUE(syscall(SYS_mq_open, "q", O_RDWR | O_CREAT, 0600, &attr));
    attr.mq_maxmsg = 60000;
    attr.mq_msgsize = 8192;
    VALUE(syscall(SYS_mq_open, "q", O_RDWR | O_CREAT, 0600, &attr));
    attr.mq_maxmsg = 3;
    attr.mq_msgsize = 16;
    OK(q = syscall(SYS_mq_open, "q", O_RDWR | O_CREAT | O_NONBLOCK, 0600, &attr));
    VALUE(fcntl(q, F_GETFD));
    VALUE(syscall(SYS_mq_open, "q", O_RDWR | O_CREAT | O_EXCL, 0600, &attr));
    VALUE(syscall(SYS_mq_open, "q", 3, 0600, &attr));
    OK(r = mq_open("/q", O_RDONLY));
    OK(w = mq_open("/q", O_WRONLY));
    VALUE(mq_getattr(q, &got));
    printf("%ld %ld %ld %s\n", got.mq_maxmsg, got.mq_msgsize, got.mq_curmsgs, got.mq_flags == O_NONBLOCK ? "nonblock" : "");
    VALUE(syscall(SYS_mq_timedsend, q, text, 17, 0, NULL));
    VALUE(syscall(SYS_mq_timedsend, q, text, 16, 32768, NULL));
    VALUE(syscall(SYS_mq_timedsend, q, 8, 16, 0, NULL));
    VALUE(syscall(SYS_mq_timedsend, q, text, 16, 0, 8));
    VALUE(syscall(SYS_mq_timedsend, q, text, 16, 0, &bad));
    VALUE(syscall(SYS_mq_timedsend, r, text, 1, 0, NULL));
    VALUE(syscall(SYS_mq_timedsend, 1, text, 1, 0, NULL));
    VALUE(syscall(SYS_mq_timedsend, 99, text, 1, 0, NULL));
    VALUE(syscall(SYS_mq_timedreceive, q, text, 15, NULL, NULL));
    VALUE(syscall(SYS_mq_timedreceive, q, text, 16, NULL, NULL));
    VALUE(syscall(SYS_mq_timedreceive, r, text, 16, NULL, &past));
    VALUE(syscall(SYS_mq_timedreceive, w, text, 16, NULL, NULL));
    VALUE(syscall(SYS_mq_timedreceive, 1, text, 16, NULL, NULL));
    VALUE(syscall(SYS_mq_timedsend, q, text, 0, 0, NULL));
    VALUE(syscall(SYS_mq_timedreceive, q, 8, 16, NULL, NULL));
    VALUE(syscall(SYS_mq_timedsend, q, "abc", 3, 7, NULL));
    VALUE(syscall(SYS_mq_timedreceive, q, text, 64, &priority, NULL));
    VALUE(priority);
    for (int i = 0; i < 4; i++)
        VALUE(syscall(SYS_mq_timedsend, q, "abc", 3, i, NULL));
    VALUE(syscall(SYS_mq_timedsend, w, "abc", 3, 0, &past));
    VALUE(syscall(SYS_mq_getsetattr, 1, NULL, &got));
    VALUE(syscall(SYS_mq_getsetattr, q, 8, &got));
    VALUE(syscall(SYS_mq_getsetattr, q, NULL, 8));
    attr.mq_flags = 1;
    VALUE(syscall(SYS_mq_getsetattr, q, &attr, NULL));
    attr.mq_flags = 0;
    VALUE(syscall(SYS_mq_getsetattr, q, &attr, &got));
    YES(got.mq_flags == O_NONBLOCK);
    ev.sigev_notify = 9;
    VALUE(syscall(SYS_mq_notify, q, &ev));
    ev.sigev_notify = SIGEV_SIGNAL;
    ev.sigev_signo = 65;
    VALUE(syscall(SYS_mq_notify, q, &ev));
    ev.sigev_signo = SIGUSR1;
    VALUE(syscall(SYS_mq_notify, 1, &ev));
    VALUE(syscall(SYS_mq_notify, q, 8));
    VALUE(syscall(SYS_mq_notify, q, &ev));
    VALUE(syscall(SYS_mq_notify, q, &ev));
    VALUE(syscall(SYS_mq_notify, q, NULL));
    IN_CHILD("not root", {
        setgid(1000);
        setuid(1000);
        VALUE(mq_open("/q", O_RDONLY));
        VALUE(mq_unlink("/q"));
        attr.mq_maxmsg = 11;
        VALUE(mq_open("/p", O_RDWR | O_CREAT, 0600, &attr));
        attr.mq_maxmsg = 10;
        OK(mq_open("/p", O_RDWR | O_CREAT, 0600, &attr));
        struct rlimit limit = {1000, 1000};
        setrlimit(RLIMIT_MSGQUEUE, &limit);
        VALUE(mq_open("/p2", O_RDWR | O_CREAT, 0600, &attr));
        VALUE(mq_unlink("/p"));
    });
    VALUE(mq_unlink("/q"));
    VALUE(mq_unlink("/q"));
    VALUE(syscall(SYS_mq_unlink, ""));
    VALUE(syscall(SYS_mq_timedreceive, r, text, 64, &priority, NULL));
    VALUE(priority);
    VALUE(mq_open("/q", O_RDWR));
    return 0;
}
