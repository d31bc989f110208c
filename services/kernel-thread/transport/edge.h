/* SPDX-License-Identifier: BSD-2-Clause */
/* What changes at each edge of a program, together because every system call touches all of it. */
#pragma once
#include <rt/waitq.h>

struct thread;

struct edge {
    uint64_t accounted;          /* the counter: up to here the time is counted for somebody */
    uint64_t unclaimed;          /* ticks that programs used between two edges, nobody knows yet which */
    struct rt_waitq yielders;    /* threads in sched_yield: they wait until another one has been here */
    struct thread *due;          /* its call is answered when this task waits next; NULL: nobody's */
};
extern struct edge edge;
