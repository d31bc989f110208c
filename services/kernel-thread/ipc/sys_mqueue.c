/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/sys_mqueue.c: mq_open and its family. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <rt/timer.h>

#include "fs/anon.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/poll.h"
#include "fs/user_path.h"
#include "ipc/mqueue.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

enum { NOTIFY_SIGNAL, NOTIFY_NONE, NOTIFY_THREAD };
enum { STATUS_BYTES = 80 /* what a file of a queue says it has, as on Linux */ };

/* A file that is read tells how full the queue is and who will be told. */
static ssize_t status_read(struct file *f, struct uio *uio, uint64_t offset)
{
    const struct mqueue *q = f->priv;
    char text[80];
    const struct mq_notify *n = &q->notify;
    int len = snprintf(text, sizeof(text), "QSIZE:%-10lu NOTIFY:%-5d SIGNO:%-5d NOTIFY_PID:%-6d\n", (unsigned long)q->bytes,
                       n->pid ? n->how : 0, n->pid && n->how == NOTIFY_SIGNAL ? n->signo : 0, n->pid);
    return offset >= (uint64_t)len ? 0 : uio_copy_to(uio, text + offset, (size_t)len - offset);
}

static uint32_t queue_poll(struct file *f, struct poll_table *pt)
{
    struct mqueue *q = f->priv;
    poll_wait(pt, &q->pollers);
    return (q->count != 0 ? POLLIN | POLLRDNORM : 0) | (q->count < q->maxmsg ? POLLOUT | POLLWRNORM : 0);
}

static void queue_flush(struct file *f)
{
    struct mqueue *q = f->priv;
    if (current() != NULL && q->notify.pid == current()->proc->pid)
        mqueue_notify_end(q, NOTIFY_REMOVED);
}

static void queue_release(struct file *f)
{
    mqueue_put(f->priv);
}

static const struct file_ops ops = {.read = status_read, .poll = queue_poll, .flush = queue_flush, .release = queue_release};

static int name_in(struct thread *t, uint64_t addr, char name[MQ_NAME_BYTES])
{
    ssize_t len = copy_in_string(t->proc->mm, name, addr, MQ_NAME_BYTES);
    if (len < 0)
        return (int)len;
    if (len == 0)
        return -ENOENT;
    return strchr(name, '/') != NULL || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ? -EACCES : 0;
}

/* The queue that is named, made if it has to be; a reference for the caller. */
static int find_or_make(struct thread *t, const char *name, uint32_t flags, uint32_t mode,
                        const struct linux_mq_attr *attr, struct mqueue **out)
{
    static const unsigned mask[] = {[O_RDONLY] = 4, [O_WRONLY] = 2, [O_RDWR] = 6};
    struct mqueue *q = mqueue_find(name);
    int err = 0;
    if (q == NULL) {
        err = flags & O_CREAT ? mqueue_make(t, name, mode & ~t->proc->fs->umask & 0777, attr, &q) : -ENOENT;
    } else {
        if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
            return -EEXIST;
        if ((flags & O_ACCMODE) == O_ACCMODE)
            return -EINVAL;
        err = mqueue_permission(t, q, mask[flags & O_ACCMODE]);
    }
    if (err)
        return err;
    mqueue_get(q);
    *out = q;
    return 0;
}

long sys_mq_open(struct thread *t, const uint64_t a[6])
{
    struct linux_mq_attr attr;
    char name[MQ_NAME_BYTES];
    struct mqueue *q;
    struct file *f;
    uint32_t flags = (uint32_t)a[1];
    if (a[3] != 0 && copy_in(t->proc->mm, &attr, a[3], sizeof(attr)) != 0)
        return -EFAULT;
    int err = name_in(t, a[0], name);
    if (err == 0)
        err = find_or_make(t, name, flags, (uint32_t)a[2], a[3] != 0 ? &attr : NULL, &q);
    if (err)
        return err;
    err = file_anonymous(name, &ops, S_IFREG | q->mode, (flags & (O_ACCMODE | O_NONBLOCK)), q, &f);
    if (err) {
        mqueue_put(q);
        return err;
    }
    f->inode->uid = q->uid;
    f->inode->gid = q->gid;
    f->inode->size = STATUS_BYTES;
    int fd = fd_install(t, f, O_CLOEXEC, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

long sys_mq_unlink(struct thread *t, const uint64_t a[6])
{
    char name[MQ_NAME_BYTES];
    int err = name_in(t, a[0], name);
    if (err)
        return err;
    struct mqueue *q = mqueue_find(name);
    if (q == NULL)
        return -ENOENT;
    if (thread_cred(t)->fsuid != q->uid && !cred_has(t, CAP_FOWNER))
        return -EPERM; /* the directory they are in is root's and sticky */
    mqueue_unname(q);
    return 0;
}

/* The queue of a descriptor, its file with a reference; access: O_RDONLY, O_WRONLY, or -1 for any.  -EBADF. */
static int queue_file(struct thread *t, uint64_t fd, int access, struct file **f)
{
    int err = user_file(t, fd, f);
    if (err)
        return err;
    bool allowed = access < 0 || (access == O_WRONLY ? file_writable(*f) : file_readable(*f));
    if ((*f)->ops == &ops && allowed)
        return 0;
    file_put(*f);
    return -EBADF;
}

static int deadline_in(struct thread *t, uint64_t addr, uint64_t *deadline)
{
    struct linux_timespec ts;
    *deadline = RT_NEVER;
    if (addr == 0)
        return 0;
    int err = timespec_in(t->proc->mm, addr, &ts);
    if (err == 0)
        *deadline = clock_deadline(CLOCK_REALTIME, timespec_to_ns(&ts));
    return err;
}

static long send(struct thread *t, struct file *f, const uint64_t a[6], uint64_t deadline)
{
    struct mqueue *q = f->priv;
    if (a[2] > (uint64_t)q->msgsize)
        return -EMSGSIZE;
    struct mq_message *m = malloc(sizeof(*m) + a[2]);
    if (m == NULL)
        return -ENOMEM;
    m->priority = (uint32_t)a[3];
    m->bytes = a[2];
    int err = copy_in(t->proc->mm, m->data, a[1], a[2]);
    if (err == 0)
        err = mqueue_send(t, q, m, (f->flags & O_NONBLOCK) != 0, deadline);
    if (err)
        free(m);
    return err;
}

long sys_mq_timedsend(struct thread *t, const uint64_t a[6])
{
    uint64_t deadline;
    struct file *f;
    int err = deadline_in(t, a[4], &deadline);
    if (err)
        return err;
    if ((uint32_t)a[3] >= MQ_PRIORITY_MOST)
        return -EINVAL;
    err = queue_file(t, a[0], O_WRONLY, &f);
    if (err)
        return err;
    long result = send(t, f, a, deadline);
    file_put(f);
    return result;
}

static long receive(struct thread *t, struct file *f, const uint64_t a[6], uint64_t deadline)
{
    struct mqueue *q = f->priv;
    struct mq_message *m;
    struct mm *mm = t->proc->mm;
    if (a[2] < (uint64_t)q->msgsize)
        return -EMSGSIZE;
    int err = mqueue_receive(q, (f->flags & O_NONBLOCK) != 0, deadline, &m);
    if (err)
        return err;
    long result = (long)m->bytes;
    if ((a[3] != 0 && copy_out(mm, a[3], &m->priority, sizeof(m->priority)) != 0) ||
        copy_out(mm, a[1], m->data, m->bytes) != 0)
        result = -EFAULT;
    free(m);
    return result;
}

long sys_mq_timedreceive(struct thread *t, const uint64_t a[6])
{
    uint64_t deadline;
    struct file *f;
    int err = deadline_in(t, a[4], &deadline);
    if (err == 0)
        err = queue_file(t, a[0], O_RDONLY, &f);
    if (err)
        return err;
    long result = receive(t, f, a, deadline);
    file_put(f);
    return result;
}

struct linux_sigevent {
    uint64_t value;
    int32_t signo, notify;
    uint8_t unused[48];
};
_Static_assert(sizeof(struct linux_sigevent) == 64, "struct sigevent");

/* Whom and how a sigevent tells; n->socket is counted.  -EFAULT, -EINVAL, -EBADF. */
static int notify_in(struct thread *t, uint64_t addr, struct mq_notify *n)
{
    struct linux_sigevent ev;
    if (copy_in(t->proc->mm, &ev, addr, sizeof(ev)) != 0)
        return -EFAULT;
    *n = (struct mq_notify){.pid = t->proc->pid, .how = ev.notify, .signo = ev.signo, .value = ev.value};
    if (ev.notify == NOTIFY_SIGNAL)
        return ev.signo < 0 || ev.signo > LINUX_NSIG ? -EINVAL : 0;
    if (ev.notify != NOTIFY_THREAD)
        return ev.notify == NOTIFY_NONE ? 0 : -EINVAL;
    if (copy_in(t->proc->mm, n->cookie, ev.value, sizeof(n->cookie)) != 0)
        return -EFAULT;
    int err = user_file(t, (uint64_t)ev.signo, &n->socket);
    if (err)
        return err;
    err = notify_check(n->socket);
    if (err) {
        file_put(n->socket);
        n->socket = NULL;
    }
    return err;
}

long sys_mq_notify(struct thread *t, const uint64_t a[6])
{
    struct mq_notify n = {0};
    struct file *f;
    int err = a[1] != 0 ? notify_in(t, a[1], &n) : 0;
    if (err)
        return err;
    err = queue_file(t, a[0], -1, &f);
    struct mqueue *q = err ? NULL : f->priv;
    if (q != NULL && a[1] == 0) {
        if (q->notify.pid == t->proc->pid)
            mqueue_notify_end(q, NOTIFY_REMOVED);
    } else if (q != NULL && q->notify.pid != 0) {
        err = -EBUSY;
    } else if (q != NULL) {
        q->notify = n;
        n.socket = NULL;
    }
    if (n.socket != NULL)
        file_put(n.socket);
    if (q != NULL)
        file_put(f);
    return err;
}

long sys_mq_getsetattr(struct thread *t, const uint64_t a[6])
{
    struct linux_mq_attr new;
    struct file *f;
    if (a[1] != 0 && copy_in(t->proc->mm, &new, a[1], sizeof(new)) != 0)
        return -EFAULT;
    if (a[1] != 0 && (new.flags & ~(int64_t)O_NONBLOCK) != 0)
        return -EINVAL;
    int err = queue_file(t, a[0], -1, &f);
    if (err)
        return err;
    const struct mqueue *q = f->priv;
    struct linux_mq_attr old = {.flags = f->flags & O_NONBLOCK, .maxmsg = q->maxmsg, .msgsize = q->msgsize,
                                .curmsgs = q->count};
    if (a[1] != 0)
        f->flags = (f->flags & ~(uint32_t)O_NONBLOCK) | (uint32_t)new.flags;
    file_put(f);
    return a[2] != 0 ? copy_out(t->proc->mm, a[2], &old, sizeof(old)) : 0;
}
