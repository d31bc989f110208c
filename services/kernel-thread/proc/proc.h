/* SPDX-License-Identifier: BSD-2-Clause */
/* Processes (thread groups) and threads.
 *
 * A process lives from fork to wait: after its last thread it is a zombie that only keeps its status
 * and times.  Everything runs on fibers of one native thread: no locks.  Pointers found by proc_find
 * are borrowed until the next call that may park, except that a running thread keeps its own process. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <linux/resource.h>
#include <rt/timer.h>
#include <rt/waitq.h>

#include "proc/regs.h"
#include "proc/seccomp.h"
#include "sig/signal.h"
#include "trace/strace.h"
#include "time/cpu_clock.h"

struct file;
struct files;
struct fs_ctx;
struct mm;
struct path;
struct tty;

enum { COMM_BYTES = 16, GROUPS_MAX = 65536 };
enum { INIT_PID = 1 }; /* kernel-thread itself: parent of the first program and of orphans */

struct cred {
    uint32_t uid, euid, suid, fsuid;
    uint32_t gid, egid, sgid, fsgid;
    uint64_t cap_effective, cap_permitted, cap_inheritable, cap_bounding, cap_ambient; /* CAP_BIT */
    uint32_t securebits;
    unsigned ngroups;
    uint32_t *groups;              /* owned, ngroups of them; NULL: none */
};

enum { COREDUMP_FILTER_DEFAULT = 0x33 };

enum proc_state { PROC_ALIVE, PROC_STOPPED, PROC_ZOMBIE };

LIST_HEAD(thread_list, thread);
LIST_HEAD(proc_list, proc);
TAILQ_HEAD(proc_order, proc);

struct proc {
    int pid;                       /* of its first thread */
    int pgrp, session;             /* changed by proc_join only */
    LIST_ENTRY(proc) in_group;     /* of all with its pgrp */
    struct proc *parent;           /* borrowed; NULL: INIT_PID */
    struct proc_list children;
    LIST_ENTRY(proc) sibling;      /* in parent's children, or in the orphans' list */
    TAILQ_ENTRY(proc) in_order;    /* all processes, by pid */
    enum proc_state state;

    struct thread_list threads;    /* living ones */
    unsigned thread_count;
    struct thread *leader;         /* the first thread; NULL when it has ended */

    struct mm *mm;                 /* counted; NULL once a zombie */
    struct files *files;           /* counted; NULL once a zombie */
    struct fs_ctx *fs;             /* counted; NULL once a zombie */
    LIST_HEAD(, tracee) tracees;   /* whom it traces */
    struct pid_handle *handle;     /* of its pidfds; NULL: none (pidfd.h) */
    struct uts_ns *uts;            /* counted */
    struct sem_undo_list *sem_undo; /* counted; NULL: none yet */
    struct file *exe;              /* counted: the program's file; NULL: none yet */
    struct sig_actions *actions;   /* counted */
    struct sig_queue pending;      /* for any thread */
    struct rt_waitq signalfd_wait; /* a signal became pending, for it or one of its threads */
    struct cred cred;
    struct tty *ctty;              /* controlling terminal, owned by io/; NULL: none */
    char comm[COMM_BYTES];         /* for new threads, NUL-terminated */
    uint64_t arg_start, arg_end;   /* argument strings in mm, for /proc/<pid>/cmdline */
    uint64_t env_start, env_end;
    struct linux_rlimit64 limit[RLIMIT_COUNT];
    uint64_t seen_enosys[8];       /* bit per system call: its absence was logged */

    int exit_status;               /* as wait reports it; valid once exiting */
    bool dumping;                  /* a thread writes its core file */
    bool exiting;                  /* exit_group or a fatal signal: all threads leave */
    int exit_signal;               /* sent to the parent at the end; 0: none */
    struct rt_waitq child_wait;    /* wait4 of this process */
    struct vfork_done *vfork;      /* the parent waits there for this process's exec or exit; NULL */
    struct thread *exec_thread;    /* all other threads leave because this one executes; NULL */
    struct rt_waitq thread_wait;   /* woken when a thread ends */
    int stop_signal;               /* while stopped */
    bool stop_untold, continue_untold; /* wait4(WUNTRACED, WCONTINUED) has not seen it yet */
    bool did_exec;                 /* setpgid of a child after exec: -EACCES */

    uint64_t start_ns;             /* clock_monotonic_ns at fork */
    uint64_t utime_ns, stime_ns;   /* of threads that ended */
    uint64_t child_utime_ns, child_stime_ns; /* of children waited for */
    uint64_t min_faults, maj_faults, peak_pages;
    uint64_t child_min_faults, child_maj_faults, child_peak_pages;
    struct cpu_timer cpu_limit;    /* RLIMIT_CPU */
    struct rt_timer alarm;         /* ITIMER_REAL */
    uint64_t alarm_interval_ns;
    struct { struct cpu_timer timer; uint64_t interval_ns; } cpu_itimer[2]; /* ITIMER_VIRTUAL, ITIMER_PROF */
    LIST_HEAD(, posix_timer) timers; /* timer_create */
    int timer_next;                /* number of the next one */
    unsigned timer_count;
    uint32_t parent_death_signal;  /* prctl */
    bool subreaper, no_new_privs, dumpable, thp_disable, io_flusher;
    uint8_t barriers;              /* membarrier: what the program registered for */
    uint8_t mce_kill;              /* prctl: 0 default, 1 late, 2 early */
    uint64_t timerslack_ns;        /* 0: the default, */
    uint64_t timerslack_default_ns; /* which is what the parent had; 0: the system's */
    int16_t oom_score_adj, oom_score_least; /* the lowest it may set itself */
    uint32_t coredump_filter;      /* what kinds of memory a core file would have */
    struct io_count {              /* for /proc/PID/io: bytes, and calls */
        unsigned long read, written, reads, writes, from_disk, to_disk;
    } io;
    uint32_t nice_plus_20;         /* 20 - nice */
    uint16_t io_priority;          /* ioprio_set; valid if set */
    bool io_priority_set;
    uint64_t personality;
};

enum restart_kind { RESTART_NONE, RESTART_SLEEP, RESTART_CPU_SLEEP, RESTART_FUTEX };

enum thread_state {
    THREAD_USER,    /* runs (or could) in the program */
    THREAD_KERNEL,  /* a fiber works for it */
    THREAD_STOPPED, /* job control; its fiber waits */
    THREAD_DEAD
};

struct thread {
    int tid;
    struct proc *proc;             /* counted by being in its list */
    LIST_ENTRY(thread) in_proc, by_tid;
    union {
        struct {
            uint8_t state;         /* enum thread_state */
            bool tramp;            /* runs kit code that ends in a trap; its fiber waits */
            bool attention;        /* signal_work() may be true: look at the edge of the program */
            bool waits_answer;     /* its call came without a reply capability (transport/direct.c) */
        };
        uint32_t gate;             /* 0: THREAD_USER, and none of these */
    };
    struct kobj_thread *kobj;      /* kernel objects: TCB, small CSpace; owned */
    struct rt_fiber *fiber;        /* while THREAD_KERNEL: who works for it */
    char comm[COMM_BYTES];

    struct user_regs regs;         /* what of the registers is known here */
    union {
        struct {
            uint32_t regs_known;   /* so many words of regs, from the first, are read; 0 in the program */
            uint32_t regs_changed; /* so many words are to be written back */
        };
        uint64_t regs_touched;     /* 0: neither */
    };
    bool has_result;               /* `result` goes to x0, on behind the svc; not in regs yet */
    uint64_t result;
    struct rt_message *message;    /* the one being handled; NULL: none */
    uint64_t *full;                /* all registers, in message: the answer sets so many words of them */
    unsigned state_words;
    int syscall;                   /* number while in a call, else -1 */
    uint64_t syscall_pc;           /* address of the svc: where a restart goes */
    int restart_code;              /* ERESTART* the call ended with; 0: none */

    uint64_t sig_mask, sig_saved_mask;
    bool sig_restore_mask;         /* sig_saved_mask comes back at the next delivery or exit */
    struct sig_queue pending;
    uint64_t altstack_base, altstack_size;
    uint32_t altstack_flags;
    const struct cred *cred_override; /* while access() asks for the real user; NULL: the process's */
    struct restart_block {     /* what restart_syscall goes on with */
        enum restart_kind kind;
        uint64_t deadline_ns, user; /* user: address for the result, or of the futex */
        uint64_t arg[3];
    } restart;

    unsigned scratch;              /* slot of the kit's pages for threads in mm; 0: none yet */
    struct kit_thread *kit;        /* that page, if stubs use it; NULL: they do not */
    bool attached;                 /* waits_answer, and the loop's caller is still this thread: Reply answers it */
    bool sig_loaded;               /* in sigreturn, and its stub has loaded most of the frame (mm/stub_image.S) */
    bool in_call;                  /* the message being handled is a system call whose answer carries the result */

    struct sched_setting {
        uint32_t policy, priority; /* SCHED_*; 1..99 for SCHED_FIFO and SCHED_RR */
        bool reset_on_fork;
    } sched;
    uint8_t rt_priority;           /* what its kernel thread has (priority.h) */
    uint8_t memory_policy;         /* of set_mempolicy (mm/policy.c) */
    uint64_t clear_child_tid;      /* user address; 0: none */
    uint64_t robust_list;
    LIST_HEAD(, futex_pi) pi_owned; /* locks it holds for which others wait */
    uint64_t utime, stime;         /* ticks of the counter */
    unsigned long waits;           /* how often it waited for something */
    uint64_t turn_limit;           /* utime + stime at which it has to give way */
    struct seccomp_state seccomp;
    struct tracee *tracee;         /* owned by the tracer's list; NULL: not traced */
    int tracee_inject;             /* signal that PTRACE_DETACH left it with */
    int exit_status;               /* as wait4 tells it, for a tracer */
    struct thread_trace trace;     /* where its line of a trace is */
};

/* The thread for which the running fiber works; NULL in system fibers. */
static inline struct thread *current(void)
{
    return rt_fiber_self() == NULL ? NULL : rt_fiber_local(0);
}

/* Each of its calls is to be seen before it is made: by a tracer, or by filters. */
static inline bool thread_watched(const struct thread *t)
{
    return t->tracee != NULL || t->seccomp.mode != SECCOMP_MODE_DISABLED;
}

/* By pid of the process / tid of a living thread; NULL: none. */
struct proc *proc_find(int pid);
struct thread *thread_find(int tid);
/* In the order of pids: the first with pid > after; NULL: no more. */
struct proc *proc_next(int after);
struct thread *thread_next(struct proc *p, int after); /* threads of p, the same way */
unsigned proc_count(void);
unsigned thread_total(void);
int proc_last_pid(void);
extern int proc_pid_max, proc_threads_max; /* set by /proc/sys/kernel */

/* Members of a process group (proc->in_group), zombies too: LIST_FOREACH (p, pgrp_members(pgrp), in_group). */
struct proc_list *pgrp_members(int pgrp);
/* Puts the process into a group and a session. */
void proc_join(struct proc *p, int pgrp, int session);
/* Is the number that of a group or session with members? */
bool pgrp_in_use(int pgrp);
bool session_in_use(int session);
/* Processes of a user. */
unsigned proc_count_of(uint32_t uid);
/* Signals that wait in queues of a user's processes: one more, unless there are `most` (or no memory); one less. */
bool user_signal_add(uint32_t uid, uint64_t most);
void user_signal_remove(uint32_t uid);
unsigned user_signals(uint32_t uid);
/* The process's real user becomes another: proc_count_of follows. */
void proc_set_uid(struct proc *p, uint32_t uid);

/* Process 1, which is this task itself: what programs may ask of it.  It is in no list. */
struct thread *init_thread(void);

int proc_parent_pid(const struct proc *p);
/* Soft limit of RLIMIT_x. */
uint64_t proc_rlimit(const struct proc *p, unsigned which);
void proc_times(const struct proc *p, uint64_t *utime_ns, uint64_t *stime_ns);
/* R running, S sleeping, T stopped, t stopped for its tracer, Z zombie. */
char proc_state_letter(const struct proc *p);
/* What timers of its threads may be late by, in ns. */
uint64_t timerslack_of(const struct proc *p);
char thread_state_letter(const struct thread *t);

static inline const struct cred *thread_cred(const struct thread *t)
{
    return t->cred_override ? t->cred_override : &t->proc->cred;
}
/* Has the capability (CAP_*) in effect. */
static inline bool cred_has(const struct thread *t, unsigned cap)
{
    return (thread_cred(t)->cap_effective >> cap & 1) != 0;
}
/* The administrator: CAP_SYS_ADMIN. */
int cred_capable(const struct thread *t);
/* Is the group the one for files, or one of the others? */
int cred_in_group(const struct cred *c, uint32_t gid);
/* Process 1 is root; *to is a copy of *from, with groups of its own.  -ENOMEM. */
void cred_init(struct cred *c);
int cred_copy(struct cred *to, const struct cred *from);
void cred_free(struct cred *c);
/* Capabilities after a change of users (Linux: capabilities(7), "effect of user ID changes"). */
void cred_users_changed(struct cred *c, const struct cred *before);

/* May the thread look into the process (ptrace, pidfd_getfd, get_robust_list, kcmp)?  Linux: ptrace_may_access with
 * PTRACE_MODE_*_REALCREDS. */
bool proc_may_look(const struct thread *t, const struct proc *p);

/* Starts a first program as a child of INIT_PID, a session leader; takes files and fs always.  Returns
 * its pid, or what execve returned.  argv and envp end in NULL. */
int proc_start(const char *path, char *const argv[], char *const envp[], struct files *files,
               struct fs_ctx *fs);
/* Called by proc for each child of INIT_PID that ended (io/control.c decides what that means). */
void system_child_exited(int pid, int wait_status);
/* SIGKILL to everything (before the system stops). */
void proc_kill_all(void);
