/* SPDX-License-Identifier: BSD-2-Clause */
/* ppoll and pselect6. */
#include <linux/errno.h>
#include <linux/poll.h>
#include <linux/time.h>
#include <rt/timer.h>
#include <stdlib.h>
#include <string.h>

#include "fs/files.h"
#include "fs/file.h"
#include "fs/poll_int.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

/* Deadline of a relative timeout: 0 asks once, RT_NEVER without one. */
static int deadline_in(struct thread *t, uint64_t uaddr, uint64_t *deadline_ns)
{
    struct linux_timespec ts;

    *deadline_ns = RT_NEVER;
    if (!uaddr)
        return 0;
    int err = copy_in(t->proc->mm, &ts, uaddr, sizeof ts);
    if (err)
        return err;
    if (ts.sec < 0 || ts.nsec < 0 || ts.nsec >= NS_PER_SEC)
        return -EINVAL;
    if (ts.sec < 1000000000)
        *deadline_ns = ts.sec || ts.nsec ? rt_now_ns() + (uint64_t)timespec_ns(&ts) : 0;
    return 0;
}

/* What is left of the timeout goes back to the program. */
static void deadline_out(struct thread *t, uint64_t uaddr, uint64_t deadline_ns)
{
    if (!uaddr || deadline_ns == RT_NEVER)
        return;
    uint64_t now = rt_now_ns();
    struct linux_timespec ts = ns_timespec(deadline_ns > now ? (int64_t)(deadline_ns - now) : 0);
    (void)copy_out(t->proc->mm, uaddr, &ts, sizeof ts); /* as Linux: a read-only timeout is no error */
}

/* Ends a call with a temporary signal mask: a signal that came keeps it until its handler has run. */
static long end_masked(struct thread *t, long n)
{
    if (n == -ERESTARTSYS)
        return -ERESTARTNOHAND;
    signal_mask_restore(t);
    return n;
}

long sys_ppoll(struct thread *t, const uint64_t a[6])
{
    uint32_t count = (uint32_t)a[1];
    uint64_t deadline;

    if (count > proc_rlimit(t->proc, RLIMIT_NOFILE))
        return -EINVAL;
    int err = deadline_in(t, a[2], &deadline);
    if (err)
        return err;
    struct linux_pollfd few[POLL_INLINE];
    struct linux_pollfd *fds = count <= POLL_INLINE ? few : malloc(count * sizeof *fds);
    if (!fds)
        return -ENOMEM;
    long n = copy_in(t->proc->mm, fds, a[0], count * sizeof *fds);
    if (!n && a[3])
        n = signal_mask_from_user(t, a[3], a[4]);
    if (!n) {
        n = end_masked(t, poll_fds(t, fds, count, deadline));
        deadline_out(t, a[2], deadline);
        if (n >= 0) {
            err = copy_out(t->proc->mm, a[0], fds, count * sizeof *fds);
            n = err ? err : n;
        }
    }
    if (fds != few)
        free(fds);
    return n;
}

enum { SELECT_MAX = 1024, SET_BYTES = SELECT_MAX / 8 };

struct select_sets {
    uint64_t in[3][SET_BYTES / 8], out[3][SET_BYTES / 8]; /* readable, writable, exceptional */
    int count;
    struct thread *t;
};

static const uint32_t set_events[3] = { POLLIN | POLLRDNORM | POLLHUP | POLLERR, POLLOUT | POLLWRNORM | POLLERR,
                                        POLLPRI };

static int check_sets(void *ctx, struct poll_table *pt)
{
    struct select_sets *s = ctx;
    int ready = 0;

    memset(s->out, 0, sizeof s->out);
    for (int fd = 0; fd < s->count; fd++) {
        uint64_t bit = 1ull << (fd % 64);
        int word = fd / 64;
        if (!((s->in[0][word] | s->in[1][word] | s->in[2][word]) & bit))
            continue;
        struct file *f = fd_get(s->t->proc->files, fd);
        if (!f)
            return -EBADF;
        uint32_t mask = file_poll(f, ready ? NULL : pt);
        file_put(f);
        for (int k = 0; k < 3; k++) {
            if ((s->in[k][word] & bit) && (mask & set_events[k])) {
                s->out[k][word] |= bit;
                ready++;
            }
        }
    }
    return ready;
}

static int sets_in(struct thread *t, const uint64_t a[6], struct select_sets *s)
{
    size_t bytes = ((size_t)s->count + 63) / 64 * 8;

    for (int k = 0; k < 3; k++) {
        int err = a[1 + k] ? copy_in(t->proc->mm, s->in[k], a[1 + k], bytes) : 0;
        if (err)
            return err;
    }
    return 0;
}

static int sets_out(struct thread *t, const uint64_t a[6], const struct select_sets *s)
{
    size_t bytes = ((size_t)s->count + 63) / 64 * 8;

    for (int k = 0; k < 3; k++) {
        int err = a[1 + k] ? copy_out(t->proc->mm, a[1 + k], s->out[k], bytes) : 0;
        if (err)
            return err;
    }
    return 0;
}

long sys_pselect6(struct thread *t, const uint64_t a[6])
{
    struct { uint64_t set, size; } mask = { 0, 0 };
    struct select_sets s = { .t = t, .count = (int)a[0] };
    uint64_t deadline;

    if (s.count < 0)
        return -EINVAL;
    if (s.count > SELECT_MAX)
        s.count = SELECT_MAX;
    if (s.count > files_span(t->proc->files)) /* as Linux: what is beyond the table does not count */
        s.count = files_span(t->proc->files);
    int err = deadline_in(t, a[4], &deadline);
    if (!err && a[5])
        err = copy_in(t->proc->mm, &mask, a[5], sizeof mask);
    if (!err)
        err = sets_in(t, a, &s);
    if (!err && mask.set)
        err = signal_mask_from_user(t, mask.set, mask.size);
    if (err)
        return err;
    long n = end_masked(t, poll_until(check_sets, &s, deadline));
    deadline_out(t, a[4], deadline);
    if (n >= 0) {
        err = sets_out(t, a, &s);
        n = err ? err : n;
    }
    return n;
}
