/* SPDX-License-Identifier: BSD-2-Clause */
/* io_submit, io_cancel, io_getevents, io_pgetevents. */
#include <linux/errno.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <rt/timer.h>

#include "fs/aio_int.h"
#include "fs/eventfd.h"
#include "fs/file.h"
#include "fs/rw_flags.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "time/clock.h"
#include "trace/syscalls.h"

struct request {
    struct thread *t;
    struct aio_context *context;
    struct linux_iocb iocb;
    struct file *file;       /* counted */
    struct aio_done done;
};

/* The request's work was tried: `result` is for the event. */
static int complete(struct request *r, int64_t result)
{
    bool interrupted = result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK;

    file_put(r->file);
    aio_complete(r->context, &r->done, interrupted ? -EINTR : result);
    return 0;
}

/* The memory a transfer is about. */
static int memory_of(struct request *r, struct uio *uio, int vector)
{
    if (vector)
        return uio_from_iovec(r->t, uio, r->iocb.buf, r->iocb.bytes);
    uio_from_user(uio, r->t->proc->mm, r->iocb.buf, r->iocb.bytes < RW_MAX ? r->iocb.bytes : RW_MAX);
    return 0;
}

static int transfer(struct request *r, int writing, int vector)
{
    const struct file *f = r->file;
    struct uio uio;

    if (r->iocb.rw_flags & ~(uint32_t)RWF_ALL)
        return -EOPNOTSUPP;
    if (writing ? !file_writable(f) : !file_readable(f))
        return -EBADF;
    if (S_ISDIR(f->inode->mode) || !(writing ? f->ops->write : f->ops->read) || r->iocb.offset < 0)
        return -EINVAL;
    int err = memory_of(r, &uio, vector);
    if (err)
        return err;
    int64_t n = file_at_flags(r->file, &uio, (uint64_t)r->iocb.offset, r->iocb.rw_flags, writing);
    uio_fini(&uio);
    return complete(r, n);
}

static int sync(struct request *r, int data_only)
{
    const struct linux_iocb *i = &r->iocb;

    if (i->buf || i->offset || i->bytes || i->rw_flags || !r->file->ops->fsync)
        return -EINVAL;
    return complete(r, r->file->ops->fsync(r->file, data_only));
}

static int poll(struct request *r)
{
    const struct linux_iocb *i = &r->iocb;

    if (i->buf != (uint16_t)i->buf || i->offset || i->bytes || i->rw_flags)
        return -EINVAL;
    return aio_poll_start(r->context, r->file, (uint32_t)i->buf, &r->done);
}

/* 0: the request is under way or done, its references given away. */
static int carry_out(struct request *r)
{
    switch (r->iocb.opcode) {
    case IOCB_CMD_PREAD: return transfer(r, 0, 0);
    case IOCB_CMD_PWRITE: return transfer(r, 1, 0);
    case IOCB_CMD_PREADV: return transfer(r, 0, 1);
    case IOCB_CMD_PWRITEV: return transfer(r, 1, 1);
    case IOCB_CMD_FSYNC: return sync(r, 0);
    case IOCB_CMD_FDSYNC: return sync(r, 1);
    case IOCB_CMD_POLL: return poll(r);
    default: return -EINVAL;
    }
}

static int event_fd_of(struct request *r)
{
    struct file *f;

    if (!(r->iocb.flags & IOCB_FLAG_RESFD))
        return 0;
    int err = user_file(r->t, r->iocb.event_fd, &f);
    if (err)
        return err;
    if (!eventfd_is(f)) {
        file_put(f);
        return -EINVAL;
    }
    r->done.event_fd = f;
    return 0;
}

static int submit(struct thread *t, struct aio_context *c, uint64_t address)
{
    const uint32_t key = 0;
    struct request r = { .t = t, .context = c };
    struct mm *mm = t->proc->mm;

    if (copy_in(mm, &r.iocb, address, sizeof r.iocb))
        return -EFAULT;
    if (r.iocb.reserved || (int64_t)r.iocb.bytes < 0)
        return -EINVAL;
    if (!aio_room(c))
        return -EAGAIN;
    int err = user_file(t, r.iocb.fd, &r.file);
    if (err)
        return err;
    r.done = (struct aio_done){ .data = r.iocb.data, .iocb = address };
    err = event_fd_of(&r);
    if (!err)
        err = copy_out(mm, address + offsetof(struct linux_iocb, key), &key, sizeof key);
    if (!err) {
        c->running++;
        err = carry_out(&r);
        c->running--;
        if (c->dead)
            rt_waitq_wake_all(&c->changed);
    }
    if (err) {
        if (r.done.event_fd)
            file_put(r.done.event_fd);
        file_put(r.file);
    }
    return err;
}

long sys_io_submit(struct thread *t, const uint64_t a[6])
{
    int64_t count = (int64_t)a[1];
    uint64_t address;
    long i, err = 0;

    if (count < 0)
        return -EINVAL;
    struct aio_context *c = aio_find(t, a[0]);
    if (!c)
        return -EINVAL;
    for (i = 0; i < count && i < c->places && !c->dead; i++) {
        err = copy_in(t->proc->mm, &address, a[2] + (uint64_t)i * sizeof address, sizeof address);
        if (!err)
            err = submit(t, c, address);
        if (err)
            break;
    }
    aio_put(c);
    return i ? i : err;
}

long sys_io_cancel(struct thread *t, const uint64_t a[6])
{
    uint32_t key;

    if (copy_in(t->proc->mm, &key, a[1] + offsetof(struct linux_iocb, key), sizeof key))
        return -EFAULT;
    if (key)
        return -EINVAL;
    struct aio_context *c = aio_find(t, a[0]);
    if (!c)
        return -EINVAL;
    int err = aio_poll_cancel(c, a[1]);
    aio_put(c);
    return err ? err : -EINPROGRESS; /* the event tells the rest */
}

static long take_some(struct thread *t, struct aio_context *c, uint64_t to, long most)
{
    uint32_t head, ready = aio_ready(c, &head);
    long n = 0;

    for (; n < most && ready; n++, ready--) {
        if (copy_out(t->proc->mm, to + (uint64_t)n * sizeof(struct linux_io_event), aio_event(c, head),
                     sizeof(struct linux_io_event)))
            return n ? n : -EFAULT;
        head = (head + 1) % c->places;
        aio_take(c, head);
    }
    return n;
}

/* Moves what is in the ring to the program: how many, or -EFAULT. */
static long take(struct thread *t, struct aio_context *c, uint64_t to, long most)
{
    rt_mutex_lock(&c->taking);
    long n = take_some(t, c, to, most);
    rt_mutex_unlock(&c->taking);
    return n;
}

static long get_events(struct thread *t, struct aio_context *c, const uint64_t a[6], uint64_t deadline)
{
    long least = (long)a[1], most = (long)a[2], got = 0, n = 0;

    for (;;) {
        if (c->dead)
            return got ? got : -EINVAL;
        n = most > got ? take(t, c, a[3] + (uint64_t)got * sizeof(struct linux_io_event), most - got) : 0;
        if (n < 0)
            return got ? got : n;
        got += n;
        if (got >= least || !deadline)
            return got;
        int err = wait_interruptible(&c->changed, deadline);
        if (err == -ETIMEDOUT)
            deadline = 0; /* a last look */
        else if (err)
            return got ? got : -EINTR;
    }
}

static int deadline_of(struct thread *t, uint64_t address, uint64_t *deadline)
{
    struct linux_timespec ts;

    *deadline = RT_NEVER;
    if (!address)
        return 0;
    if (copy_in(t->proc->mm, &ts, address, sizeof ts))
        return -EFAULT;
    if (ts.sec >= 0 && ts.sec < 1000000000 && timespec_ns(&ts) >= 0) /* as Linux: others never come, nothing is refused */
        *deadline = timespec_ns(&ts) ? rt_now_ns() + (uint64_t)timespec_ns(&ts) : 0;
    return 0;
}

static long events(struct thread *t, const uint64_t a[6], uint64_t deadline)
{
    struct aio_context *c = aio_find(t, a[0]);

    if (!c)
        return -EINVAL;
    long n = (int64_t)a[1] < 0 || (int64_t)a[2] < (int64_t)a[1] ? -EINVAL : get_events(t, c, a, deadline);
    aio_put(c);
    return n;
}

long sys_io_getevents(struct thread *t, const uint64_t a[6])
{
    uint64_t deadline;
    int err = deadline_of(t, a[4], &deadline);

    return err ? err : events(t, a, deadline);
}

long sys_io_pgetevents(struct thread *t, const uint64_t a[6])
{
    struct { uint64_t set, size; } mask = { 0, 0 };
    uint64_t deadline;
    int err = deadline_of(t, a[4], &deadline);

    if (!err && a[5])
        err = copy_in(t->proc->mm, &mask, a[5], sizeof mask);
    if (!err && mask.set)
        err = signal_mask_from_user(t, mask.set, mask.size);
    if (err)
        return err;
    long n = events(t, a, deadline);
    if (n == -EINTR)
        return -ERESTARTNOHAND; /* and the mask stays until the handler has run */
    signal_mask_restore(t);
    return n;
}
