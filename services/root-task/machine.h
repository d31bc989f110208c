/* SPDX-License-Identifier: BSD-2-Clause */
/* What root-task asks of the processor; one implementation an architecture. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/types.h>

enum { MACHINE_INSTRUCTION_BYTES = 4 }; /* of a call */

uint64_t machine_counter(void);    /* ticks of the system counter */
uint64_t machine_counter_hz(void);
uint64_t machine_frame_pointer(void);
_Noreturn void machine_stop(void); /* idles for ever */

/* A thread's code: uses the counter, then its timer, and says how far it came; yields for ever then. */
enum { MACHINE_PROBE_COUNTER = 1, MACHINE_PROBE_ALL = 2 };
_Noreturn void machine_probe(volatile uint64_t *stage);

/* A received fault message in English. */
void machine_describe_fault(char *text, size_t bytes, uint64_t label, const uint64_t *mr);
void machine_log_registers(const seL4_UserContext *context);
/* Where the chain of stack frames starts. */
uint64_t machine_stack_frame(const seL4_UserContext *context);
/* Registers of a thread that goes on at pc with two arguments, on its stack. */
void machine_send_to(seL4_UserContext *context, uint64_t pc, uint64_t arg0, uint64_t arg1);
/* The thread's last system call is a seL4_Call (if it waits, it waits for that); the slot it named. */
bool machine_is_call(const seL4_UserContext *context);
uint64_t machine_call_slot(const seL4_UserContext *context);
/* Registers of a thread that starts. */
void machine_set_start(seL4_UserContext *context, uint64_t pc, uint64_t sp, uint64_t arg0);
