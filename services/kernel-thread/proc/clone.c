/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/clone.c: fork, vfork, clone: new processes and threads. */
#include "proc/clone.h"

#include <string.h>

#include <linux/errno.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <rt/fiber.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/mnt_ns.h"
#include "ipc/ipc.h"
#include "mm/page.h"
#include "mm/kit.h"
#include "mm/kobj.h"
#include "mm/memory.h"
#include "mm/user.h"
#include "proc/exit.h"
#include "proc/hostname.h"
#include "proc/pidfd.h"
#include "proc/priority.h"
#include "proc/table.h"
#include "sig/action.h"
#include "trace/tracee.h"
#include "transport/transport.h"

enum { SYSTEM_THREADS_MAX = 3200, SPARE_FIBERS = 32 };
int proc_threads_max = SYSTEM_THREADS_MAX;

static int flags_check(const struct thread *t, const struct clone_request *c)
{
    uint64_t f = c->flags, spaces = f & (CLONE_NEW_ALL | CLONE_NEWNS);
    if ((spaces & (CLONE_NEWNS | CLONE_NEWUSER)) && (f & CLONE_FS))
        return -EINVAL;
    if ((f & CLONE_SIGHAND) && (f & CLONE_VM) == 0)
        return -EINVAL;
    if ((f & CLONE_THREAD) && (f & CLONE_SIGHAND) == 0)
        return -EINVAL;
    if ((f & CLONE_THREAD) && (f & CLONE_VFORK))
        return -EINVAL; /* Linux would wait for the thread; nobody does that */
    if ((f & CLONE_PIDFD) && (f & (CLONE_DETACHED | CLONE_THREAD)))
        return -EINVAL;
    if ((f & CLONE_SIGHAND) && (f & CLONE_CLEAR_SIGHAND))
        return -EINVAL;
    if (spaces & ~(CLONE_NEWNS | CLONE_NEWUTS)) /* there are no others */
        return cred_capable(t) || (f & CLONE_NEWUSER) ? -EINVAL : -EPERM;
    if (spaces && !cred_capable(t))
        return -EPERM;
    if (spaces && (f & CLONE_THREAD))
        return -EINVAL; /* here a process is in them, not a thread */
    return 0;
}

/* Page tables that processes will want which have not run yet: what is told to one is not to be told to the next. */
static uint64_t promised_bytes(void)
{
    enum { TABLES = 8 /* of a small process */ };
    struct kobj_tables tables;
    kobj_tables(&tables);
    uint64_t wanted = (uint64_t)(proc_count() + 1) * TABLES, have = tables.used + tables.unused;
    return wanted > have ? (wanted - have) * PAGE_BYTES : 0;
}

static int limit_check(const struct thread *t)
{
    if (thread_total() >= (unsigned)proc_threads_max || thread_total() >= memory_threads_max())
        return -EAGAIN;
    if (!cred_capable(t) && proc_count_of(t->proc->cred.uid) >= proc_rlimit(t->proc, RLIMIT_NPROC))
        return -EAGAIN;
    if (!memory_balance(promised_bytes()) && !kobj_spare())
        return -EAGAIN;
    /* A thread that waits keeps a fiber: its message must never find none. */
    return rt_fiber_reserve(thread_total() + SPARE_FIBERS) == 0 ? 0 : -EAGAIN;
}

/* What a process refers to, shared or copied.  On failure the caller discards p. */
static int resources_new(struct proc *p, struct proc *from, uint64_t flags)
{
    p->exe = from->exe;
    if (p->exe != NULL) {
        file_get(p->exe);
        (void)inode_deny_write(p->exe->inode); /* cannot fail: the parent holds it too */
    }
    p->actions = from->actions;
    if (flags & CLONE_SIGHAND)
        p->actions->refs++;
    else
        p->actions = sig_actions_copy(from->actions);
    p->files = from->files;
    if (flags & CLONE_FILES)
        files_get(p->files);
    else
        p->files = files_copy(from->files);
    p->fs = from->fs;
    if (flags & CLONE_FS)
        fs_ctx_get(p->fs);
    else
        p->fs = fs_ctx_copy(from->fs);
    if ((flags & CLONE_NEWUTS) && uts_unshare(p) != 0)
        return -ENOMEM;
    if (p->fs != NULL && (flags & CLONE_NEWNS) && mnt_ns_unshare(p->fs) != 0)
        return -ENOMEM;
    p->mm = from->mm;
    if (flags & CLONE_VM)
        mm_get(p->mm);
    else
        p->mm = mm_fork(from->mm);
    if (sem_undo_inherit(p, from, (flags & CLONE_SYSVSEM) != 0) != 0)
        return -ENOMEM;
    if (p->actions == NULL || p->files == NULL || p->fs == NULL || p->mm == NULL)
        return -ENOMEM;
    if (flags & CLONE_CLEAR_SIGHAND)
        sig_actions_exec(p->actions);
    return 0;
}

static void proc_discard(struct proc *p)
{
    if (p->mm != NULL)
        mm_put(p->mm);
    if (p->files != NULL)
        files_put(p->files);
    if (p->fs != NULL)
        fs_ctx_put(p->fs);
    if (p->actions != NULL)
        sig_actions_put(p->actions);
    if (p->exe != NULL) {
        inode_allow_write(p->exe->inode);
        file_put(p->exe);
    }
    sem_undo_end(p);
    proc_free(p);
}

/* Registers and signal state of the child. */
static int thread_prepare(struct thread *child, struct thread *t, const struct clone_request *c)
{
    child->regs = t->regs;
    child->regs.pc = t->syscall_pc + 4;
    child->regs.x0 = 0;
    child->regs.sp = c->stack != 0 ? c->stack : regs_sp(t);
    if (c->flags & CLONE_SETTLS)
        child->regs.tpidr = c->tls;
    seccomp_inherit(child, t);
    child->sig_mask = t->sig_mask;
    child->memory_policy = t->memory_policy;
    if (!t->sched.reset_on_fork)
        child->sched = t->sched;
    priority_apply(child);
    memcpy(child->comm, t->comm, sizeof(child->comm));
    if ((c->flags & CLONE_VM) == 0 || (c->flags & CLONE_VFORK)) {
        child->altstack_base = t->altstack_base;
        child->altstack_size = t->altstack_size;
        child->altstack_flags = t->altstack_flags;
    }
    if (c->flags & CLONE_CHILD_CLEARTID)
        child->clear_child_tid = c->child_tid;

    if (kobj_thread_set_space(child->kobj, mm_vspace(child->proc->mm)) != 0)
        return -EAGAIN;
    if (transport->state_init != NULL)
        return transport->state_init(child, t, child->regs.pc, child->regs.sp, (c->flags & CLONE_SETTLS) != 0, c->tls);
    return transport->fp_prepare(child, c->fp);
}

/* Waits until the child executes or ends; a fatal signal ends the wait. */
static void vfork_wait(struct thread *t, int pid, struct vfork_done *v)
{
    while (!v->done && !signal_fatal_pending(t)) {
        struct rt_waiter w;
        rt_waitq_add(&v->q, &w);
        rt_park_intr();
        rt_waitq_remove(&w);
    }
    struct proc *child = proc_find(pid);
    if (!v->done && child != NULL && child->vfork == v)
        child->vfork = NULL;
}

static int tid_write(struct thread *t, struct thread *child, const struct clone_request *c)
{
    int32_t tid = child->tid;
    if ((c->flags & CLONE_PARENT_SETTID) && copy_out(t->proc->mm, c->parent_tid, &tid, sizeof(tid)) != 0)
        return -EFAULT;
    if (c->flags & CLONE_CHILD_SETTID) /* Linux lets the child fail silently here */
        (void)copy_out(child->proc->mm, c->child_tid, &tid, sizeof(tid));
    return 0;
}

/* The caller's descriptor for its child.  On failure there is none. */
static int pidfd_write(struct thread *t, struct proc *child, const struct clone_request *c, int *pidfd)
{
    int32_t fd = pidfd_new(t, child, 0);
    if (fd < 0)
        return fd;
    if (copy_out(t->proc->mm, c->pidfd, &fd, sizeof(fd)) == 0) {
        *pidfd = fd;
        return 0;
    }
    (void)fd_close(t, fd);
    return -EFAULT;
}

/* What a tracer calls it. */
static int event_of(const struct clone_request *c)
{
    return c->flags & CLONE_VFORK ? PTRACE_EVENT_VFORK
           : c->exit_signal == SIGCHLD && (c->flags & CLONE_THREAD) == 0 ? PTRACE_EVENT_FORK : PTRACE_EVENT_CLONE;
}

/* thread_launch, for threads that may be traced. */
static int launch(struct thread *t, struct thread *child, const struct clone_request *c)
{
    if (t->tracee == NULL)
        return thread_launch(child);
    tracee_inherit(t, child, event_of(c));
    int err = thread_launch(child);
    if (err == 0)
        tracee_born(child);
    return err;
}

static long thread_clone(struct thread *t, const struct clone_request *c, int tid)
{
    struct thread *child = thread_new(t->proc, tid);
    if (child == NULL)
        return -EAGAIN;
    int err = thread_prepare(child, t, c);
    if (err == 0)
        err = tid_write(t, child, c);
    if (err == 0)
        err = launch(t, child, c);
    if (err) {
        thread_scratch_release(child);
        thread_discard(child);
        return err;
    }
    tracee_event(t, PTRACE_EVENT_CLONE, (uint64_t)tid);
    return tid;
}

static long proc_clone(struct thread *t, const struct clone_request *c, int pid)
{
    struct proc *parent = c->flags & CLONE_PARENT ? t->proc->parent : t->proc;
    struct proc *p = proc_new(pid, t->proc);
    if (p == NULL)
        return -ENOMEM;
    if (parent != t->proc) {
        LIST_REMOVE(p, sibling);
        p->parent = parent;
        LIST_INSERT_HEAD(parent != NULL ? &parent->children : &init_children, p, sibling);
    }
    p->exit_signal = c->flags & CLONE_PARENT ? t->proc->exit_signal : c->exit_signal;
    int err = resources_new(p, t->proc, c->flags);
    struct thread *child = err == 0 ? thread_new(p, pid) : NULL;
    if (child == NULL) {
        proc_discard(p);
        return err ? err : -EAGAIN;
    }
    err = thread_prepare(child, t, c);
    if (err == 0)
        err = tid_write(t, child, c);
    int pidfd = -1;
    if (err == 0 && (c->flags & CLONE_PIDFD))
        err = pidfd_write(t, p, c, &pidfd);
    struct vfork_done v = {0};
    if (c->flags & CLONE_VFORK)
        p->vfork = &v;
    if (err == 0)
        err = launch(t, child, c);
    if (err) {
        thread_scratch_release(child);
        if (pidfd >= 0)
            (void)fd_close(t, pidfd);
        thread_discard(child);
        proc_discard(p);
        return err;
    }
    tracee_event(t, event_of(c), (uint64_t)pid);
    if (c->flags & CLONE_VFORK) {
        vfork_wait(t, pid, &v);
        tracee_event(t, PTRACE_EVENT_VFORK_DONE, (uint64_t)pid);
    }
    return pid;
}

long clone_run(struct thread *t, struct clone_request *c)
{
    struct kit_fp fp;
    int err = flags_check(t, c);
    if (err == 0)
        err = limit_check(t);
    if (err == 0 && transport->state_init == NULL)
        err = transport->fp_save(t, &fp);
    c->fp = &fp;
    if (err)
        return err == -EFAULT ? -ENOMEM : err;
    int pid = pid_alloc();
    if (pid < 0)
        return pid;
    return c->flags & CLONE_THREAD ? thread_clone(t, c, pid) : proc_clone(t, c, pid);
}
