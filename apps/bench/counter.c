/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many instructions the processor executed: its performance counter, which stands still while the processor waits.
 * Linux gives it as perf_event_open; the kit's kernel, built with KERNEL_PMU=1, lets a program use the counter itself.
 */
#include "bench.h"

#include <linux/perf_event.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { INSTRUCTIONS_RETIRED = 8 /* event of the Arm architecture's PMU */ };

enum source { CLOCK, PERF, REGISTER };

static enum source source;
static int event = -1;
static sigjmp_buf refused;
static uint32_t last; /* of the register, which has 32 bits */
static int64_t total;

static void on_refusal(int number)
{
    siglongjmp(refused, number);
}

static uint32_t counter_register(void)
{
    uint64_t value;

    __asm__ volatile("isb\n mrs %0, pmevcntr0_el0" : "=r"(value) : : "memory");
    return (uint32_t)value;
}

/* Event counter 0 counts instructions in kernel and programs from here on. */
static void start_register(void)
{
    uint64_t control;

    __asm__ volatile("mrs %0, pmcr_el0" : "=r"(control));
    __asm__ volatile("msr pmevtyper0_el0, %0\n msr pmcntenset_el0, %1\n msr pmcr_el0, %2\n isb"
                     :
                     : "r"((uint64_t)INSTRUCTIONS_RETIRED), "r"(1ul), "r"(control | 1));
    last = counter_register();
}

static int open_event(void)
{
    struct perf_event_attr attr = {
        .type = PERF_TYPE_HARDWARE, .size = sizeof(attr), .config = PERF_COUNT_HW_INSTRUCTIONS,
    };

    return (int)syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0); /* of processor 0, whatever runs */
}

const char *counter_init(void)
{
    struct sigaction old, action = {.sa_handler = on_refusal};

    event = open_event();
    if (event >= 0) {
        source = PERF;
        return "performance events";
    }
    sigaction(SIGILL, &action, &old);
    if (sigsetjmp(refused, 1) == 0) {
        start_register();
        source = REGISTER;
    }
    sigaction(SIGILL, &old, NULL);
    return source == REGISTER ? "performance counter" : "clock";
}

int64_t counter_read(void)
{
    struct timespec t;
    int64_t value = 0;

    switch (source) {
    case PERF:
        if (read(event, &value, sizeof(value)) != sizeof(value))
            perror("bench: performance event");
        return value;
    case REGISTER: {
        uint32_t now = counter_register();

        total += (uint32_t)(now - last);
        last = now;
        return total;
    }
    default:
        clock_gettime(CLOCK_MONOTONIC, &t);
        return t.tv_sec * 1000000000LL + t.tv_nsec;
    }
}
