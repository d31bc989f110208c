/* SPDX-License-Identifier: BSD-2-Clause */
/* How many things of each kind there are now (/proc/kit/accounting): when all programs have ended, each number must be
 * what it was before they started. */
#pragma once

struct books {
    long spaces;        /* address spaces in use */
    long thread_objects;/* kernel objects of threads in use */
    long waiters;       /* in futex queues */
    long timers;        /* of timer_create */
    long pidfds;        /* processes that have some */
    long undos;         /* semaphore operations to be undone */
    long messages;      /* in System V and POSIX queues */
};
extern struct books books;
