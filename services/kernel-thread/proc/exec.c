/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/exec.c: execve: everything that can fail happens before the old program is given up. */
#include "proc/exec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/mount.h>
#include <rt/fiber.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/vfs.h"
#include "mm/kobj.h"
#include "mm/memory.h"
#include "mm/mm.h"
#include "mm/user.h"
#include "proc/args.h"
#include "proc/elf.h"
#include "proc/exit.h"
#include "proc/futex.h"
#include "proc/load.h"
#include "proc/proc.h"
#include "proc/table.h"
#include "sig/action.h"
#include "sig/deliver.h"
#include "time/posix_timer.h"
#include "trace/tracee.h"
#include "transport/transport.h"

enum { SCRIPT_BYTES = 256, SCRIPT_DEPTH = 5, AT_FDCWD_ = -100 };

/* The program that is to run after all scripts. */
struct program {
    struct file *file;     /* counted; writing denied */
    char path[PATH_BYTES]; /* as named; /dev/fd/N... for one that a descriptor names */
    bool hidden;           /* the program will not find it there: the descriptor closes */
};

static void program_close(struct program *p)
{
    inode_allow_write(p->file->inode);
    file_put(p->file);
    p->file = NULL;
}

static int program_open(struct thread *t, int dirfd, int at_flags, struct program *p)
{
    int err = vfs_open_exec(t, dirfd, p->path, at_flags, &p->file);
    if (err)
        return err;
    err = inode_deny_write(p->file->inode);
    if (err) {
        file_put(p->file);
        p->file = NULL;
    }
    return err;
}

/* If the file is a script, puts its interpreter in its place: 1; 0 if it is not one. */
static int script_step(struct thread *t, struct program *p, struct args *args)
{
    char text[SCRIPT_BYTES], *interpreter, *argument;
    ssize_t n = file_read_at(p->file, text, sizeof(text), 0);
    if (n < 0)
        return (int)n;
    if (n < 2 || text[0] != '#' || text[1] != '!')
        return 0;
    if (p->hidden)
        return -ENOENT;
    if (n < SCRIPT_BYTES)
        text[n] = '\0';
    int err = script_parse(text, (size_t)(n < SCRIPT_BYTES ? n + 1 : n), &interpreter, &argument);
    if (err == 0)
        err = args_script(args, interpreter, argument, p->path);
    if (err)
        return err;
    program_close(p);
    strcpy(p->path, interpreter); /* shorter than SCRIPT_BYTES */
    p->hidden = false;
    err = program_open(t, AT_FDCWD_, 0, p);
    return err ? err : 1;
}

/* What a script is told of its own name, where that is not all of it. */
static void name_by_descriptor(const struct thread *t, int dirfd, struct program *p)
{
    char prefix[32];
    p->hidden = false;
    if (dirfd == AT_FDCWD_ || p->path[0] == '/')
        return;
    size_t len = strlen(p->path), more = (size_t)snprintf(prefix, sizeof(prefix), "/dev/fd/%d%s", dirfd, len != 0 ? "/" : "");
    if (len + more >= sizeof(p->path))
        len = sizeof(p->path) - 1 - more;
    memmove(p->path + more, p->path, len);
    memcpy(p->path, prefix, more);
    p->path[more + len] = '\0';
    p->hidden = fd_get_cloexec(t->proc->files, dirfd) != 0;
}

static int program_find(struct thread *t, int dirfd, int at_flags, struct program *p, struct args *args)
{
    int err = program_open(t, dirfd, at_flags, p);
    if (err)
        return err;
    name_by_descriptor(t, dirfd, p);
    for (int depth = 0; depth <= SCRIPT_DEPTH; depth++) {
        int step = script_step(t, p, args);
        if (step == 0)
            return 0;
        if (step < 0) {
            if (p->file != NULL)
                program_close(p);
            return step;
        }
    }
    program_close(p);
    return -ELOOP;
}

/* Makes all other threads of the process leave and waits for it. */
static int threads_leave(struct thread *t)
{
    struct proc *p = t->proc;
    struct thread *other;
    if (p->exec_thread != NULL || p->exiting)
        return -EAGAIN;
    p->exec_thread = t;
    LIST_FOREACH (other, &p->threads, in_proc)
        if (other != t)
            thread_wake(other);
    while (p->thread_count > 1)
        rt_wait(&p->thread_wait);
    p->exec_thread = NULL;
    if (t->tid != p->pid) { /* the caller becomes the first thread */
        thread_remove(t);
        t->tid = p->pid;
        thread_insert(t);
    }
    p->leader = t;
    return p->exiting ? -EAGAIN : 0;
}

/* Signal handlers are gone with the program; a shared table becomes the process's own. */
static int actions_reset(struct proc *p)
{
    if (p->actions->refs > 1) {
        struct sig_actions *own = sig_actions_copy(p->actions);
        if (own == NULL)
            return -ENOMEM;
        sig_actions_put(p->actions);
        p->actions = own;
    }
    sig_actions_exec(p->actions);
    return 0;
}

static int files_own(struct proc *p)
{
    struct files *own = files_copy(p->files);
    if (own == NULL)
        return -ENOMEM;
    files_put(p->files);
    p->files = own;
    return 0;
}

static void set_comm(struct thread *t, const char *path)
{
    const char *base = strrchr(path, '/');
    base = base == NULL ? path : base + 1;
    snprintf(t->proc->comm, sizeof(t->proc->comm), "%s", base);
    memcpy(t->comm, t->proc->comm, sizeof(t->comm));
}

static void identity_set(struct thread *t, const struct image *image)
{
    struct proc *p = t->proc;
    struct cred *c = &p->cred;
    const struct cred *next = &image->cred;
    bool changes = c->euid != next->euid || c->egid != next->egid || c->fsuid != next->fsuid || c->fsgid != next->fsgid ||
                   (next->cap_permitted & ~c->cap_permitted) != 0;
    p->dumpable = next->uid == next->euid && next->gid == next->egid && !changes && !image->hidden;
    if (changes || image->secure)
        p->parent_death_signal = 0;
    struct cred keep = *c;
    *c = *next;
    c->groups = keep.groups;
    c->ngroups = keep.ngroups;
}

/* Nothing fails from here on. */
static void program_switch(struct thread *t, struct program *prog, struct image *image, const char *name)
{
    struct proc *p = t->proc;
    struct mm *old = p->mm;
    struct file *old_exe = p->exe;

    p->mm = image->mm;
    p->exe = prog->file;
    p->arg_start = image->arg_start;
    p->arg_end = image->arg_end;
    p->env_start = image->env_start;
    p->env_end = image->env_end;
    p->did_exec = true;
    memset(p->seen_enosys, 0, sizeof(p->seen_enosys));
    posix_timers_delete(p);
    p->barriers = 0;
    t->scratch = 0;
    t->kit = NULL;
    t->clear_child_tid = 0;
    t->altstack_base = t->altstack_size = t->altstack_flags = 0;
    set_comm(t, name);
    identity_set(t, image);
    vfork_end(p);
    if (old != NULL)
        mm_put(old);
    if (old_exe != NULL) {
        inode_allow_write(old_exe->inode);
        file_put(old_exe);
    }
    files_close_on_exec(p->files);

    memset(&t->regs, 0, sizeof(t->regs));
    t->regs.pc = image->entry;
    t->regs.sp = image->sp;
}

/* Registers of a program that starts. */
static int registers_set(struct thread *t)
{
    if (transport->state_init != NULL)
        return transport->state_init(t, NULL, t->regs.pc, t->regs.sp, true, 0);
    t->regs_known = USER_REGS_WORDS;
    regs_change(t, USER_REGS_WORDS);
    return transport->fp_zero(t);
}

static int commit(struct thread *t, struct program *prog, struct image *image, const char *name)
{
    int old_tid = t->tid;
    int err = threads_leave(t);
    if (err == 0)
        err = actions_reset(t->proc);
    if (err == 0)
        err = files_own(t->proc);
    if (err == 0)
        err = kobj_thread_set_space(t->kobj, mm_vspace(image->mm));
    if (err)
        return err;
    if (t->proc->mm != NULL)
        futex_thread_ends(t);
    /* The scratch slot of the old address space: other threads may live on in it (vfork). */
    thread_scratch_release(t);
    program_switch(t, prog, image, name);
    if (registers_set(t) != 0)
        kill_proc(t->proc, SIGKILL);
    syscall_no_result(t);
    if (t->tracee != NULL)
        tracee_executed(t, old_tid);
    return 0;
}

long exec_run(struct thread *t, int dirfd, const char *path, int at_flags, struct args *args)
{
    struct program *prog = malloc(sizeof(*prog));
    struct image image = {0};
    int err = prog == NULL ? -ENOMEM : 0;
    if (err == 0) {
        prog->file = NULL;
        snprintf(prog->path, sizeof(prog->path), "%s", path);
        if (args->argc == 0)
            err = args_add_argv(args, "");
    }
    if (err == 0)
        err = program_find(t, dirfd, at_flags, prog, args);
    if (err == 0) {
        err = args_set_path(args, path);
        if (err == 0)
            err = exec_cred(t, prog->file, &image);
        if (err == 0)
            err = image_load(t, prog->file, args, &image);
        if (err == 0) {
            err = commit(t, prog, &image, path);
            if (err)
                mm_put(image.mm);
        }
        if (err)
            program_close(prog);
    }
    args_free(args);
    free(prog);
    if (image.killed) {
        signal_force(t, &(struct sig_info){.signo = SIGSEGV, .code = SI_KERNEL});
        t->proc->actions->action[SIGSEGV - 1].handler = SIG_DFL;
    }
    return err;
}
