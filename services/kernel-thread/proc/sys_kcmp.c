/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_kcmp.c: kcmp, unshare, setns: what processes share. */
#include <linux/errno.h>
#include <linux/sched.h>

#include "fs/epoll.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/namespace.h"
#include "fs/mnt_ns.h"
#include "fs/user_path.h"
#include "ipc/ipc.h"
#include "mm/mm.h"
#include "mm/user.h"
#include "proc/hostname.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { KCMP_FILE, KCMP_VM, KCMP_FILES, KCMP_FS, KCMP_SIGHAND, KCMP_IO, KCMP_SYSVSEM, KCMP_EPOLL_TFD };

/* 0 the same, 1 or 2 an order that means nothing but stays. */
static long compare(const void *a, const void *b)
{
    return a == b ? 0 : (uintptr_t)a < (uintptr_t)b ? 1 : 2;
}

static long compare_files(struct proc *p, uint64_t fd1, struct proc *q, uint64_t fd2)
{
    struct file *f = p->files != NULL ? fd_get(p->files, (int)fd1) : NULL;
    struct file *g = q->files != NULL ? fd_get(q->files, (int)fd2) : NULL;
    long result = f == NULL || g == NULL ? -EBADF : compare(f, g);
    if (f != NULL)
        file_put(f);
    if (g != NULL)
        file_put(g);
    return result;
}

/* A file of p, and one that an epoll of q watches. */
static long compare_watched(struct thread *t, struct proc *p, uint64_t fd, struct proc *q, uint64_t addr)
{
    struct { uint32_t epoll, fd, nth; } slot;
    int is_epoll = 0;
    if (copy_in(t->proc->mm, &slot, addr, sizeof(slot)) != 0)
        return -EFAULT;
    struct file *f = p->files != NULL ? fd_get(p->files, (int)fd) : NULL;
    struct file *e = q->files != NULL ? fd_get(q->files, (int)slot.epoll) : NULL;
    const struct file *g = e != NULL ? epoll_watched(e, (int)slot.fd, slot.nth, &is_epoll) : NULL;
    long result = f == NULL || e == NULL ? -EBADF : !is_epoll ? -EINVAL : g == NULL ? -ENOENT : compare(f, g);
    if (f != NULL)
        file_put(f);
    if (e != NULL)
        file_put(e);
    return result;
}

long sys_kcmp(struct thread *t, const uint64_t a[6])
{
    struct thread *one = thread_find((int)a[0]), *two = thread_find((int)a[1]);
    if (one == NULL || two == NULL)
        return -ESRCH;
    struct proc *p = one->proc, *q = two->proc;
    if (!proc_may_look(t, p) || !proc_may_look(t, q))
        return -EPERM;
    switch ((int)a[2]) {
    case KCMP_FILE: return compare_files(p, a[3], q, a[4]);
    case KCMP_VM: return compare(p->mm, q->mm);
    case KCMP_FILES: return compare(p->files, q->files);
    case KCMP_FS: return compare(p->fs, q->fs);
    case KCMP_SIGHAND: return compare(p->actions, q->actions);
    case KCMP_IO: return 0; /* nobody has a context of his own */
    case KCMP_EPOLL_TFD: return compare_watched(t, p, a[3], q, a[4]);
    case KCMP_SYSVSEM: return compare(p->sem_undo, q->sem_undo);
    default: return -EINVAL;
    }
}

/* The process gets what it shares with others for itself. */
static int own_files(struct proc *p)
{
    struct files *own = files_copy(p->files);
    if (own == NULL)
        return -ENOMEM;
    files_put(p->files);
    p->files = own;
    return 0;
}

static int own_fs(struct proc *p)
{
    struct fs_ctx *own = fs_ctx_copy(p->fs);
    if (own == NULL)
        return -ENOMEM;
    fs_ctx_put(p->fs);
    p->fs = own;
    return 0;
}

long sys_unshare(struct thread *t, const uint64_t a[6])
{
    const uint64_t spaces = CLONE_NEW_ALL | CLONE_NEWNS | CLONE_NEWTIME;
    uint64_t flags = a[0];
    struct proc *p = t->proc;
    if (flags & CLONE_NEWUSER)
        flags |= CLONE_THREAD | CLONE_FS;
    if (flags & CLONE_VM)
        flags |= CLONE_SIGHAND;
    if (flags & ~(spaces | CLONE_THREAD | CLONE_FS | CLONE_VM | CLONE_SIGHAND | CLONE_FILES | CLONE_SYSVSEM))
        return -EINVAL;
    if ((flags & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)) && p->thread_count > 1)
        return -EINVAL;
    if (flags & spaces & ~(CLONE_NEWNS | CLONE_NEWUTS)) /* there are no others */
        return cred_capable(t) || (flags & CLONE_NEWUSER) ? -EINVAL : -EPERM;
    if ((flags & (CLONE_NEWNS | CLONE_NEWUTS)) && !cred_capable(t))
        return -EPERM;
    int err = flags & (CLONE_FS | CLONE_NEWNS) ? own_fs(p) : 0;
    if (err == 0 && (flags & CLONE_NEWNS))
        err = mnt_ns_unshare(p->fs);
    if (err == 0 && (flags & CLONE_FILES))
        err = own_files(p);
    if (err == 0 && (flags & CLONE_NEWUTS))
        err = uts_unshare(p);
    if (err == 0 && (flags & CLONE_SYSVSEM))
        sem_undo_end(p);
    return err;
}

/* Only the first namespaces have files: the others cannot be entered. */
long sys_setns(struct thread *t, const uint64_t a[6])
{
    struct proc *p = t->proc;
    struct file *f;
    int err = user_file(t, a[0], &f);
    if (err)
        return err;
    uint64_t type = ns_type(f), flags = (uint32_t)a[1];
    file_put(f);
    if (type == 0 || (flags != 0 && flags != type))
        return -EINVAL;
    if (type == CLONE_NEWUSER || type == CLONE_NEWNS) /* one is in it; there is no way back from another tree of mounts */
        return -EINVAL;
    if (!cred_capable(t))
        return -EPERM;
    if (type == CLONE_NEWUTS) {
        uts_put(p->uts);
        p->uts = &uts_first;
        p->uts->refs++;
    }
    return 0;
}
