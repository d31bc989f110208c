/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals: what is pending, who gets it, and waits that end for it.
 *
 * A signal is queued at a thread or at its process and delivered by the thread itself when it leaves
 * the kernel.  Handlers return -ERESTART* codes when a wait ended for a signal; delivery turns them
 * into EINTR or a restart as sigaction says. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include <linux/signal.h>
#include <rt/waitq.h>

struct proc;
struct thread;

/* Results of system calls that never reach a program. */
enum restart {
    ERESTARTSYS = 512,          /* restart if SA_RESTART or no handler runs, else EINTR */
    ERESTARTNOINTR = 513,       /* always restart */
    ERESTARTNOHAND = 514,       /* restart unless a handler runs */
    ERESTART_RESTARTBLOCK = 516 /* restart through restart_syscall, EINTR if a handler runs */
};

/* Where a signal came from; what siginfo tells. */
struct sig_info {
    int signo, code, error;     /* si_signo, si_code, si_errno */
    int32_t pid;                /* si_pid; or si_tid of timers; or si_syscall */
    uint32_t uid;               /* si_uid; or si_overrun; or si_arch */
    uint64_t value;             /* si_status, si_addr, si_value, by the code */
};

struct sig_entry {
    TAILQ_ENTRY(sig_entry) link;
    struct sig_info info;
    uint32_t owner;             /* the user it counts for (RLIMIT_SIGPENDING) */
};
TAILQ_HEAD(sig_list, sig_entry);

/* What is pending: a bit for each signal, and its information. */
struct sig_queue {
    uint64_t set;               /* bit signo-1 */
    struct sig_list list;       /* oldest first; a signal in set may have no entry (out of memory) */
    unsigned count;
};

/* Actions; counted (CLONE_SIGHAND). */
struct sig_actions {
    unsigned refs;
    struct linux_sigaction action[LINUX_NSIG]; /* [signo - 1] */
};

/* A signal is pending that the thread would act upon. */
int signal_pending(struct thread *t);
int signal_fatal_pending(struct thread *t); /* SIGKILL or an exit of the process */
/* Takes the thread's next signal that is not in `blocked`, its own before its process's; false: none. */
bool signal_dequeue(struct thread *t, uint64_t blocked, struct sig_info *info);

/* Queue a signal.  0; -EAGAIN: its information cannot be kept, and it is of no use without. */
int signal_thread(struct thread *t, const struct sig_info *info);
int signal_proc(struct proc *p, const struct sig_info *info);
/* A signal that the running program caused (SIGSEGV ...): blocked or ignored ones kill. */
void signal_force(struct thread *t, const struct sig_info *info);
/* SI_KERNEL signals; sig 0 only tests.  -ESRCH when nobody is there. */
int kill_proc(struct proc *p, int sig);
int kill_pgrp(int pgrp, int sig);
/* The calling thread does not block sig and its process does not ignore it (for SIGTTIN, SIGTTOU). */
int signal_ignored_or_blocked(struct thread *t, int sig);
/* Is the process group without a member whose parent is in another group of the session? */
int pgrp_is_orphaned(int pgrp);

/* Parks the current fiber.  0 when somebody unparked it, -ERESTARTSYS for a signal (also one that is
 * pending already), -ETIMEDOUT.  Wait queues are entered before. */
int thread_park(uint64_t deadline_ns);
/* One queue: 0, -ERESTARTSYS or -ETIMEDOUT (RT_NEVER: no deadline). */
int wait_interruptible(struct rt_waitq *q, uint64_t deadline_ns);

/* Replaces the mask for the length of a call (ppoll, pselect, sigsuspend): the old one comes back after
 * the handler.  mask 0 address: nothing.  -EINVAL, -EFAULT. */
int signal_mask_from_user(struct thread *t, uint64_t mask_addr, uint64_t mask_size);
/* Ends that early when the call was not interrupted. */
void signal_mask_restore(struct thread *t);
