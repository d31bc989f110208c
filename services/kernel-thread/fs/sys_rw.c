/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers: read, write and their kin, lseek, sendfile, copy_file_range. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/fsflags.h>
#include <linux/stat.h>

#include "fs/allocate.h"
#include "fs/copy.h"
#include "fs/file.h"
#include "fs/rw_flags.h"
#include "fs/user_path.h"
#include "mm/page.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

/* What moves is known at each use. */
#define ALWAYS_INLINE inline __attribute__((always_inline))

typedef ssize_t (*mover)(struct file *f, struct uio *uio);
typedef ssize_t (*placed_mover)(struct file *f, struct uio *uio, uint64_t offset);

/* What /proc/PID/io tells. */
static inline long counted(struct thread *t, ssize_t n, int writing)
{
    struct io_count *io = &t->proc->io;

    *(writing ? &io->writes : &io->reads) += 1;
    if (n > 0)
        *(writing ? &io->written : &io->read) += (unsigned long)n;
    return n;
}

/* No buffer of a program ends above. */
#define USER_TOP ((uint64_t)1 << 48)

/* May it be read, or written, at all? */
static ssize_t transferable(const struct file *f, int writing)
{
    if (writing ? !file_writable(f) : !file_readable(f))
        return -EBADF;
    return (writing ? f->ops->write != NULL : f->ops->read != NULL) || S_ISDIR(f->inode->mode) ? 0 : -EINVAL;
}

static ALWAYS_INLINE long transfer(struct thread *t, const uint64_t a[6], mover move)
{
    struct file *f;
    struct uio uio;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    if (a[2] > USER_TOP || a[1] > USER_TOP - a[2]) {
        ssize_t n = transferable(f, move == file_write);
        file_put(f);
        return n ? n : -EFAULT;
    }
    uio_from_user(&uio, t->proc->mm, a[1], a[2] < RW_MAX ? a[2] : RW_MAX);
    ssize_t n = move(f, &uio);
    uio_fini(&uio);
    file_put(f);
    return n;
}

/* A vector of no bytes: the file is not asked. */
static ssize_t nothing(const struct file *f, int writing)
{
    if (writing ? !file_writable(f) : !file_readable(f))
        return -EBADF;
    return (writing ? f->ops->write != NULL : f->ops->read != NULL || S_ISDIR(f->inode->mode)) ? 0 : -EINVAL;
}

static long transfer_vector(struct thread *t, const uint64_t a[6], mover move)
{
    struct file *f;
    struct uio uio;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    ssize_t n = uio_from_iovec(t, &uio, a[1], a[2]);
    if (!n) {
        if (uio.left > RW_MAX)
            uio.left = RW_MAX;
        n = uio.left ? move(f, &uio) : nothing(f, move == file_write);
        uio_fini(&uio);
    }
    file_put(f);
    return n;
}

long sys_read(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer(t, a, file_read), 0);
}

long sys_write(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer(t, a, file_write), 1);
}

long sys_readv(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer_vector(t, a, file_read), 0);
}

long sys_writev(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer_vector(t, a, file_write), 1);
}

static ALWAYS_INLINE long placed(struct thread *t, struct file *f, struct uio *uio, int64_t offset, placed_mover move)
{
    (void)t;
    if (offset < 0)
        return -EINVAL;
    if (!file_has_position(f))
        return -ESPIPE;
    return move(f, uio, (uint64_t)offset);
}

static ALWAYS_INLINE long transfer_at(struct thread *t, const uint64_t a[6], placed_mover move)
{
    struct file *f;
    struct uio uio;

    if ((int64_t)a[3] < 0)
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    long n = -EFAULT;
    if ((int64_t)a[2] >= 0) {
        uio_from_user(&uio, t->proc->mm, a[1], a[2] < RW_MAX ? a[2] : RW_MAX);
        n = placed(t, f, &uio, (int64_t)a[3], move);
        uio_fini(&uio);
    }
    file_put(f);
    return n;
}

static long transfer_vector_at(struct thread *t, const uint64_t a[6], placed_mover move)
{
    struct file *f;
    struct uio uio;

    if ((int64_t)a[3] < 0)
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    long n = uio_from_iovec(t, &uio, a[1], a[2]);
    if (!n) {
        n = placed(t, f, &uio, (int64_t)a[3], move);
        uio_fini(&uio);
    }
    file_put(f);
    return n;
}

long sys_pread64(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer_at(t, a, file_pread), 0);
}

long sys_pwrite64(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer_at(t, a, file_pwrite), 1);
}

long sys_preadv(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer_vector_at(t, a, file_pread), 0);
}

long sys_pwritev(struct thread *t, const uint64_t a[6])
{
    return counted(t, transfer_vector_at(t, a, file_pwrite), 1);
}

/* RWF_NOWAIT: disk files are read as far as they are in memory. */
static int may_nowait(const struct file *f, uint64_t offset, int writing)
{
    if (writing || !S_ISREG(f->inode->mode) || !(f->inode->flags & INODE_PAGES) || (f->inode->flags & INODE_PAGES_HOME))
        return -EOPNOTSUPP;
    struct page *p = offset < f->inode->size ? pagecache_peek(f->inode, offset / PAGE_BYTES) : NULL;
    if (p)
        page_put(p);
    return p || offset >= f->inode->size ? 0 : -EAGAIN;
}

/* What was written is safe, if that was asked for. */
static ssize_t written(struct file *f, ssize_t n, uint32_t flags)
{
    if (n <= 0 || !(flags & (RWF_DSYNC | RWF_SYNC)) || !f->ops->fsync)
        return n;
    int err = f->ops->fsync(f, !(flags & RWF_SYNC));
    return err ? err : n;
}

ssize_t file_at_flags(struct file *f, struct uio *uio, uint64_t offset, uint32_t flags, int writing)
{
    int err = flags & RWF_NOWAIT ? may_nowait(f, offset, writing) : 0;

    if (err)
        return err;
    uio->append = writing && (flags & RWF_APPEND);
    return writing ? written(f, file_pwrite(f, uio, offset), flags) : file_pread(f, uio, offset);
}

/* Offset -1 is the file's own position. */
static long vector_v2(struct file *f, const uint64_t a[6], struct uio *uio, int writing)
{
    uint32_t flags = (uint32_t)a[5];

    if (a[3] != UINT64_MAX)
        return file_at_flags(f, uio, a[3], flags, writing);
    int err = flags & RWF_NOWAIT ? may_nowait(f, f->pos, writing) : 0;
    if (err)
        return err;
    uio->append = writing && (flags & RWF_APPEND);
    return writing ? written(f, file_write(f, uio), flags) : file_read(f, uio);
}

static long transfer_v2(struct thread *t, const uint64_t a[6], int writing)
{
    struct file *f;
    struct uio uio;

    if (a[3] != UINT64_MAX && (int64_t)a[3] < 0)
        return -EINVAL;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    long n = a[3] != UINT64_MAX && !file_has_position(f) ? -ESPIPE : uio_from_iovec(t, &uio, a[1], a[2]);
    if (!n) {
        n = transferable(f, writing);
        if (!n && uio.left)
            n = a[5] & ~(uint64_t)RWF_ALL ? -EOPNOTSUPP : vector_v2(f, a, &uio, writing);
        uio_fini(&uio);
    }
    file_put(f);
    return n;
}

long sys_preadv2(struct thread *t, const uint64_t a[6])
{
    return transfer_v2(t, a, 0);
}

long sys_pwritev2(struct thread *t, const uint64_t a[6])
{
    return transfer_v2(t, a, 1);
}

static int64_t seek_target(struct file *f, int64_t offset, int whence)
{
    int64_t size = (int64_t)f->inode->size, to;

    switch (whence) {
    case LINUX_SEEK_SET: return offset;
    case LINUX_SEEK_CUR: return __builtin_add_overflow((int64_t)f->pos, offset, &to) ? -EOVERFLOW : to;
    case LINUX_SEEK_END: return __builtin_add_overflow(size, offset, &to) ? -EOVERFLOW : to;
    case LINUX_SEEK_DATA:
    case LINUX_SEEK_HOLE: return file_seek_data(f, offset, whence == LINUX_SEEK_HOLE);
    default: return -EINVAL;
    }
}

static int64_t seek(struct file *f, int64_t offset, int whence)
{
    if (f->ops->seek)
        return f->ops->seek(f, offset, whence);
    if (!file_has_position(f))
        return -ESPIPE;
    int64_t to = seek_target(f, offset, whence);
    if (to >= 0 && (uint64_t)to > f->inode->super->max_bytes)
        return -EINVAL;
    if (to < 0)
        return whence <= LINUX_SEEK_END ? -EINVAL : to;
    f->pos = (uint64_t)to;
    return to;
}

long sys_lseek(struct thread *t, const uint64_t a[6])
{
    struct file *f;
    int err = user_file(t, a[0], &f);

    if (err)
        return err;
    if (a[2] > LINUX_SEEK_HOLE) {
        file_put(f);
        return -EINVAL;
    }
    rt_mutex_lock(&f->pos_lock);
    long to = seek(f, (int64_t)a[1], (int)a[2]);
    rt_mutex_unlock(&f->pos_lock);
    file_put(f);
    return to;
}

/* An offset argument: read from and written back to the program, or (address 0) the file's position. */
static int offset_in(struct thread *t, uint64_t uaddr, struct file *f, struct copy_end *end)
{
    int64_t offset;

    end->file = f;
    end->use_pos = uaddr == 0;
    if (!uaddr)
        return 0;
    int err = copy_in(t->proc->mm, &offset, uaddr, sizeof offset);
    if (err)
        return err;
    if (!file_has_position(f))
        return -ESPIPE;
    end->offset = (uint64_t)offset;
    return offset < 0 ? -EINVAL : 0;
}

static int offset_out(struct thread *t, uint64_t uaddr, const struct copy_end *end)
{
    return uaddr ? copy_out(t->proc->mm, uaddr, &end->offset, sizeof end->offset) : 0;
}

/* copy_file_range: ranges that are too long, or one file's over each other. */
static int check_ranges(const struct copy_end *from, const struct copy_end *to, uint64_t count)
{
    uint64_t in = from->use_pos ? from->file->pos : from->offset, out = to->use_pos ? to->file->pos : to->offset;
    const struct inode *inode = to->file->inode;

    if (inode->fsflags & FS_IMMUTABLE_FL)
        return -EPERM;
    if (count > INT64_MAX - in || count > INT64_MAX - out)
        return -EOVERFLOW;
    if (out >= inode->super->max_bytes)
        return -EFBIG;
    uint64_t size = from->file->inode->size, there = in < size ? size - in : 0;
    if (count > there)
        count = there;
    return inode == from->file->inode && out + count > in && out < in + count ? -EINVAL : 0;
}

static long copy_between(struct thread *t, struct file *in, uint64_t in_addr, struct file *out, uint64_t out_addr,
                         uint64_t count, int range)
{
    struct copy_end from = { 0 }, to = { 0 };

    int err = offset_in(t, in_addr, in, &from);
    if (!err)
        err = offset_in(t, out_addr, out, &to);
    if (!err && range)
        err = check_ranges(&from, &to, count);
    if (err)
        return err;
    long n = file_copy(&from, &to, count < RW_MAX ? count : RW_MAX);
    if (n < 0)
        return n;
    err = offset_out(t, in_addr, &from);
    if (!err)
        err = offset_out(t, out_addr, &to);
    return err ? err : n;
}

long sys_sendfile(struct thread *t, const uint64_t a[6])
{
    struct file *in, *out;
    int err = user_file(t, a[0], &out);

    if (err)
        return err;
    err = user_file(t, a[1], &in);
    long n = err;
    if (!err) {
        n = -EINVAL;
        if (!file_readable(in) || !file_writable(out))
            n = -EBADF;
        else if ((in->ops->splice & FILE_SPLICE_IN) && file_has_position(in) && /* what a short write leaves is read again */
                 ((out->ops->splice & FILE_SPLICE_OUT) || S_ISFIFO(out->inode->mode)) && !(out->flags & O_APPEND))
            n = (int64_t)a[3] < 0 ? -EINVAL : copy_between(t, in, a[2], out, 0, a[3], 0);
        file_put(in);
    }
    file_put(out);
    return n;
}

static long copy_range(struct thread *t, struct file *in, struct file *out, const uint64_t a[6])
{
    if (a[5])
        return -EINVAL;
    if (S_ISDIR(in->inode->mode) || S_ISDIR(out->inode->mode))
        return -EISDIR;
    if (!S_ISREG(in->inode->mode) || !S_ISREG(out->inode->mode))
        return -EINVAL;
    if (!file_readable(in) || !file_writable(out) || (out->flags & O_APPEND))
        return -EBADF;
    return copy_between(t, in, a[1], out, a[3], a[4], 1);
}

long sys_copy_file_range(struct thread *t, const uint64_t a[6])
{
    struct file *in, *out;
    int err = user_file(t, a[0], &in);

    if (err)
        return err;
    err = user_file(t, a[2], &out);
    long n = err;
    if (!err) {
        n = copy_range(t, in, out, a);
        file_put(out);
    }
    file_put(in);
    return n;
}
