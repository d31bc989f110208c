/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for several files at once.
 *
 * file_ops.poll returns the events that hold now and, given a table, enters each wait queue whose wake-up
 * could change the answer.  Wakers wake whole queues; the waiter asks again. */
#pragma once
#include <stdint.h>

struct rt_waitq;

struct poll_table;
/* Enters a queue; if memory is short the table remembers the error and the call returns -ENOMEM. */
void poll_wait(struct poll_table *pt, struct rt_waitq *q);
/* The same for a queue whose wake-ups are about some events only: not entered by who wants none of them. */
void poll_wait_for(struct poll_table *pt, struct rt_waitq *q, uint32_t events);
