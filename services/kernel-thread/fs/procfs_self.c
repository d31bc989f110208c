/* SPDX-License-Identifier: BSD-2-Clause */
/* Links of /proc, descriptors and threads of a process, and the built-in init as /proc/1. */
#include <linux/errno.h>
#include <stddef.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "proc/proc.h"

/* kernel-thread itself plays pid 1: nothing of it but its name and its numbers can be seen. */
struct proc *procfs_init_proc(void)
{
    return init_thread()->proc;
}

struct proc *procfs_find(int pid)
{
    return pid == INIT_PID ? procfs_init_proc() : proc_find(pid);
}

int procfs_link_self(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    if (!current())
        return -ENOENT;
    text_printf(out, "%d", current()->proc->pid);
    return 0;
}

int procfs_link_thread_self(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    if (!current())
        return -ENOENT;
    text_printf(out, "%d/task/%d", current()->proc->pid, current()->tid);
    return 0;
}

int procfs_may_look(const struct proc *p)
{
    const struct thread *t = current();

    return !t || p == procfs_init_proc() ? 0 : proc_may_look(t, p) ? 0 : -EACCES;
}

static int give(const struct path *place, struct path *out)
{
    *out = *place;
    path_get(out);
    return 0;
}

int procfs_jump_exe(struct proc *p, const struct procfs_node *node, struct path *out)
{
    int err = procfs_may_look(p);

    (void)node;
    if (err)
        return err;
    return p->exe ? give(&p->exe->path, out) : -ENOENT;
}

int procfs_jump_cwd(struct proc *p, const struct procfs_node *node, struct path *out)
{
    int err = procfs_may_look(p);

    (void)node;
    if (err)
        return err;
    return p->fs ? give(&p->fs->cwd, out) : -ENOENT;
}

int procfs_jump_root(struct proc *p, const struct procfs_node *node, struct path *out)
{
    int err = procfs_may_look(p);

    (void)node;
    if (err)
        return err;
    return p->fs ? give(&p->fs->root, out) : -ENOENT;
}

static int jump_fd(struct proc *p, const struct procfs_node *node, struct path *out)
{
    int err = procfs_may_look(p);
    struct file *f = !err && p->files ? fd_get(p->files, node->id) : NULL;

    if (err)
        return err;
    if (!f)
        return -ENOENT;
    (void)give(&f->path, out);
    file_put(f);
    return 0;
}

uint32_t procfs_fd_mode(struct proc *p, int fd)
{
    struct file *f = p && p->files ? fd_get(p->files, fd) : NULL;
    uint32_t mode = f ? 0100u | (file_readable(f) ? 0400u : 0) | (file_writable(f) ? 0200u : 0) : 0;

    if (f)
        file_put(f);
    return mode;
}

int procfs_fd_next(struct proc *p, int after)
{
    return p->files && !procfs_may_look(p) ? fd_next(p->files, after + 1) : -1;
}

int procfs_task_next(struct proc *p, int after)
{
    if (p == procfs_init_proc())
        return after < INIT_PID ? INIT_PID : -1;
    struct thread *t = thread_next(p, after);

    return t ? t->tid : -1;
}

const struct procfs_entry procfs_fd_member = { "fd", PROCFS_LINK, 0700, .jump = jump_fd };
