/* SPDX-License-Identifier: BSD-2-Clause */
/* Control records of a message: descriptors and credentials. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdlib.h>

#include "fs/file.h"
#include "fs/files.h"
#include "mm/user.h"
#include "net/unix.h"
#include "proc/proc.h"

enum { HEAD = sizeof(struct linux_cmsghdr) };

void files_drop(struct usock_message *m)
{
    for (unsigned i = 0; i < m->nfiles; i++)
        file_put(m->files[i]);
    free(m->files);
    m->files = NULL;
    m->nfiles = 0;
}

static int add_files(struct thread *t, uint64_t uaddr, uint64_t count, struct usock_message *m)
{
    if (!count)
        return 0;
    if (count + m->nfiles > SCM_MAX_FD)
        return -EINVAL;
    struct file **files = realloc(m->files, (count + m->nfiles) * sizeof *m->files);
    if (!files)
        return -ENOMEM;
    m->files = files;
    for (; count; count--, uaddr += sizeof(int)) {
        int fd;
        int err = copy_in(t->proc->mm, &fd, uaddr, sizeof fd);
        struct file *f = err ? NULL : fd_get(t->proc->files, fd);
        if (!f)
            return err ? err : -EBADF;
        m->files[m->nfiles++] = f;
    }
    return 0;
}

static int is_own(uint32_t id, uint32_t real, uint32_t effective, uint32_t saved)
{
    return id == real || id == effective || id == saved;
}

/* Who one says to be: only the superuser may lie. */
static int add_cred(struct thread *t, uint64_t uaddr, uint64_t bytes, struct usock_message *m)
{
    const struct cred *c = thread_cred(t);
    struct linux_ucred u;

    if (bytes != sizeof u)
        return -EINVAL;
    int err = copy_in(t->proc->mm, &u, uaddr, sizeof u);
    if (err)
        return err;
    if ((u.pid != t->proc->pid && !cred_has(t, CAP_SYS_ADMIN)) ||
        (!is_own(u.uid, c->uid, c->euid, c->suid) && !cred_has(t, CAP_SETUID)) ||
        (!is_own(u.gid, c->gid, c->egid, c->sgid) && !cred_has(t, CAP_SETGID)))
        return -EPERM;
    if (u.pid != t->proc->pid && (u.pid < 1 || (u.pid != INIT_PID && !proc_find(u.pid))))
        return -ESRCH;
    if (u.uid == UINT32_MAX || u.gid == UINT32_MAX)
        return -EINVAL;
    m->cred = u;
    return 0;
}

static int record_in(struct thread *t, const struct linux_cmsghdr *h, uint64_t data, struct usock_message *m)
{
    if (h->level != SOL_SOCKET)
        return 0;
    switch (h->type) {
    case SCM_RIGHTS: return add_files(t, data, (h->len - HEAD) / sizeof(int), m);
    case SCM_CREDENTIALS: return add_cred(t, data, h->len - HEAD, m);
    default: return -EINVAL;
    }
}

enum { CONTROL_MOST = 20480 /* bytes, the default of Linux (net.core.optmem_max) */ };

int control_in(struct thread *t, uint64_t control, uint64_t len, struct usock_message *m)
{
    struct linux_cmsghdr h;

    if (len > CONTROL_MOST)
        return -ENOBUFS;
    for (uint64_t at = 0; len - at >= HEAD;) {
        int err = copy_in(t->proc->mm, &h, control + at, HEAD);
        if (!err && (h.len < HEAD || h.len > len - at))
            err = -EINVAL;
        if (!err)
            err = record_in(t, &h, control + at + HEAD, m);
        if (err) {
            files_drop(m);
            return err;
        }
        uint64_t step = (h.len + 7) & ~7ull;
        if (step > len - at)
            break;
        at += step;
    }
    return 0;
}

/* The part of the control buffer that is still free. */
struct room {
    uint64_t at, left;
    uint32_t flags; /* MSG_CTRUNC */
};

static void use(struct room *r, uint64_t len)
{
    uint64_t space = (len + 7) & ~7ull;

    if (space > r->left)
        space = r->left;
    r->at += space;
    r->left -= space;
}

static int put_cred(struct thread *t, struct room *r, const struct linux_ucred *cred)
{
    struct { struct linux_cmsghdr head; struct linux_ucred cred; } __attribute__((packed)) record = {
        { HEAD + sizeof *cred, SOL_SOCKET, SCM_CREDENTIALS }, *cred };
    uint64_t len = record.head.len;

    if (r->left < HEAD) {
        r->flags |= MSG_CTRUNC;
        return 0;
    }
    if (r->left < len) {
        r->flags |= MSG_CTRUNC;
        record.head.len = len = r->left;
    }
    int err = copy_out(t->proc->mm, r->at, &record, len);
    use(r, len);
    return err;
}

static int put_files(struct thread *t, struct room *r, const struct usock_message *m)
{
    uint64_t most = r->left > HEAD ? (r->left - HEAD) / sizeof(int) : 0;
    unsigned given = 0;
    int err = 0;

    while (!err && given < m->nfiles && given < most) {
        int fd = fd_install(t, m->files[given], m->flags & MSG_CMSG_CLOEXEC ? O_CLOEXEC : 0, 0);
        if (fd < 0)
            break;
        file_get(m->files[given]); /* one for the descriptor, one dropped by the caller */
        err = copy_out(t->proc->mm, r->at + HEAD + given * sizeof fd, &fd, sizeof fd);
        given++;
    }
    if (given < m->nfiles)
        r->flags |= MSG_CTRUNC;
    if (err || !given)
        return err;
    struct linux_cmsghdr h = { HEAD + given * sizeof(int), SOL_SOCKET, SCM_RIGHTS };
    err = copy_out(t->proc->mm, r->at, &h, HEAD);
    use(r, h.len);
    return err;
}

int control_out(struct thread *t, const struct usock *s, uint64_t control, uint64_t *len, uint32_t *flags,
                struct usock_message *m)
{
    struct room r = { control, control ? *len : 0, 0 };
    int err = s->pass_cred ? put_cred(t, &r, &m->cred) : 0;

    if (!err && m->nfiles)
        err = put_files(t, &r, m);
    *len = r.at - control;
    *flags |= r.flags;
    return err;
}
