/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine parts on the developer's machine (any Unix with ucontext), for unit tests: fibers by
 * swapcontext, real time, stacks by mmap, and a loop that only knows fibers and timers. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>

#include <rt/crc32c.h>
#include <rt/timer.h>

#include "../../sched.h"

void arch_fiber_init(struct arch_fiber *f, void *stack_top, void (*entry)(void))
{
    ucontext_t *u = calloc(1, sizeof(*u));
    if (u == NULL || getcontext(u) != 0)
        abort();
    /* the stack's size only tells makecontext where its end is */
    u->uc_stack.ss_size = 4096;
    u->uc_stack.ss_sp = (char *)stack_top - u->uc_stack.ss_size;
    makecontext(u, entry, 0);
    f->sp = u;
}

void arch_fiber_switch(struct arch_fiber *from, struct arch_fiber *to)
{
    if (from->sp == NULL)
        from->sp = calloc(1, sizeof(ucontext_t));
    if (from->sp == NULL || swapcontext(from->sp, to->sp) != 0)
        abort();
}

bool stack_new(struct stack *s, size_t bytes)
{
    char *p = mmap(NULL, bytes + 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED || mprotect(p + 4096, bytes, PROT_READ | PROT_WRITE) != 0)
        return false;
    *s = (struct stack){.memory = p + 4096, .pages = (unsigned)(bytes / 4096)};
    return true;
}

void stack_delete(const struct stack *s)
{
    munmap((char *)s->memory - 4096, (size_t)s->pages * 4096 + 4096);
}

void reply_slot_return(uint64_t slot)
{
    (void)slot;
}

uint64_t rt_now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void arch_timer_arm(uint64_t deadline_ns)
{
    (void)deadline_ns; /* rt_run below asks timer_next */
}

struct run {
    int (*fn)(void *arg);
    void *arg;
    int result;
    bool done;
};

static void run_entry(void *arg)
{
    struct run *run = arg;
    run->result = run->fn(run->arg);
    run->done = true;
}

static void wait_for_timer(void)
{
    uint64_t deadline;
    if (!timer_next(&deadline)) {
        fprintf(stderr, "rt_run: every fiber waits and no timer is set\n");
        abort();
    }
    uint64_t now = rt_now_ns();
    if (deadline > now) {
        uint64_t left = deadline - now;
        struct timespec ts = {.tv_sec = (time_t)(left / 1000000000u),
                              .tv_nsec = (long)(left % 1000000000u)};
        nanosleep(&ts, NULL);
    }
    timer_expire(rt_now_ns());
}

int rt_run(int (*fn)(void *arg), void *arg)
{
    struct run run = {.fn = fn, .arg = arg};
    int err = rt_fiber_start(run_entry, &run);
    if (err)
        return err;
    while (!run.done) {
        if (fiber_any_ready())
            fiber_run_ready();
        else
            wait_for_timer();
    }
    return run.result;
}

bool rt_crc32c(uint32_t *crc, const void *data, size_t bytes)
{
    (void)crc;
    (void)data;
    (void)bytes;
    return false; /* whoever asks has a way of its own */
}
