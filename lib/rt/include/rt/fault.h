/* SPDX-License-Identifier: BSD-2-Clause */
/* Between root-task and the remains of a task that faulted.
 *
 * root-task lets the thread go on at rt_fault_entry(frame pointer, again); that walks the frames and sends
 * one message with label RT_FAULT_CHAIN, its words the return addresses, innermost first. */
#pragma once

enum { RT_FAULT_FRAMES = 32, RT_FAULT_CHAIN = 0xdead };

#define RT_FAULT_ENTRY_SYMBOL "rt_fault_entry"
