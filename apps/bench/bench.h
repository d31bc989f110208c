/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of the benchmark: each is an operation that is repeated and timed. */
#ifndef BENCH_H
#define BENCH_H

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

struct row {
    const char *name;
    long count;                /* operations in one batch */
    int (*setup)(void);        /* 0, or -1 with errno: the row is left out; may be NULL */
    int (*prepare)(void);      /* before each batch, not counted: 0, or -1 with errno; may be NULL */
    int (*run)(long count);    /* does the operation count times; 0, or -1 with errno */
    void (*finish)(void);      /* may be NULL */
};

/* The rows of each file, ended by one without a name. */
extern const struct row rows_calls[], rows_files[], rows_cold[], rows_pipes[], rows_threads[], rows_processes[],
    rows_memory[], rows_signals[], rows_programs[];

/* Finds what counts, and says what it is. */
const char *counter_init(void);
/* Instructions executed so far, nanoseconds where they cannot be counted. */
int64_t counter_read(void);

#define DISK "/var/tmp/bench" /* a folder on ext4 */
#define TMP  "/tmp/bench"     /* a folder on tmpfs */

/* One system call and nothing else: result or -errno. */
static inline long call6(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;

    __asm__ volatile("svc #0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory", "cc");
    return x0;
}

#define CALL_N(n, a, b, c, d, e, f, ...) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
/* call(SYS_read, fd, buffer, size): arguments that are not given are 0. */
#define call(number, ...) CALL_N(number, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)

/* Turns -errno into -1 and errno. */
static inline int result(long value)
{
    if (value >= 0 || value < -4095)
        return 0;
    errno = -value;
    return -1;
}

#endif
