/* SPDX-License-Identifier: BSD-2-Clause */
/* How Linux threads and this task reach each other: events in, registers out.
 *
 * A transport turns a message of the kernel into an event and later lets the thread go on.  The fault
 * transport works on any seL4: system calls were rewritten into undefined instructions (mm/rewrite.h). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "mm/mm.h"

struct rt_message;
struct rt_server;
struct thread;

enum event_kind {
    EVENT_SYSCALL,   /* number in x8, arguments in x0..x5 */
    EVENT_MEMORY,    /* address, access, cause of `esr` */
    EVENT_EXCEPTION, /* undefined instruction, breakpoint ...: esr */
    EVENT_TRAP,      /* the end of a kit trampoline */
    EVENT_BAD        /* no kernel sends such a message: the program forged it */
};

struct event {
    enum event_kind kind;
    uint64_t address;
    enum fault_kind access;
    uint32_t esr;
};

struct transport {
    const char *name;
    /* Reads what the message says into t->regs, and for a system call all that it needs. */
    void (*decode)(struct thread *t, const struct rt_message *m, struct event *e);
};
extern const struct transport transport_fault;

/* Makes the first `words` of t->regs known; the thread must not run. */
void regs_read(struct thread *t, unsigned words);
void regs_read_all(struct thread *t);
/* The first `words` of t->regs will be written back (they must be known). */
void regs_change(struct thread *t, unsigned words);
/* Writes them and lets the thread run, whatever it waits for. */
void regs_resume(struct thread *t);

/* Messages of Linux threads arrive here (rt_server.handle). */
void transport_handle(const struct rt_server *server, struct rt_message *m);
/* A thread that runs in its program is stopped and made to look at its signals. */
void thread_kick(struct thread *t);
/* Starts a fiber for a thread whose registers in t->regs are complete; FP registers come from its scratch
 * slot.  -ENOMEM. */
int thread_launch(struct thread *t);

struct args;
/* For a thread that never ran: makes the running fiber its own and executes the program (exec_run).  0:
 * thread_begun lets it run; else the caller discards it. */
long thread_begin(struct thread *t, const char *path, struct args *args);
void thread_begun(struct thread *t);

/* Lets the thread run a kit routine (kit_entry.*) with its scratch page and waits for its end.  All of
 * t->regs is known before and written afterwards.  0 or -errno. */
int tramp_fp_save(struct thread *t);
int tramp_fp_load(struct thread *t);
int tramp_fp_zero(struct thread *t);
/* The thread's scratch contents; NULL: no memory. */
struct kit_fp *thread_scratch(struct thread *t);
void thread_scratch_release(struct thread *t);
