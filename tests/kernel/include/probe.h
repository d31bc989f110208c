/* SPDX-License-Identifier: BSD-2-Clause */
/* Touching memory that may not be there: a helper thread does it and its fault is caught. */
#pragma once

#include "test.h"

enum touch { TOUCH_READ, TOUCH_WRITE, TOUCH_RUN };

/* Touches `vaddr` in the address space of this test.  0 if that worked, otherwise the status word of the VM fault;
 * the fault's address is checked.  TOUCH_RUN calls the address as a function. */
uint64_t probe(enum touch how, seL4_Word vaddr);
/* The same in `vspace`, which must show the program's memory (thread_init with own_vspace makes such a one). */
void probe_in(struct thread *t);

/* Result of the last TOUCH_READ or TOUCH_RUN that worked. */
extern volatile uint64_t probe_value;

/* Status words of the VM faults that probes see; add the level (1..3). */
enum {
    READ_TRANSLATION = 0x92000004,
    READ_PERMISSION = 0x9200000c,
    WRITE_TRANSLATION = 0x92000044,
    WRITE_PERMISSION = 0x9200004c,
    RUN_TRANSLATION = 0x82000004,
    RUN_PERMISSION = 0x8200000c,
};
