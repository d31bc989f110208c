/* SPDX-License-Identifier: BSD-2-Clause */
/* Job control: sessions, the foreground process group, controlling terminals. */
#include <linux/errno.h>
#include <linux/ioctl.h>

#include "io/control.h"
#include "io/tty.h"
#include "mm/user.h"
#include "proc/proc.h"

void tty_signal(struct tty *tty, int sig)
{
    if (tty->pgrp)
        (void)kill_pgrp(tty->pgrp, sig); /* nobody there: nothing to do */
}

int tty_check_background(struct tty *tty, int sig)
{
    struct thread *t = current();
    struct proc *p = t ? t->proc : NULL;

    if (!p || p->ctty != tty || !tty->pgrp || p->pgrp == tty->pgrp)
        return 0;
    if (signal_ignored_or_blocked(t, sig))
        return sig == SIGTTIN ? -EIO : 0;
    if (pgrp_is_orphaned(p->pgrp))
        return -EIO;
    (void)kill_pgrp(p->pgrp, sig); /* the caller is in it */
    return -ERESTARTSYS;
}

void tty_give_to(struct tty *tty, struct proc *p)
{
    tty->session = p->session;
    tty->pgrp = p->pgrp;
    p->ctty = tty;
}

void tty_maybe_become_controlling(struct tty *tty)
{
    struct proc *p = current() ? current()->proc : NULL;

    if (p && p->pid == p->session && !p->ctty && !tty->session)
        tty_give_to(tty, p);
}

/* Processes borrow their terminal: whoever frees one clears it in all of them first. */
static void drop_from_all(const struct tty *tty, int session)
{
    for (struct proc *q = proc_next(0); q; q = proc_next(q->pid))
        if (q->ctty == tty && (!session || q->session == session))
            q->ctty = NULL;
}

void tty_forget(const struct tty *tty)
{
    drop_from_all(tty, 0);
}

void tty_session_leave(struct proc *p)
{
    struct tty *tty = p->ctty;

    p->ctty = NULL;
    if (!tty || p->pid != p->session || tty->session != p->session)
        return;
    tty_signal(tty, SIGHUP);
    tty_signal(tty, SIGCONT);
    tty->session = tty->pgrp = 0;
    drop_from_all(tty, p->session);
}

static long set_controlling(struct tty *tty, uint64_t steal)
{
    struct proc *p = current()->proc;

    if (p->pid == p->session && tty->session == p->session)
        return 0;
    if (p->pid != p->session || p->ctty)
        return -EPERM;
    if (tty->session) {
        if (steal != 1 || !cred_capable(current()))
            return -EPERM;
        drop_from_all(tty, 0);
    }
    tty_give_to(tty, p);
    return 0;
}

static int pgrp_in_session(int pgrp, int session)
{
    const struct proc *q = LIST_FIRST(pgrp_members(pgrp));

    if (pgrp == INIT_PID)
        return session == INIT_PID;

    return q ? q->session == session : -ESRCH;
}

static long set_foreground(struct tty *tty, uint64_t uaddr)
{
    struct proc *p = current()->proc;
    int pgrp;

    int err = copy_in(p->mm, &pgrp, uaddr, sizeof pgrp);
    if (err)
        return err;
    if (p->ctty != tty || tty->session != p->session)
        return -ENOTTY;
    err = tty_check_background(tty, SIGTTOU);
    if (err)
        return err;
    if (pgrp < 0)
        return -EINVAL;
    int in = pgrp_in_session(pgrp, p->session);
    if (in < 0)
        return in;
    if (!in)
        return -EPERM;
    tty->pgrp = pgrp;
    return 0;
}

static long show(struct tty *tty, uint64_t uaddr, int value)
{
    struct proc *p = current()->proc;

    if (p->ctty != tty)
        return -ENOTTY;
    return copy_out(p->mm, uaddr, &value, sizeof value);
}

long tty_job_ioctl(struct tty *tty, uint32_t command, uint64_t argument)
{
    struct proc *p = current()->proc;

    switch (command) {
    case TIOCSCTTY: return set_controlling(tty, argument);
    case TIOCNOTTY:
        if (p->ctty != tty)
            return -ENOTTY;
        tty_session_leave(p);
        return 0;
    case TIOCGPGRP: return show(tty, argument, tty->pgrp);
    case TIOCSPGRP: return set_foreground(tty, argument);
    case TIOCGSID: return show(tty, argument, tty->session);
    default: return -ENOTTY;
    }
}
