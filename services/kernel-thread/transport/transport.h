/* SPDX-License-Identifier: BSD-2-Clause */
/* How Linux threads and this task reach each other: events in, registers out.
 *
 * A transport turns a message of the kernel into an event and later lets the thread go on.  The fault
 * transport works on any seL4: system calls were rewritten into undefined instructions (mm/rewrite.h). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "mm/mm.h"

struct kit_fp;
struct rt_message;
struct user_regs;
struct rt_server;
struct thread;

enum event_kind {
    EVENT_SYSCALL,   /* number; arguments in x0..x5, pc at the svc */
    EVENT_MEMORY,    /* address, access, cause of `esr` */
    EVENT_EXCEPTION, /* undefined instruction, breakpoint ...: esr */
    EVENT_TRAP,      /* the end of a kit trampoline */
    EVENT_BAD        /* no kernel sends such a message: the program forged it */
};

struct event {
    enum event_kind kind;
    uint32_t number;    /* of the system call */
    uint64_t address;
    enum fault_kind access;
    uint32_t esr;
    bool at_svc;        /* EVENT_SYSCALL: the answer to the message cannot carry its result */
};

struct transport {
    const char *name;
    bool rewrites;      /* svc in code must be replaced (mm/rewrite.h) */
    bool stubs;         /* threads may be in stubs (mm/stub.h) */
    /* A call that arrived without the loop's knowledge: its handler waits, and later t->result is the answer. */
    void (*detach)(struct thread *t);
    void (*answer_late)(struct thread *t);
    bool args_in_page;  /* a call's message leaves pc and sp unknown */
    /* Reads what the message says into t->regs, and for a system call all that it needs. */
    void (*decode)(struct thread *t, const struct rt_message *m, struct event *e);
    /* A call's result: x0, and on behind the svc. */
    void (*set_result)(struct thread *t, uint64_t x0);
    /* The answer to m sets the first words of t->regs; false: it cannot.  NULL: never. */
    bool (*answer_words)(struct thread *t, struct rt_message *m, unsigned words);
    /* Gives a thread that does not run all registers of `from` (NULL: zeros), but pc and sp, x0 = 0, and
     * tpidr_el0 if set_tls.  NULL: there is no such call. */
    int (*state_init)(struct thread *t, struct thread *from, uint64_t pc, uint64_t sp, bool set_tls, uint64_t tls);
    /* Sets so many words of struct user_state in a thread that waits, and lets it run.  One that waits for an answer
     * may stay: the answer then sets x0 and nothing else. */
    void (*state_write)(struct thread *t, const uint64_t *words, unsigned count, bool run);
    uint64_t restart_label;  /* of an answer that lets the thread go on as its registers say; 0: there is none */
    uint64_t state_label;    /* of an answer that sets all registers (struct user_state); 0: there is none */
    /* FP registers of a thread whose fiber runs; all of t->regs is written back afterwards.  May park. */
    int (*fp_save)(struct thread *t, struct kit_fp *fp);
    int (*fp_load)(struct thread *t, const struct kit_fp *fp);
    int (*fp_zero)(struct thread *t);
    /* FP registers of a thread that has never run; start is called by its fiber, before it runs. */
    int (*fp_prepare)(struct thread *t, const struct kit_fp *fp);
    int (*fp_start)(struct thread *t);
};
extern const struct transport transport_fault, transport_native, transport_call;
extern bool native_detached; /* foreign system calls come without a reply capability */
/* The one in use; chosen once, before the first thread: the best that the kernel has, or what the option
 * "transport=fault" (call, native) says. */
extern const struct transport *transport;
/* Pages of files are rewritten when they are run; false with the option "rewrite=off", for programs that
 * tools/ins_modify.py has rewritten. */
extern bool transport_rewrites_files;
int transport_init(void);

/* Makes the first `words` of t->regs known; the thread must not run. */
void regs_read(struct thread *t, unsigned words);
void regs_read_all(struct thread *t);
/* The stack pointer of a thread in a system call. */
uint64_t regs_sp(struct thread *t);
/* The first `words` of t->regs will be written back (they must be known). */
void regs_change(struct thread *t, unsigned words);
/* Writes them and lets the thread run, whatever it waits for. */
void regs_resume(struct thread *t);

/* Registers as one answer sets them (seL4_ExtReply_Registers). */
struct user_state {
    uint64_t pc, sp, pstate, x[31];
    uint64_t fp_status; /* FPSR; FPCR above */
    uint64_t v[64];
};
/* Where the caller puts all registers of the thread whose message is being handled, then regs_set_state; NULL: the
 * transport has no such answer. */
struct user_state *regs_state(struct thread *t);
void regs_set_state(struct thread *t);

/* May t->regs.pc, which is known, be in a stub? */
bool regs_near_stub(const struct thread *t);

enum { PLACE_WORDS = 2 };
/* Makes pc and sp known as the program is to see them.  True: and x0 (*x0), which is not what the register holds now
 * and is the caller's from here on. */
bool regs_place(struct thread *t, uint64_t *x0);
/* For a thread that waits in a stub's call: makes pc and sp known as the program is to see them.  False: it is another
 * thread. */
bool regs_place_stub(struct thread *t);
/* Its registers that the stub keeps elsewhere: x0 (the result, if there is one), x1..x5, x7, x16, x17, x30. */
void regs_stub_saved(const struct thread *t, uint64_t x[31]);
/* Gives x0 back: the program sees it in the register after all. */
void regs_unplace(struct thread *t, uint64_t x0);

/* The same as the answer to its message, if nothing but a call's result or nothing at all changed; false if
 * it takes more. */
bool regs_answer(struct thread *t, struct rt_message *m);

/* What serves the messages of Linux threads; complete after transport_init. */
extern struct rt_server transport_server;
void transport_handle(const struct rt_server *server, struct rt_message *m);
void transport_idle(const struct rt_server *server);
/* Lets other threads run before the calling one. */
void thread_yield(struct thread *t);
/* A thread that runs in its program is stopped and made to look at its signals. */
void thread_kick(struct thread *t);
/* Lets a new thread run whose registers in t->regs are complete and whose FP registers are prepared.
 * -ENOMEM. */
int thread_launch(struct thread *t);

struct args;
/* For a thread that never ran: makes the running fiber its own and executes the program (exec_run).  0:
 * thread_begun lets it run; else the caller discards it. */
long thread_begin(struct thread *t, const char *path, struct args *args);
void thread_begun(struct thread *t);

/* Gives back the thread's scratch page, if it has one. */
void thread_scratch_release(struct thread *t);
