/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 120
 * link: -pthread
 * machine: fuzz
 * Random system calls by processes that die all the time: the system must survive, and its books must balance
 * afterwards.  Arguments: seconds to run (default: a fixed number of seeds), first seed.
 */
#include "check.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>

/* Where this task's capabilities would be in its capability space (services/kernel-thread/mm/kobj.c). */
#define SLOT_0 0xce100000ul
enum { SEEDS = 5, FAMILY = 4, USER = 4242, THREADS = 3, CALLS = 400, NUMBERS = 470, PAGE = 4096, LIFE_MS = 800 };

static uint64_t state;
static _Thread_local uint64_t mine;
static char *memory; /* 8 pages: 2 to write, guard, read only, guard, shared, changed by another thread, to execute */

static uint64_t next(void)
{
    uint64_t *s = mine ? &mine : &state;
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s * 0x2545f4914f6cdd1dull;
}

static uint64_t below(uint64_t n)
{
    return (next() >> 16) % n;
}

static void memory_make(void)
{
    static const int protections[8] = {3, 3, 0, 1, 0, 3, 3, 7};
    memory = mmap(NULL, 16 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 8; i++)
        mmap(memory + i * PAGE, PAGE, protections[i], MAP_FIXED | MAP_ANONYMOUS | (i == 5 ? MAP_SHARED : MAP_PRIVATE), -1, 0);
}

static uint64_t pointer(void)
{
    static const uint64_t odd[] = {0, 1, 8, -1, -8, -4096, 1ull << 47, (1ull << 47) - 8, 1ull << 63, 0xffffff8040000000, 0x7fffffe00000};
    switch (below(12)) {
    case 0: return odd[below(sizeof(odd) / sizeof(odd[0]))];
    case 1: return (uint64_t)memory + below(8) * PAGE + PAGE - below(40);        /* across an end */
    case 2: return (uint64_t)memory + below(8) * PAGE + below(PAGE);             /* not aligned */
    case 3: return (uint64_t)memory + 2 * PAGE + below(PAGE);
    case 4: return next();
    case 5: return (uint64_t)__builtin_frame_address(0) - below(4096);
    case 6: return (uint64_t)memory + 3 * PAGE + below(500) * 8;
    case 7: return (uint64_t)memory + 6 * PAGE + below(500) * 8;
    default: return (uint64_t)memory + below(2) * PAGE + below(400) * 8;
    }
}

static uint64_t number(void)
{
    switch (below(10)) {
    case 0: return -below(130);
    case 1: return 1ull << below(64);
    case 2: return (1ull << below(64)) - 1;
    case 3: return next();
    case 4: return (uint32_t)next();
    case 5: return below(1 << 20);
    default: return below(20);
    }
}

static uint64_t argument(void)
{
    static const char *const names[] = {"x", "y", "d", "d/z", ".", "..", "", "/", "/proc/self/maps", "/proc/self/mem", "/proc/self/fd",
                                        "/dev/zero", "/dev/null", "/dev/ptmx", "/proc/self/status", "/etc/passwd", "fifo"};
    switch (below(8)) {
    case 0: case 1: case 2: return pointer();
    case 3: return (uint64_t)names[below(sizeof(names) / sizeof(names[0]))];
    case 4: return below(24); /* descriptors */
    default: return number();
    }
}

/* Now and then the memory that calls read gets structures that look sensible. */
static void stir(void)
{
    uint64_t *words = (uint64_t *)memory;
    for (int i = below(16); i > 0; i--)
        words[below(1024)] = below(3) ? number() : pointer();
}

static long call(uint64_t nr, const uint64_t a[6])
{
    register uint64_t x8 __asm__("x8") = nr;
    register uint64_t x0 __asm__("x0") = a[0];
    register uint64_t x1 __asm__("x1") = a[1];
    register uint64_t x2 __asm__("x2") = a[2];
    register uint64_t x3 __asm__("x3") = a[3];
    register uint64_t x4 __asm__("x4") = a[4];
    register uint64_t x5 __asm__("x5") = a[5];
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
    return (long)x0;
}

/* A message on one of the capabilities that a thread might have: only where the kernel is one that takes them. */
static void raw_message(void)
{
    static const uint64_t capabilities[] = {0, 1, 2, 3, 4, 0x55, 0xffff};
    register uint64_t x7 __asm__("x7") = -(1 + below(8));
    register uint64_t x8 __asm__("x8") = SYS_getpid;
    register uint64_t x0 __asm__("x0") =
        below(3) ? SLOT_0 | below(2) : capabilities[below(sizeof(capabilities) / sizeof(capabilities[0]))];
    register uint64_t x1 __asm__("x1") = below(8) << 12 | below(5 + 123 * (below(4) == 0));
    register uint64_t x2 __asm__("x2") = below(2) ? pointer() : number();
    register uint64_t x3 __asm__("x3") = below(2) ? pointer() : number();
    register uint64_t x4 __asm__("x4") = number();
    register uint64_t x5 __asm__("x5") = number();
    register uint64_t x6 __asm__("x6") = number();
    __asm__ volatile("svc #1"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6), "+r"(x7)
                     : "r"(x8)
                     : "memory", "cc");
}

static int raw; /* on this system */

static int skipped(uint64_t nr)
{
    switch (nr) {
    case SYS_exit: case SYS_exit_group: case SYS_rt_sigreturn: case SYS_execve: case SYS_execveat: case SYS_munmap:
    case SYS_kill: case SYS_tkill: case SYS_tgkill: case SYS_rt_sigsuspend:
        return below(8) != 0; /* they end the fun early */
    case SYS_setrlimit: case SYS_prlimit64:
        return 1;
    default:
        return 0;
    }
}

static void *calls(void *arg)
{
    mine = state + (uint64_t)arg * 0x9e3779b97f4a7c15ull;
    for (int i = 0; i < CALLS; i++) {
        uint64_t nr = below(40) ? below(NUMBERS) : next(), a[6];
        for (int k = 0; k < 6; k++)
            a[k] = argument();
        if (below(4) == 0)
            stir();
        if (raw && below(12) == 0)
            raw_message();
        if (!skipped(nr))
            call(nr, a);
    }
    return NULL;
}

static void *changes(void *arg)
{
    (void)arg;
    mine = state ^ 77;
    for (;;) {
        uint64_t *words = (uint64_t *)(memory + 6 * PAGE);
        for (int i = 0; i < 64; i++)
            words[below(512)] = below(2) ? number() : pointer();
        sched_yield();
    }
    return NULL;
}

static void handler(int sig)
{
    (void)sig;
}

static void worker(void)
{
    pthread_t t;
    struct itimerval soon = {{0, 20000}, {0, 20000}};
    struct sigaction act = {.sa_handler = handler};

    memory_make();
    sigaction(SIGALRM, &act, NULL);
    sigaction(SIGUSR1, &act, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    pthread_create(&t, NULL, changes, NULL);
    for (uint64_t i = 1; i < THREADS; i++)
        pthread_create(&t, NULL, calls, (void *)i);
    calls(NULL);
    _exit(0);
}

static void limit(int what, rlim_t value)
{
    struct rlimit l = {value, value};
    setrlimit(what, &l);
}

/* A family of random processes under a user of its own. */
static void family(uint64_t seed)
{
    int null = open("/dev/null", O_RDWR);
    state = (seed + 1) * 0x9e3779b97f4a7c15ull;
    for (int i = 0; i < 3; i++)
        dup2(null, i);
    setsid();
    limit(RLIMIT_NPROC, 40);
    limit(RLIMIT_NOFILE, 64);
    limit(RLIMIT_FSIZE, 200000);
    limit(RLIMIT_AS, 128 << 20);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, 20);
    limit(RLIMIT_MSGQUEUE, 100000);
    setgid(USER);
    setuid(USER);
    for (int i = 0; i < FAMILY; i++) {
        state += 0x1234567;
        pid_t child = fork();
        if (child == 0)
            worker();
        for (int ms = 0; ms < LIFE_MS && waitpid(child, NULL, WNOHANG) == 0; ms += 5)
            usleep(5000);
        kill(child, SIGKILL);
    }
    _exit(0);
}

/* Ends all of the user's processes, wherever they have gone, and what they left behind. */
static void clean(void)
{
    pid_t child = fork();
    if (child == 0) {
        setuid(USER);
        kill(-1, SIGKILL);
        _exit(0);
    }
    while (wait(NULL) > 0 || errno == EINTR)
        ;
    char info[256];
    for (int i = 0; i < 300; i++) { /* objects that have no owner, by their place in the table */
        syscall(SYS_semctl, syscall(SYS_semctl, i, 0, SEM_STAT, info), 0, IPC_RMID, 0);
        syscall(SYS_msgctl, syscall(SYS_msgctl, i, MSG_STAT, info), IPC_RMID, NULL);
        syscall(SYS_shmctl, syscall(SYS_shmctl, i, SHM_STAT, info), IPC_RMID, NULL);
    }
    system("ls /dev/mqueue >/dev/null 2>&1; chmod -R u+rwx . 2>/dev/null; rm -rf ./* 2>/dev/null; echo 3 >/proc/sys/vm/drop_caches");
}

static void one(uint64_t seed)
{
    pid_t child = fork();
    int status = 0;
    if (child == 0)
        family(seed);
    while (waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status))
        kill(child, SIGKILL); /* one of its own children has stopped it */
    clean();
}

enum { BOOKS = 24 };
struct book { char name[32]; long value; };

static int books(struct book b[BOOKS])
{
    FILE *f = fopen("/proc/kit/accounting", "r");
    int n = 0;
    if (!f)
        return 0;
    while (n < BOOKS && fscanf(f, "%31s %ld", b[n].name, &b[n].value) == 2)
        n++;
    fclose(f);
    return n;
}

/* What is kept for later use comes and goes; this process itself may have become known by a pidfd. */
static long slack(const char *name)
{
    static const struct book kept[] = {{"pages", 256}, {"heap", 200000}, {"pidfds", 1}};
    for (unsigned i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
        if (strcmp(name, kept[i].name) == 0)
            return kept[i].value;
    return 0;
}

int main(int argc, char **argv)
{
    struct book before[BOOKS], after[BOOKS];
    long seconds = argc > 1 ? atol(argv[1]) : 0, seeds = 0;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
    time_t end = time(NULL) + seconds;

    prctl(PR_SET_CHILD_SUBREAPER, 1);
    chmod(".", 0777);
    raw = access("/proc/kit", F_OK) == 0;
    one(seed++); /* fills what is kept for later */
    one(seed++);
    int count = books(before);
    for (; seconds ? time(NULL) < end : seeds < SEEDS; seeds++) {
        if (seconds && seeds % 20 == 0) {
            printf("seed %lu\n", (unsigned long)seed);
            fflush(stdout);
        }
        one(seed++);
    }
    sleep(1);
    clean();
    int wrong = books(after) != count;
    for (int i = 0; i < count; i++)
        if (labs(after[i].value - before[i].value) > slack(before[i].name)) {
            printf("%s: %ld before, %ld now\n", before[i].name, before[i].value, after[i].value);
            wrong = 1;
        }
    if (!seconds)
        printf("%ld seeds\n", seeds);
    printf(wrong ? "books do not balance\n" : "books balance\n");
    return wrong;
}
