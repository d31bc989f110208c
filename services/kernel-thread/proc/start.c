/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/start.c: the first programs: made from nothing, not forked. */
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/waitq.h>

#include "fs/files.h"
#include "proc/args.h"
#include "proc/exec.h"
#include "proc/exit.h"
#include "proc/table.h"
#include "sig/action.h"
#include "trace/strace.h"
#include "transport/transport.h"

/* What the new thread's fiber is told, and what it answers. */
struct start {
    struct thread *thread;
    const char *path;
    char *const *argv;
    unsigned variables;            /* strings of the environment */
    struct args args;
    long result;
    bool done;
    struct rt_waitq q;
};

static void start_main(void *arg)
{
    struct start *s = arg;
    struct thread *t = s->thread;
    long err = thread_begin(t, s->path, &s->args);
    if (err == 0 && strace_on)
        strace_started(t, s->path, s->argv, s->variables);
    s->result = err;
    s->done = true;
    rt_waitq_wake_all(&s->q);
    if (err == 0)
        thread_begun(t);
}

static void discard(struct proc *p)
{
    struct thread *t = LIST_FIRST(&p->threads);
    if (t != NULL)
        thread_discard(t);
    files_put(p->files);
    fs_ctx_put(p->fs);
    if (p->actions != NULL)
        sig_actions_put(p->actions);
    proc_free(p);
}

static int strings_add(struct start *s, char *const argv[], char *const envp[])
{
    int err = 0;
    for (; *argv != NULL && err == 0; argv++)
        err = args_add_argv(&s->args, *argv);
    for (; *envp != NULL && err == 0; envp++)
        err = args_add_envp(&s->args, *envp);
    return err;
}

int proc_start(const char *path, char *const argv[], char *const envp[], struct files *files,
               struct fs_ctx *fs)
{
    int pid = pid_alloc();
    struct proc *p = pid < 0 ? NULL : proc_new(pid, NULL);
    if (p == NULL) {
        files_put(files);
        fs_ctx_put(fs);
        return -ENOMEM;
    }
    p->files = files;
    p->fs = fs;
    p->actions = sig_actions_new();
    struct start s = {.path = path, .argv = argv};
    while (envp[s.variables] != NULL)
        s.variables++;
    s.thread = p->actions == NULL ? NULL : thread_new(p, pid);
    int err = s.thread == NULL ? -ENOMEM : strings_add(&s, argv, envp);
    if (err == 0)
        err = rt_fiber_start(start_main, &s);
    if (err) {
        args_free(&s.args);
        discard(p);
        return err;
    }
    while (!s.done)
        rt_wait(&s.q);
    if (s.result != 0) {
        discard(p);
        return (int)s.result;
    }
    return pid;
}
