/* SPDX-License-Identifier: BSD-2-Clause */
/* sched_* and kcmp errors beside those of scheduling.c; getcpu, getgroups, sysinfo, uname, hostnames. */
#include "check.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>

static long policy(int p, int level)
{
    int param[12] = {level};
    return syscall(SYS_sched_setscheduler, 0, p, param);
}

static void rt_limits(void)
{
    struct rlimit r = {10, 20}, nice_limit = {25, 25};
    struct timespec t;
    setrlimit(RLIMIT_RTPRIO, &r);
    setrlimit(RLIMIT_NICE, &nice_limit);
    setresuid(1000, 1000, 1000);
    VALUE(policy(SCHED_FIFO, 10));
    VALUE(syscall(SYS_sched_rr_get_interval, 0, &t));
    printf("%ld %ld\n", t.tv_sec, t.tv_nsec);
    VALUE(policy(SCHED_RR, 10));
    VALUE(syscall(SYS_sched_rr_get_interval, 0, &t));
    printf("%ld %ld\n", t.tv_sec, t.tv_nsec);
    VALUE(policy(SCHED_RR, 11));
    VALUE(policy(SCHED_RR, 3));
    VALUE(policy(SCHED_FIFO | 0x40000000, 3));
    VALUE(policy(SCHED_FIFO, 3));
    VALUE(syscall(SYS_sched_getscheduler, 0));
    IN_CHILD("child", VALUE(syscall(SYS_sched_getscheduler, 0)));
    VALUE(policy(SCHED_OTHER | 0x40000000, 0));
    VALUE(setpriority(PRIO_PROCESS, 0, -5));
    VALUE(setpriority(PRIO_PROCESS, 0, -6));
    VALUE(setpriority(PRIO_PROCESS, 0, 10));
    VALUE(setpriority(PRIO_PROCESS, 0, -5));
    VALUE(policy(SCHED_DEADLINE, 0));
    VALUE(policy(7, 0));
    VALUE(policy(4, 0));
    VALUE(policy(SCHED_IDLE, 0));
    VALUE(policy(SCHED_OTHER, 0));
}

int main(void)
{
    struct utsname u;
    struct sysinfo info;
    unsigned cpu = 9, node = 9;
    gid_t groups[4];
    setbuf(stdout, NULL);
    IN_CHILD("limits", rt_limits());
    VALUE(syscall(SYS_getcpu, &cpu, &node, NULL));
    printf("%u %u\n", cpu, node);
    VALUE(syscall(SYS_getcpu, 8, NULL, NULL));
    VALUE(syscall(SYS_uname, 8));
    VALUE(uname(&u));
    VALUE(sethostname("a-name", 6));
    VALUE(sethostname(u.nodename, 65));
    VALUE(sethostname(u.nodename, (size_t)-1));
    VALUE(sethostname((void *)8, 4));
    VALUE(sethostname("", 0));
    char name[70];
    VALUE(gethostname(name, sizeof(name)));
    printf("'%s'\n", name);
    VALUE(sethostname(u.nodename, strlen(u.nodename)));
    VALUE(setdomainname("0123456789012345678901234567890123456789012345678901234567890123", 64));
    VALUE(setdomainname("0123456789012345678901234567890123456789012345678901234567890123", 65));
    VALUE(setdomainname("(none)", 6));
    VALUE(syscall(SYS_sysinfo, 8));
    VALUE(sysinfo(&info));
    YES(info.totalram > info.freeram && info.mem_unit == 1 && info.procs > 0);
    VALUE(getgroups(-1, groups));
    groups[0] = 5;
    groups[1] = 4;
    VALUE(setgroups(2, groups));
    VALUE(getgroups(1, groups));
    VALUE(getgroups(0, groups));
    VALUE(getgroups(4, groups));
    printf("%u %u\n", groups[0], groups[1]);
    int ep = epoll_create1(0), ep2 = epoll_create1(0), p[2];
    struct epoll_event e = {.events = EPOLLIN};
    pipe(p);
    epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e);
    struct { unsigned efd, tfd, toff; } slot = {(unsigned)ep, (unsigned)p[0], 0};
    VALUE(syscall(SYS_kcmp, getpid(), getpid(), 7, p[0], &slot));
    VALUE(syscall(SYS_kcmp, getpid(), getpid(), 7, p[1], &slot) > 0);
    slot.efd = (unsigned)ep2;
    VALUE(syscall(SYS_kcmp, getpid(), getpid(), 7, p[0], &slot));
    VALUE(syscall(SYS_kcmp, getpid(), getpid(), 7, p[0], 8));
    VALUE(syscall(SYS_kcmp, getpid(), getpid(), 8, 0, 0));
    VALUE(syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 99));
    VALUE(syscall(SYS_kcmp, getpid(), 31999, 0, 0, 0));
    return 0;
}
