/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 120
 * Children that try to harm a kit below them: forged and repeated messages, calls into the middle of its code, its memory
 * overwritten.  To Linux they are programs that make odd calls of getpid.  What becomes of them does not matter; the
 * system goes on.
 */
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#define CALL_CAPABILITY 0xce100000ul
#define FAULT_CAPABILITY 0xce100001ul

static uint64_t seed = 12345;

static uint64_t random_word(void)
{
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return seed;
}

/* svc in memory that nobody rewrites: x0..x7 from the array, x8 = getpid. */
static long (*raw)(uint64_t *x);

static void raw_make(void)
{
    static const uint32_t words[] = {
        0xaa0003e9, /* mov x9, x0 */
        0xa9400520, /* ldp x0, x1, [x9] */
        0xa9410d22, /* ldp x2, x3, [x9, #16] */
        0xa9421524, /* ldp x4, x5, [x9, #32] */
        0xa9431d26, /* ldp x6, x7, [x9, #48] */
        0xd2801588, /* mov x8, #172 */
        0xd4000001, /* svc #0 */
        0xd65f03c0, /* ret */
    };
    void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memcpy(code, words, sizeof(words));
    __builtin___clear_cache(code, (char *)code + sizeof(words));
    raw = (long (*)(uint64_t *))code;
}

static void message(uint64_t number, uint64_t to, uint64_t label, uint64_t length)
{
    uint64_t x[8] = {to, label << 12 | length, random_word(), random_word(), random_word(), random_word(), 0, number};

    if (random_word() & 1)
        x[2] = random_word() & 0xffffff, x[3] = (uint64_t)&x;
    raw(x);
}

static void forged_calls(void)
{
    for (int i = 0; i < 200; i++)
        message((uint64_t)-1, CALL_CAPABILITY, i & 1 ? 0x7c : random_word() >> 20, random_word() & 511);
}

static void sends(void)
{
    for (int i = 0; i < 200; i++)
        message((uint64_t)-3, CALL_CAPABILITY, 0x7c, 0);
}

static void nb_sends(void)
{
    for (int i = 0; i < 2000; i++) {
        message((uint64_t)-4, i & 1 ? CALL_CAPABILITY : FAULT_CAPABILITY, i & 2 ? 0x7c : i & 7, 4);
        getppid(), lseek(0, 0, SEEK_CUR);
    }
}

static void forged_faults(void)
{
    for (int i = 0; i < 200; i++)
        message((uint64_t)-1, FAULT_CAPABILITY, (uint64_t)i % 8, random_word() & 15);
}

static void sent_faults(void)
{
    for (int i = 0; i < 200; i++)
        message((uint64_t)-3, FAULT_CAPABILITY, (uint64_t)i % 8, random_word() & 15);
}

static void other_calls(void)
{
    static const int numbers[] = {-2, -5, -6, -7, -8};

    for (int i = 0; i < 500; i++)
        message((uint64_t)(int64_t)numbers[i % 5], i & 1 ? CALL_CAPABILITY : FAULT_CAPABILITY, 0, 0);
}

static void many_capabilities(void)
{
    for (int i = 0; i < 200; i++)
        message((uint64_t)-1, random_word() >> (i & 63), 0x7c, 3 << 7);
}

static void *overwrite(void *arg)
{
    volatile uint64_t *page = (uint64_t *)(0x7fffff900000ul + 4096); /* not there on Linux */

    (void)arg;
    for (;;)
        page[random_word() % 512] = random_word();
    return NULL;
}

static void pages_overwritten(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, overwrite, NULL);
    for (int i = 0; i < 20000; i++)
        getppid(), lseek(0, 0, SEEK_CUR), sysconf(_SC_NPROCESSORS_ONLN);
}

/* If the svc of getppid's code was made a branch: jumps to places around its target. */
static void stub_entered(void)
{
    const uint32_t *at = (const uint32_t *)(uintptr_t)&getppid;

    for (int i = 0; i < 16; i++) {
        if (at[i] >> 26 != 5)
            continue;
        uint64_t target = (uint64_t)(at + i) + (uint64_t)((int64_t)((uint64_t)at[i] << 38) >> 36);
        for (int k = 0; k < 30; k++) {
            pid_t child = fork();
            if (child == 0) {
                alarm(1);
                uint64_t to = k < 15 ? target + random_word() % 64 * 4 - 64 : (target & ~4095ul) + random_word() % 1024 * 4;
                __asm__ volatile("mov x30, %1\n mov x16, %2\n br %0" : : "r"(to), "r"(random_word()),
                                 "r"(k & 1 ? random_word() : 0x7fffff901200ul) : "x16", "x30", "memory");
            }
            waitpid(child, NULL, 0);
        }
        return;
    }
}

static void no_stack(void)
{
    __asm__ volatile("mov x8, #172\n mov x9, sp\n mov sp, %0\n svc #0\n mov sp, x9" : : "r"(0x123450ul)
                     : "x0", "x8", "x9", "memory");
    __asm__ volatile("mov x8, #62\n mov x9, sp\n mov sp, %0\n svc #0\n mov sp, x9" : : "r"(-16ul)
                     : "x0", "x8", "x9", "memory");
}

static void over(int signo)
{
    (void)signo;
    _exit(0);
}

static void child(const char *what, void (*fn)(void))
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        signal(SIGSEGV, over), signal(SIGBUS, over), signal(SIGILL, over), signal(SIGSYS, over);
        alarm(3);
        fn();
        _exit(0);
    }
    printf("%s: %s\n", what, waitpid(pid, &status, 0) == pid ? "over" : "not found");
}

int main(void)
{
    int fd[2];
    char c = 0;

    raw_make();
    child("forged calls", forged_calls);
    child("sends", sends);
    child("sends that do not wait", nb_sends);
    child("forged faults", forged_faults);
    child("sent faults", sent_faults);
    child("other calls", other_calls);
    child("many capabilities", many_capabilities);
    child("pages overwritten", pages_overwritten);
    child("stub entered", stub_entered);
    child("no stack", no_stack);

    VALUE(pipe(fd));
    IN_CHILD("a child", VALUE(write(fd[1], "x", 1)));
    VALUE(read(fd[0], &c, 1));
    VALUE(c == 'x');
    IN_CHILD("a program", execl("/bin/busybox", "echo", "well", NULL));
    return 0;
}
