/* SPDX-License-Identifier: BSD-2-Clause */
/* Privileged calls ask for a capability, not for user 0: each one without it, and as another user with it alone. */
#include "check.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>

enum { KILL = 5, SETGID = 6, SETUID = 7, SETPCAP = 8, IPC_LOCK = 14, SYS_CHROOT_ = 18, SYS_PTRACE = 19, PACCT = 20, ADMIN = 21,
       BOOT = 22, NICE = 23, RESOURCE = 24, TIME = 25, TTY = 26, MKNOD = 27, WAKE_ALARM = 35 };

static pid_t other; /* of user 1001 */

static void set_caps(unsigned long set)
{
    struct { unsigned version; int pid; } h = {0x20080522, 0};
    struct { unsigned e, p, i; } d[2] = {{(unsigned)set, (unsigned)set, 0}, {(unsigned)(set >> 32), (unsigned)(set >> 32), 0}};
    if (syscall(SYS_capset, &h, d) != 0)
        printf("capset: %s\n", error_name(errno));
}

static long set_uid(void) { return syscall(SYS_setuid, 55); }
static long set_resuid(void) { return syscall(SYS_setresuid, 1, 2, 3); }
static long set_gid(void) { return syscall(SYS_setgid, 55); }
static long set_groups(void) { return syscall(SYS_setgroups, 0, NULL); }
static long kill_other(void) { return kill(other, SIGCONT); }
static long nice_up(void) { return setpriority(PRIO_PROCESS, 0, -5); }
static long nice_other(void) { return setpriority(PRIO_PROCESS, (id_t)other, 5); }
static long fifo(void) { struct sched_param p = {.sched_priority = 3}; return sched_setscheduler(0, SCHED_FIFO, &p); }
static long affinity(void) { unsigned long m = 1; return syscall(SYS_sched_setaffinity, other, sizeof(m), &m); }
static long io_class(void) { return syscall(SYS_ioprio_set, 1, 0, 1 << 13); }
static long limit_up(void)
{
    struct rlimit r = {100, 100}, more = {200, 200};
    setrlimit(RLIMIT_CPU, &r);
    return setrlimit(RLIMIT_CPU, &more);
}
static long limit_other(void) { struct rlimit r; return syscall(SYS_prlimit64, other, RLIMIT_CPU, NULL, &r); }
static long host(void) { return sethostname("cel4", 4); }
static long domain(void) { return setdomainname("(none)", 6); }
static long root(void) { return chroot("/"); }
static long clock_set(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return clock_settime(CLOCK_REALTIME, &t);
}
static long adjust(void) { struct timex x = {.modes = ADJ_TICK, .tick = 10000}; return adjtimex(&x) == -1 ? -1 : 0; }
static long alarm_clock(void) { timer_t id; return timer_create(CLOCK_REALTIME_ALARM, NULL, &id); }
static long alarm_fd(void) { return timerfd_create(CLOCK_BOOTTIME_ALARM, 0) == -1 ? -1 : 0; }
static long trace_other(void) { return ptrace(PTRACE_SEIZE, other, 0, 0); }
static long robust_other(void) { void *p; size_t n; return syscall(SYS_get_robust_list, other, &p, &n); }
static long boot(void) { return syscall(SYS_reboot, 0xfee1dead, 672274793, 0x89abcdef, 0); } /* Ctrl-Alt-Del on */
static long account(void) { return syscall(SYS_acct, NULL); }
static long hang_up(void) { return syscall(SYS_vhangup); }
static long lock(void)
{
    struct rlimit r = {0, 0};
    static char page[8192];
    setrlimit(RLIMIT_MEMLOCK, &r);
    return mlock(page, 4096);
}
static long make_node(void) { unlink("node"); return mknod("node", S_IFCHR | 0600, 0x103); }
static long bounding(void) { return prctl(PR_CAPBSET_DROP, 3, 0, 0, 0); }
static long io_flusher(void) { return prctl(57, 1, 0, 0, 0); }
static long space(void) { return unshare(CLONE_NEWUTS) == -1 && errno == EPERM ? -1 : 0; }
static long pipe_size(void)
{
    int p[2];
    pipe(p);
    return fcntl(p[0], F_SETPIPE_SZ, 2 << 20) == -1 ? -1 : 0;
}
static long buffer(void)
{
    int n = 1000;
    return setsockopt(socket(AF_UNIX, SOCK_STREAM, 0), SOL_SOCKET, SO_SNDBUFFORCE, &n, sizeof(n));
}

static void one(const char *name, long (*f)(void), unsigned cap)
{
    static const char *const how[] = {"root without it", "user with it", "user without it"};
    for (int i = 0; i < 3; i++) {
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
            if (i > 0) {
                prctl(PR_SET_KEEPCAPS, 1);
                setresuid(1000, 1000, 1000);
            }
            set_caps(i == 0 ? 0x1fffffffffful & ~(1ul << cap) : i == 1 ? 1ul << cap : 0);
            errno = 0;
            long r = f();
            printf("%s, %s: %s\n", name, how[i], r == 0 ? "ok" : error_name(errno));
            fflush(stdout);
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    }
}
#define ONE(f, cap) one(#f, f, cap)

int main(void)
{
    int ready[2];
    chmod(".", 0777);
    pipe(ready);
    other = fork();
    if (other == 0) {
        setresuid(1001, 1001, 1001);
        prctl(PR_SET_DUMPABLE, 1);
        write(ready[1], "x", 1);
        for (;;)
            pause();
    }
    char c;
    read(ready[0], &c, 1);
    ONE(set_uid, SETUID);
    ONE(set_resuid, SETUID);
    ONE(set_gid, SETGID);
    ONE(set_groups, SETGID);
    ONE(kill_other, KILL);
    ONE(nice_up, NICE);
    ONE(nice_other, NICE);
    ONE(fifo, NICE);
    ONE(affinity, NICE);
    ONE(io_class, NICE);
    ONE(limit_up, RESOURCE);
    ONE(limit_other, RESOURCE);
    ONE(host, ADMIN);
    ONE(domain, ADMIN);
    ONE(root, SYS_CHROOT_);
    ONE(clock_set, TIME);
    ONE(adjust, TIME);
    ONE(alarm_clock, WAKE_ALARM);
    ONE(alarm_fd, WAKE_ALARM);
    ONE(trace_other, SYS_PTRACE);
    ONE(robust_other, SYS_PTRACE);
    ONE(boot, BOOT);
    ONE(account, PACCT);
    ONE(hang_up, TTY);
    ONE(lock, IPC_LOCK);
    ONE(make_node, MKNOD);
    ONE(bounding, SETPCAP);
    ONE(io_flusher, RESOURCE);
    ONE(space, ADMIN);
    ONE(pipe_size, RESOURCE);
    ONE(buffer, 12);
    kill(other, SIGKILL);
    return 0;
}
