/* SPDX-License-Identifier: BSD-2-Clause */
/* The owner of a file, whom O_ASYNC, leases and F_NOTIFY signal. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>

#include "fs/async.h"
#include "fs/fcntl.h"
#include "fs/file.h"
#include "mm/user.h"
#include "proc/proc.h"

/* struct f_owner_ex of Linux */
struct owner {
    int32_t type, pid;
};

static int group_exists(int pgrp)
{
    for (struct proc *p = proc_next(0); p; p = proc_next(p->pid))
        if (p->pgrp == pgrp)
            return 1;
    return 0;
}

static int set_owner(struct file *f, struct owner o)
{
    if (o.pid < 0)
        return -EINVAL;
    int found = !o.pid || (o.type == F_OWNER_PGRP ? group_exists(o.pid)
                           : o.type == F_OWNER_TID ? thread_find(o.pid) != NULL : proc_find(o.pid) != NULL);
    if (!found)
        return -ESRCH;
    f->owner = o.pid;
    f->owner_type = (uint8_t)o.type;
    f->owner_uid = thread_cred(current())->uid;
    f->owner_euid = thread_cred(current())->euid;
    return 0;
}

static struct owner owner_of(const struct file *f)
{
    return (struct owner){ f->owner ? f->owner_type : F_OWNER_TID, f->owner };
}

void file_owner_default(struct file *f)
{
    if (!f->owner)
        (void)set_owner(f, (struct owner){ F_OWNER_PID, current()->proc->pid }); /* it exists */
}

/* May who set the owner signal that process? */
static int may_signal(const struct file *f, const struct cred *c)
{
    return f->owner_euid == 0 || f->owner_euid == c->suid || f->owner_euid == c->uid || f->owner_uid == c->suid ||
           f->owner_uid == c->uid;
}

/* What siginfo says of a reason (POLL_*), in poll's words. */
static uint32_t band_of(int reason)
{
    switch (reason) {
    case POLL_IN: return POLLIN | POLLRDNORM;
    case POLL_OUT: return POLLOUT | POLLWRNORM | POLLWRBAND;
    case POLL_MSG: return POLLIN | POLLRDNORM | POLLMSG;
    case POLL_ERR: return POLLERR;
    case POLL_PRI: return POLLPRI | POLLRDBAND;
    default: return POLLHUP | POLLERR;
    }
}

void file_owner_signal(const struct file *f, int fd, int reason)
{
    struct sig_info info = { .signo = SIGIO, .code = SI_KERNEL };
    struct proc *p;

    if (f->owner_signal) /* with F_SETSIG it is told what and where */
        info = (struct sig_info){ .signo = f->owner_signal, .code = reason, .pid = (int32_t)band_of(reason),
                                  .value = (uint32_t)fd };
    if (f->owner && f->owner_type == F_OWNER_TID) {
        struct thread *t = thread_find(f->owner);
        if (t && may_signal(f, thread_cred(t)))
            signal_thread(t, &info);
    } else if (f->owner && f->owner_type == F_OWNER_PID) {
        p = proc_find(f->owner);
        if (p && may_signal(f, &p->cred))
            signal_proc(p, &info);
    } else if (f->owner) {
        LIST_FOREACH(p, pgrp_members(f->owner), in_group)
            if (may_signal(f, &p->cred))
                signal_proc(p, &info);
    }
}

static long set_owner_ex(struct thread *t, struct file *f, uint64_t uaddr)
{
    struct owner o;
    int err = copy_in(t->proc->mm, &o, uaddr, sizeof o);

    if (err)
        return err;
    return o.type < F_OWNER_TID || o.type > F_OWNER_PGRP ? -EINVAL : set_owner(f, o);
}

long file_owner_control(struct thread *t, struct file *f, int command, uint64_t arg)
{
    struct owner o = owner_of(f);
    int who = (int)arg;

    switch (command) {
    case F_GETOWN: return o.type == F_OWNER_PGRP ? -o.pid : o.pid;
    case F_SETOWN:
        if (who == INT32_MIN)
            return -EINVAL;
        return set_owner(f, (struct owner){ who < 0 ? F_OWNER_PGRP : F_OWNER_PID, who < 0 ? -who : who });
    case F_GETOWN_EX: return copy_out(t->proc->mm, arg, &o, sizeof o);
    case F_SETOWN_EX: return set_owner_ex(t, f, arg);
    case F_GETSIG: return f->owner_signal;
    case F_SETSIG:
        if (arg > LINUX_NSIG)
            return -EINVAL;
        f->owner_signal = (uint8_t)arg;
        return 0;
    default: return -EINVAL;
    }
}
