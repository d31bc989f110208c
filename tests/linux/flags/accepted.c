/* SPDX-License-Identifier: BSD-2-Clause */
/* Every flag that interfaces/linux/flags.def says we take (DONE or QUIET), each in a call of its own: taken or refused as Linux
 * does.  What a flag does is the matter of other cases. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <time.h>

#define PAGE 4096L
#define ANY  (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW   (PROT_READ | PROT_WRITE)

static int file, ends[2], pair[2];
static char buffer[8192];

static long closed(long fd)
{
    if (fd >= 0)
        close(fd);
    return fd < 0 ? -1 : 0;
}

static void *pages(int flags)
{
    return mmap(NULL, 4 * PAGE, RW, flags, -1, 0);
}

static long of_open(long v)
{
    const char *name = v & (O_DIRECTORY | O_PATH) ? "." : "f";
    return closed(open(name, v & (O_DIRECTORY | O_PATH) ? (v & 020000000 ? v | O_RDWR : v) : v & 3 ? v : v | O_RDWR, 0600));
}

static long of_at(long v)
{
    if (v == AT_SYMLINK_FOLLOW)
        return linkat(AT_FDCWD, "f", AT_FDCWD, "linked", v);
    return syscall(SYS_statx, v == AT_EMPTY_PATH ? file : AT_FDCWD, v == AT_EMPTY_PATH ? "" : "f", v, 0x7ff, buffer);
}

static long of_unlink(long v)
{
    mkdir("d", 0700);
    return unlinkat(AT_FDCWD, "d", v);
}

static long of_access(long v)
{
    return syscall(439, v == AT_EMPTY_PATH ? file : AT_FDCWD, v == AT_EMPTY_PATH ? "" : "f", R_OK, v);
}

static long of_mode(long v)
{
    return access("f", v);
}

static long of_seek(long v)
{
    return lseek(file, 0, v);
}

static long of_fcntl(long v)
{
    struct flock lock = {.l_type = F_WRLCK};
    int is_pipe = v == 1031 || v == 1032, is_lock = (v >= 5 && v <= 7) || (v >= 36 && v <= 38);
    int is_memory = v == 1033 || v == 1034;
    int fd = is_pipe ? ends[0] : is_memory ? (int)syscall(SYS_memfd_create, "m", 2) : file;
    long got = is_lock ? syscall(SYS_fcntl, fd, v, &lock) : v == 15 || v == 16 ? 0 : syscall(SYS_fcntl, fd, v, is_pipe ? 4096 : 0);

    if (is_memory)
        close(fd);
    if (is_lock) {
        lock.l_type = F_UNLCK;
        syscall(SYS_fcntl, fd, v == 5 ? 6 : v == 36 ? 37 : v, &lock);
    }
    return v == 0 || v == 1030 ? closed(got) : got < 0 ? -1 : 0;
}

static long of_lock(long v)
{
    return flock(file, v == LOCK_NB ? LOCK_EX | LOCK_NB : v);
}

static long of_fallocate(long v)
{
    return fallocate(file, v == 2 ? 3 : v, 0, PAGE);
}

static long of_advice(long v)
{
    errno = posix_fadvise(file, 0, 0, v);
    return errno ? -1 : 0;
}

static long of_rename(long v)
{
    int fd = open("r1", O_CREAT | O_RDWR, 0600);
    closed(fd);
    unlink("r2");
    if (v == 2)
        closed(open("r2", O_CREAT | O_RDWR, 0600));
    return syscall(SYS_renameat2, AT_FDCWD, "r1", AT_FDCWD, "r2", v);
}

static long of_xattr(long v)
{
    if (v == XATTR_CREATE)
        removexattr("f", "user.flag");
    return setxattr("f", "user.flag", "x", 1, v);
}

static long of_write(long v)
{
    struct iovec iov = {buffer, 8};
    return syscall(SYS_pwritev2, file, &iov, 1, 0L, 0L, v) == 8 ? 0 : -1;
}

static long of_statx(long v)
{
    return syscall(SYS_statx, AT_FDCWD, "f", 0, v, buffer);
}

static long of_splice(long v)
{
    loff_t at = 0;
    long n = splice(file, &at, ends[1], NULL, 8, v);
    if (n > 0 && read(ends[0], buffer, n) != n)
        return -1;
    return n < 0 ? -1 : 0;
}

static long of_range(long v)
{
    return sync_file_range(file, 0, PAGE, v);
}

static long of_pipe(long v)
{
    int made[2];
    if (pipe2(made, v) < 0)
        return -1;
    close(made[0]);
    return closed(made[1]);
}

static long of_eventfd(long v)
{
    return closed(eventfd(0, v));
}

static long of_signalfd(long v)
{
    sigset_t set;
    sigemptyset(&set);
    return closed(signalfd(-1, &set, v));
}

static long of_timerfd(long v)
{
    return closed(timerfd_create(CLOCK_MONOTONIC, v));
}

static long of_timerset(long v)
{
    struct itimerspec when = {.it_value = {1000000, 0}};
    int fd = timerfd_create(CLOCK_REALTIME, 0);
    long result = timerfd_settime(fd, v == 2 ? 3 : v, &when, NULL);
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

static long of_epoll(long v)
{
    return closed(epoll_create1(v));
}

static long of_events(long v)
{
    struct epoll_event event = {.events = (uint32_t)v | EPOLLIN};
    int fd = epoll_create1(0);
    long result = epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event);
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

static long of_poll(long v)
{
    struct pollfd polled = {.fd = file, .events = (short)v};
    return poll(&polled, 1, 0) < 0 ? -1 : 0;
}

static long of_inotify(long v)
{
    return closed(inotify_init1(v));
}

static long of_watch(long v)
{
    int fd = inotify_init1(0);
    long result = inotify_add_watch(fd, ".", v < IN_ONLYDIR && v >= 0 ? v : v | IN_MODIFY) < 0 ? -1 : 0;
    int error = errno;
    close(fd);
    errno = error;
    return result;
}

static long of_close_range(long v)
{
    return syscall(436, 1000, 2000, v);
}

static long of_protect(long v)
{
    void *p = pages(ANY | (v & 0x1000000 ? MAP_GROWSDOWN : 0));
    return mprotect(p, PAGE, v & 0x1000000 ? v | RW : v);
}

static long of_map(long v)
{
    void *place = v & MAP_FIXED ? pages(ANY) : v == MAP_FIXED_NOREPLACE ? (void *)0x70000000 : NULL;
    void *p = v == MAP_SHARED_VALIDATE || v == MAP_SYNC ? mmap(NULL, PAGE, RW, v | MAP_SHARED_VALIDATE, file, 0)
            : mmap(place, PAGE, RW, v == MAP_SHARED || v == MAP_PRIVATE ? v | MAP_ANONYMOUS : ANY | v, -1, 0);
    return p == MAP_FAILED ? -1 : 0;
}

static long of_remap(long v)
{
    char *p = pages(ANY), *q = pages(ANY);
    return mremap(p, PAGE, PAGE, v == 1 ? v : v | 1, q) == MAP_FAILED ? -1 : 0;
}

static long of_sync(long v)
{
    void *p = mmap(NULL, PAGE, RW, MAP_SHARED, file, 0);
    return msync(p, PAGE, v);
}

static long of_madvise(long v)
{
    return madvise(pages(v == 9 ? MAP_SHARED | MAP_ANONYMOUS : ANY), PAGE, v);
}

static long of_mlock2(long v)
{
    return syscall(SYS_mlock2, pages(ANY), PAGE, v);
}

static long of_mlockall(long v)
{
    long result = mlockall(v == 4 ? 5 : v);
    int error = errno;
    munlockall();
    errno = error;
    return result;
}

static long of_memfd(long v)
{
    return closed(syscall(SYS_memfd_create, "m", v));
}

static long of_membarrier(long v)
{
    return syscall(SYS_membarrier, v, 0, 0) < 0 ? -1 : 0;
}

static long of_wait(long v)
{
    return syscall(SYS_wait4, -1, NULL, v == WEXITED || v == WNOWAIT ? WNOHANG : v | WNOHANG, NULL);
}

static long of_policy(long v)
{
    return sched_get_priority_max(v) < 0 ? -1 : 0;
}

static long of_priority(long v)
{
    return syscall(SYS_getpriority, v, 0) < 0 ? -1 : 0;
}

static long of_limit(long v)
{
    return getrlimit(v, (struct rlimit *)buffer);
}

static long of_usage(long v)
{
    return getrusage(v, (struct rusage *)buffer);
}

static long of_mask(long v)
{
    sigset_t set;
    sigemptyset(&set);
    return sigprocmask(v, &set, NULL);
}

static long of_action(long v)
{
    struct sigaction action = {.sa_handler = SIG_DFL, .sa_flags = (int)v};
    return sigaction(SIGUSR1, &action, NULL);
}

static long of_futex(long v)
{
    static uint32_t words[16];
    struct timespec soon = {0, 1};
    uint32_t *word = &words[v & 15];
    long result;

    if (v >= 128) /* flags, beside an operation */
        return syscall(SYS_futex, word, v == 256 ? 9 | v : 1 | v, 1, v == 256 ? &soon : NULL, word, -1);
    result = syscall(SYS_futex, word, v, 1, v == 3 || v == 4 || v == 5 || v == 12 ? NULL : &soon, word + 1, -1);
    return result < 0 ? -1 : 0;
}

static long of_clock(long v)
{
    struct timespec t;
    return clock_gettime(v, &t);
}

static long of_sleep(long v)
{
    struct timespec t = {0, 0};
    errno = clock_nanosleep(CLOCK_MONOTONIC, v, &t, NULL);
    return errno ? -1 : 0;
}

static long of_itimer(long v)
{
    return syscall(SYS_getitimer, v, buffer);
}

static long of_socket(long v)
{
    return closed(socket(AF_UNIX, v < 16 ? v : v | SOCK_STREAM, 0));
}

static long of_message(long v)
{
    return send(pair[0], "x", 1, v) < 0 ? -1 : 0;
}

static long of_shutdown(long v)
{
    int two[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, two) < 0)
        return -1;
    long result = shutdown(two[0], v);
    close(two[0]);
    close(two[1]);
    return result;
}

static long of_option(long v)
{
    socklen_t size = 64;
    return getsockopt(pair[0], SOL_SOCKET, v, buffer, &size);
}

static long of_random(long v)
{
    return syscall(SYS_getrandom, buffer, 8, v) == 8 ? 0 : -1;
}

static long of_shm(long v)
{
    int id = shmget(IPC_PRIVATE, PAGE, 0600 | v);
    if (id >= 0)
        shmctl(id, IPC_RMID, NULL);
    return id < 0 ? -1 : 0;
}

static const struct {
    const char *set;
    long (*call)(long value);
} calls[] = {
    {"OFLAGS", of_open}, {"ATFLAGS", of_at}, {"UNLINKFLAGS", of_unlink}, {"ACCFLAGS", of_access}, {"ACCMODE", of_mode},
    {"WHENCE", of_seek}, {"FCNTL", of_fcntl}, {"LOCKOP", of_lock}, {"FALLOC", of_fallocate}, {"FADVICE", of_advice},
    {"RENAMEFLAGS", of_rename}, {"XATTRFLAGS", of_xattr}, {"RWFLAGS", of_write}, {"STATXMASK", of_statx},
    {"SPLICE", of_splice}, {"SYNCRANGE", of_range}, {"PIPEFLAGS", of_pipe}, {"EVENTFDFLAGS", of_eventfd},
    {"SIGNALFDFLAGS", of_signalfd}, {"TIMERFDFLAGS", of_timerfd}, {"TIMERSETFLAGS", of_timerset}, {"EPOLLFLAGS", of_epoll},
    {"EPOLLEVENTS", of_events}, {"POLLEVENTS", of_poll}, {"INOTIFYFLAGS", of_inotify}, {"INOTIFYMASK", of_watch},
    {"CLOSERANGE", of_close_range}, {"PROT", of_protect}, {"MFLAGS", of_map}, {"MREMAP", of_remap}, {"MSYNC", of_sync},
    {"MADVICE", of_madvise}, {"MLOCKTWO", of_mlock2}, {"MLOCKALL", of_mlockall}, {"MEMFD", of_memfd},
    {"MEMBARRIER", of_membarrier}, {"WAITFLAGS", of_wait}, {"SCHEDPOLICY", of_policy}, {"PRIOWHICH", of_priority},
    {"RLIMIT", of_limit}, {"RUSAGEWHO", of_usage}, {"SIGHOW", of_mask}, {"SAFLAGS", of_action}, {"FUTEXOP", of_futex},
    {"CLOCKID", of_clock}, {"TIMERFLAGS", of_sleep}, {"ITIMER", of_itimer}, {"SOCKTYPE", of_socket},
    {"MSGFLAGS", of_message}, {"SHUTHOW", of_shutdown}, {"SOCKOPT", of_option}, {"GRND", of_random}, {"IPCFLAGS", of_shm},
};

enum { STATE_DONE = 1, STATE_QUIET = 1, STATE_NOT = 0 };

static const struct {
    const char *set, *name;
    long value;
    int taken;
} flags[] = {
#undef VALUE
#define FLAG(set, name, value, state, note)  {#set, #name, (long)(value), STATE_##state},
#define VALUE(set, name, value, state, note) {#set, #name, (long)(value), STATE_##state},
#include "../../../interfaces/linux/flags.def"
};

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    file = open("f", O_CREAT | O_RDWR, 0600);
    if (file < 0 || ftruncate(file, 2 * PAGE) < 0 || pipe(ends) < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
        return 1;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
        for (size_t j = 0; flags[i].taken && j < sizeof(calls) / sizeof(calls[0]); j++) {
            if (strcmp(calls[j].set, flags[i].set) != 0)
                continue;
            errno = 0;
            long result = calls[j].call(flags[i].value);
            printf("%s %s: %s\n", flags[i].set, flags[i].name, result < 0 ? error_name(errno) : "ok");
        }
    return 0;
}
