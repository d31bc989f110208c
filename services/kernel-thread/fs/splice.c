/* SPDX-License-Identifier: BSD-2-Clause */
/* splice, tee and vmsplice: between pipes whole pages change hands; other data is copied into or out of them. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>

#include "fs/file.h"
#include "fs/pipe_int.h"
#include "fs/user_path.h"
#include "mm/page.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { SPLICE_F_NONBLOCK = 2, SPLICE_F_ALL = 15 };

/* What a call moves from or to. */
struct end {
    struct file *file;
    struct pipe *pipe;   /* NULL: not one */
    int use_offset;      /* offset is the program's, at offset_addr; else the file's own position */
    uint64_t offset, offset_addr;
    int nonblock;
};

static ssize_t file_move(struct end *e, struct uio *uio, int writing)
{
    if (!e->use_offset)
        return writing ? file_write(e->file, uio) : file_read(e->file, uio);
    ssize_t n = writing ? file_pwrite(e->file, uio, e->offset) : file_pread(e->file, uio, e->offset);
    if (n > 0)
        e->offset += (uint64_t)n;
    return n;
}

/* How much of a file's next page is wanted. */
static size_t part_of(const struct end *in, size_t len)
{
    uint64_t at = in->use_offset ? in->offset : file_has_position(in->file) ? in->file->pos : 0;
    size_t part = PAGE_BYTES - at % PAGE_BYTES;

    return len < part ? len : part;
}

/* One page of a file into a pipe that has room. */
static ssize_t file_page(struct end *in, struct pipe *p, size_t want)
{
    struct page *page = pipe_page(p);
    struct uio uio;

    if (!page)
        return -ENOMEM;
    uio_from_kernel(&uio, page_address(page), want);
    ssize_t n = file_move(in, &uio, 0);
    if (n > 0)
        pipe_push(p, page, 0, (uint32_t)n, 0);
    else
        page_put(page);
    return n;
}

/* Waits for the first free slot only: then as much as fits and is there. */
static ssize_t file_to_pipe(struct end *in, struct end *out, size_t len)
{
    struct pipe *p = out->pipe;
    ssize_t done = 0;

    int err = pipe_lock_write(p, out->nonblock);
    if (err)
        return err;
    ssize_t n = pipe_wait_room(p, out->nonblock);
    while (!n && len && !pipe_full(p)) {
        size_t want = part_of(in, len);
        n = file_page(in, p, want);
        if (n <= 0)
            break;
        done += n;
        len -= (size_t)n;
        rt_waitq_wake_all(&p->data);
        n = (size_t)n < want ? 1 : 0; /* a short read: asking again might wait */
    }
    pipe_unlock_write(p);
    return done ? done : n;
}

static ssize_t pipe_to_file(struct end *in, struct end *out, size_t len)
{
    struct pipe *p = in->pipe;
    ssize_t done = 0;

    int err = pipe_lock_read(p, in->nonblock);
    if (err)
        return err;
    ssize_t n = pipe_wait_data(p, in->nonblock);
    while (n > 0 && len && p->used) {
        struct pipe_slot *s = pipe_slot(p, 0);
        size_t part = s->len < len ? s->len : len;
        struct uio uio;

        uio_from_kernel(&uio, (char *)page_address(s->page) + s->at, part);
        n = file_move(out, &uio, 1);
        if (n <= 0)
            break;
        pipe_consume(p, (uint32_t)n);
        done += n;
        len -= (size_t)n;
        if ((size_t)n < part)
            break;
    }
    pipe_unlock_read(p);
    return done ? done : n;
}

/* Moves (or, for tee, shares) pages from the i-th slot on; returns bytes. */
static ssize_t pass_slots(struct pipe *from, struct pipe *to, size_t len, int keep)
{
    ssize_t done = 0;

    for (uint32_t i = 0; i < from->used && !pipe_full(to) && len; i += keep ? 1 : 0) {
        struct pipe_slot *s = pipe_slot(from, i);
        uint32_t part = s->len < len ? s->len : (uint32_t)len;
        page_get(s->page);
        pipe_push(to, s->page, s->at, part, s->flags | SLOT_SHARED);
        s->flags |= SLOT_SHARED;
        if (!keep)
            pipe_consume(from, part);
        done += part;
        len -= part;
    }
    if (done)
        rt_waitq_wake_all(&to->data);
    return done;
}

/* Waits for data in one and for room in the other, which may take turns. */
static ssize_t pipe_to_pipe(struct end *in, struct end *out, size_t len, int keep)
{
    int nonblock = in->nonblock || out->nonblock;

    for (;;) {
        int n = pipe_wait_data(in->pipe, nonblock);
        if (n <= 0)
            return n;
        n = pipe_wait_room(out->pipe, nonblock);
        if (n)
            return n;
        n = pipe_lock_read(in->pipe, nonblock);
        if (n)
            return n;
        n = pipe_lock_write(out->pipe, nonblock);
        ssize_t done = n;
        if (!n) {
            done = pass_slots(in->pipe, out->pipe, len, keep);
            pipe_unlock_write(out->pipe);
        }
        pipe_unlock_read(in->pipe);
        if (done)
            return done;
    }
}

static int end_of(struct thread *t, uint64_t fd, uint64_t flags, struct end *e)
{
    int err = user_file(t, fd, &e->file);

    if (err)
        return err;
    e->pipe = file_pipe(e->file);
    e->nonblock = (flags & SPLICE_F_NONBLOCK) || (e->pipe && (e->file->flags & O_NONBLOCK));
    return 0;
}

/* Takes up the offset that belongs to an end which is no pipe. */
static int offset_of(struct thread *t, struct end *e, uint64_t uaddr)
{
    int64_t offset;

    if (!uaddr)
        return 0;
    int err = copy_in(t->proc->mm, &offset, uaddr, sizeof offset);
    if (err)
        return err;
    if (!file_has_position(e->file))
        return -EINVAL;
    e->use_offset = 1;
    e->offset_addr = uaddr;
    e->offset = (uint64_t)offset;
    return offset < 0 ? -EINVAL : 0;
}

static ssize_t splice_ends(struct thread *t, struct end *in, struct end *out, const uint64_t a[6])
{
    if ((in->pipe && a[1]) || (out->pipe && a[3]))
        return -ESPIPE;
    int err = offset_of(t, in, a[1]);
    if (!err)
        err = offset_of(t, out, a[3]);
    if (err)
        return err;
    if (!file_readable(in->file) || !file_writable(out->file))
        return -EBADF;
    if (in->pipe && out->pipe)
        return in->pipe == out->pipe ? -EINVAL : pipe_to_pipe(in, out, a[4], 0);
    if (in->pipe)
        return out->file->flags & O_APPEND || !(out->file->ops->splice & FILE_SPLICE_OUT) ? -EINVAL : pipe_to_file(in, out, a[4]);
    if (!out->pipe || !(in->file->ops->splice & FILE_SPLICE_IN) || S_ISDIR(in->file->inode->mode))
        return -EINVAL;
    return file_to_pipe(in, out, a[4]);
}

static long offsets_out(struct thread *t, const struct end *in, const struct end *out, ssize_t n)
{
    int err = 0;

    if (n > 0 && in->use_offset)
        err = copy_out(t->proc->mm, in->offset_addr, &in->offset, sizeof in->offset);
    if (n > 0 && !err && out->use_offset)
        err = copy_out(t->proc->mm, out->offset_addr, &out->offset, sizeof out->offset);
    return err ? err : n;
}

/* Both ends of splice and tee: released after the move. */
static long with_ends(struct thread *t, const uint64_t a[6], uint64_t in_fd, uint64_t out_fd, uint64_t flags,
                      ssize_t (*move)(struct thread *, struct end *, struct end *, const uint64_t *))
{
    struct end in = { 0 }, out = { 0 };
    int err = end_of(t, in_fd, flags, &in);

    if (err)
        return err;
    long n = end_of(t, out_fd, flags, &out);
    if (!n) {
        n = offsets_out(t, &in, &out, move(t, &in, &out, a));
        file_put(out.file);
    }
    file_put(in.file);
    return n;
}

long sys_splice(struct thread *t, const uint64_t a[6])
{
    if (!a[4])
        return 0;
    if (a[5] & ~(uint64_t)SPLICE_F_ALL)
        return -EINVAL;
    return with_ends(t, a, a[0], a[2], a[5], splice_ends);
}

static ssize_t tee_ends(struct thread *t, struct end *in, struct end *out, const uint64_t a[6])
{
    (void)t;
    if (!file_readable(in->file) || !file_writable(out->file))
        return -EBADF;
    if (!in->pipe || !out->pipe || in->pipe == out->pipe)
        return -EINVAL;
    return pipe_to_pipe(in, out, a[2], 1);
}

long sys_tee(struct thread *t, const uint64_t a[6])
{
    if (a[3] & ~(uint64_t)SPLICE_F_ALL)
        return -EINVAL;
    if (!a[2])
        return 0;
    return with_ends(t, a, a[0], a[1], a[3], tee_ends);
}

/* The program's pages are copied: what it writes to them later does not show in the pipe. */
long sys_vmsplice(struct thread *t, const uint64_t a[6])
{
    struct uio uio;
    struct file *f;

    if (a[3] & ~(uint64_t)SPLICE_F_ALL)
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    int nonblock = (a[3] & SPLICE_F_NONBLOCK) || (f->flags & O_NONBLOCK);
    struct pipe *p = file_pipe(f);
    long n = p ? uio_from_iovec(t, &uio, a[1], a[2]) : -EBADF;
    if (!n) {
        n = file_writable(f) ? pipe_write_from(p, &uio, 0, nonblock) : pipe_read_to(p, &uio, nonblock);
        uio_fini(&uio);
    }
    file_put(f);
    return n;
}
