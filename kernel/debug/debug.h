/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/debug.h: kernel messages, assertions and the end of the world.
 *
 * Formats: %d %i %u %x %p %s %c %% with the sizes l, ll, z and a width, optionally zero padded.  Messages go to the UART
 * by polling and only in debug builds (PRINTING); a panic speaks in every build. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arch_context;

/* Debug builds print; release builds are silent except for the panic. */
enum { PRINTING = BUILD_DEBUG, DEBUGGING = BUILD_DEBUG };

void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void kvprintf(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
/* Like kprintf, but also in release builds: only for the panic report. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
void reportv(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

/* Our own mistake: says what and where, then stops. */
void panic_at(const char *file, int line, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
#define panic(...) panic_at(__FILE__, __LINE__, __VA_ARGS__)
/* The same for an exception in the kernel, whose registers are given. */
void panic_exception(const struct arch_context *ctx, const char *cause, uint64_t esr, uint64_t far)
    __attribute__((noreturn));

#define assert(condition)                                                                                              \
    do {                                                                                                               \
        if (DEBUGGING && !(condition))                                                                                 \
            panic("assertion failed: %s", #condition);                                                                 \
    } while (0)
#define assert_eq(a, b)                                                                                                \
    do {                                                                                                               \
        unsigned long long a_ = (unsigned long long)(a), b_ = (unsigned long long)(b);                                 \
        if (DEBUGGING && a_ != b_)                                                                                     \
            panic("%s = 0x%llx, but %s = 0x%llx", #a, a_, #b, b_);                                                     \
    } while (0)

/* Names the running thread in a report. */
void report_current_thread(void);

/* Name of the function around `pc` and the distance to its start; NULL if unknown. */
const char *symbol_find(uint64_t pc, uint64_t *offset);
