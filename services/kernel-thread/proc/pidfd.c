/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/pidfd.c: pidfd_open, pidfd_send_signal, pidfd_getfd. */
#include "proc/pidfd.h"

#include <stdlib.h>

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <rt/waitq.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/poll.h"
#include "fs/procfs.h"
#include "fs/text.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "sig/kill.h"
#include "trace/books.h"
#include "trace/syscalls.h"

/* One for each process that has pidfds: counted by it and by them. */
struct pid_handle {
    unsigned refs;
    struct proc *proc; /* NULL: gone */
    struct rt_waitq ended;
};

static void handle_put(struct pid_handle *h)
{
    if (--h->refs != 0)
        return;
    books.pidfds--;
    free(h);
}

static struct pid_handle *handle_of(struct proc *p)
{
    if (p->handle == NULL) {
        p->handle = calloc(1, sizeof(*p->handle));
        if (p->handle == NULL)
            return NULL;
        *p->handle = (struct pid_handle){.refs = 1, .proc = p};
        books.pidfds++;
    }
    return p->handle;
}

void pid_handle_zombie(struct proc *p)
{
    if (p->handle != NULL)
        rt_waitq_wake_all(&p->handle->ended);
}

void pid_handle_end(struct proc *p)
{
    if (p->handle == NULL)
        return;
    p->handle->proc = NULL;
    rt_waitq_wake_all(&p->handle->ended);
    handle_put(p->handle);
    p->handle = NULL;
}

static uint32_t pid_poll(struct file *f, struct poll_table *pt)
{
    struct pid_handle *h = f->priv;
    poll_wait(pt, &h->ended);
    return h->proc == NULL || h->proc->state == PROC_ZOMBIE ? POLLIN | POLLRDNORM : 0;
}

static void pid_release(struct file *f)
{
    handle_put(f->priv);
}

static void pid_describe(struct file *f, struct text *out)
{
    const struct proc *p = ((struct pid_handle *)f->priv)->proc;

    text_printf(out, "Pid:\t%d\nNSpid:\t%d\n", p ? p->pid : -1, p ? p->pid : -1);
}

static const struct file_ops ops = {
    .poll = pid_poll, .release = pid_release, .describe = pid_describe,
};

int pidfd_new(struct thread *t, struct proc *p, uint32_t flags)
{
    struct pid_handle *h = handle_of(p);
    struct file *f;
    if (h == NULL)
        return -ENOMEM;
    h->refs++;
    int err = file_anonymous("anon_inode:[pidfd]", &ops, 0600, O_RDWR | flags, h, &f);
    if (err) {
        handle_put(h);
        return err;
    }
    f->kind |= FILE_STREAM;
    int fd = fd_install(t, f, O_CLOEXEC, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

/* The file of a pidfd, with a reference; -EBADF. */
static int pid_file(struct thread *t, int fd, struct file **f)
{
    int err = user_file(t, (uint64_t)fd, f);
    if (err == 0 && (*f)->ops != &ops) {
        file_put(*f);
        err = -EBADF;
    }
    return err;
}

int pidfd_target(struct thread *t, int fd, int *pid, bool *nonblock)
{
    struct file *f;
    int err = pid_file(t, fd, &f);
    if (err)
        return err;
    const struct pid_handle *h = f->priv;
    *pid = h->proc != NULL ? h->proc->pid : INT32_MAX;
    *nonblock = (f->flags & O_NONBLOCK) != 0;
    file_put(f);
    return 0;
}

long sys_pidfd_open(struct thread *t, const uint64_t a[6])
{
    int pid = (int)a[0];
    if (((uint32_t)a[1] & ~(uint32_t)O_NONBLOCK) != 0 || pid <= 0)
        return -EINVAL;
    struct proc *p = proc_find(pid);
    if (p == NULL)
        return thread_find(pid) != NULL ? -EINVAL : -ESRCH;
    return pidfd_new(t, p, (uint32_t)a[1]);
}

/* Whom a signal goes to: by a pidfd, or by the directory /proc/PID. */
static int signal_target(struct thread *t, int fd, struct proc **p)
{
    struct file *f;
    int err = user_file(t, (uint64_t)fd, &f);
    if (err)
        return err;
    int pid = f->ops == &ops ? 0 : procfs_dir_pid(f);
    *p = f->ops == &ops ? ((struct pid_handle *)f->priv)->proc : proc_find(pid);
    file_put(f);
    return pid < 0 ? -EBADF : 0;
}

static long send(struct thread *t, struct proc *p, const uint64_t a[6])
{
    int sig = (int)a[1];
    struct sig_info info;
    if (a[2] != 0) {
        long err = signal_info_in(t, a[2], p != NULL ? p->pid : 0, &info);
        if (err)
            return err;
        if (info.signo != sig)
            return -EINVAL;
    } else {
        info = (struct sig_info){.signo = sig, .code = SI_USER, .pid = t->proc->pid, .uid = t->proc->cred.uid};
    }
    if (sig < 0 || sig > LINUX_NSIG)
        return -EINVAL;
    if (p == NULL)
        return -ESRCH;
    if (!signal_may_send(t, p, sig))
        return -EPERM;
    if (sig != 0)
        signal_proc(p, &info);
    return 0;
}

long sys_pidfd_send_signal(struct thread *t, const uint64_t a[6])
{
    struct proc *p;
    if ((uint32_t)a[3] != 0)
        return -EINVAL;
    int err = signal_target(t, (int)a[0], &p);
    return err ? err : send(t, p, a);
}

static long take_file(struct thread *t, struct proc *p, int fd)
{
    if (p == NULL || p->files == NULL)
        return -ESRCH;
    if (!proc_may_look(t, p))
        return -EPERM;
    struct file *f = fd_get(p->files, fd);
    if (f == NULL)
        return -EBADF;
    int mine = fd_install(t, f, O_CLOEXEC, 0);
    if (mine < 0)
        file_put(f);
    return mine;
}

long sys_pidfd_getfd(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    if ((uint32_t)a[2] != 0)
        return -EINVAL;
    int err = pid_file(t, (int)a[0], &f);
    if (err)
        return err;
    long result = take_file(t, ((struct pid_handle *)f->priv)->proc, (int)a[1]);
    file_put(f);
    return result;
}
