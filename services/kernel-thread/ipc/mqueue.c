/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/mqueue.c: POSIX message queues by name, and messages in and out of them. */
#include "ipc/mqueue.h"

#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>

#include "fs/file.h"
#include "ipc/limits.h"
#include "proc/proc.h"
#include "trace/books.h"

/* Linux' defaults of /proc/sys/fs/mqueue. */
enum { HARD_MAXMSG = 65536, HARD_MSGSIZE = 16 << 20,
       MESSAGE_OVERHEAD = 48 + 48 /* what Linux counts for a message besides its data */ };
enum { NOTIFY_SIGNAL = 0, SI_MESGQ = -3 };

static LIST_HEAD(, mqueue) names;
static unsigned queues;

struct mqueue *mqueue_find(const char *name)
{
    struct mqueue *q;
    LIST_FOREACH (q, &names, in_names)
        if (strcmp(q->name, name) == 0)
            return q;
    return NULL;
}

static int attr_check(const struct thread *t, const struct linux_mq_attr *a)
{
    bool hard = cred_has(t, CAP_SYS_RESOURCE);
    if (a->maxmsg <= 0 || a->msgsize <= 0)
        return -EINVAL;
    if (a->maxmsg > (hard ? HARD_MAXMSG : ipc_limits.mq_messages) || a->msgsize > (hard ? HARD_MSGSIZE : ipc_limits.mq_bytes))
        return -EINVAL;
    return 0;
}

/* What a user's queues may take in all. */
static uint64_t charged_to(uint32_t uid)
{
    const struct mqueue *q;
    uint64_t sum = 0;
    LIST_FOREACH (q, &names, in_names)
        sum += q->charged_uid == uid ? q->charged : 0;
    return sum;
}

static int mq_default(int wanted, int most)
{
    return wanted < most ? wanted : most;
}

int mqueue_make(struct thread *t, const char *name, uint32_t mode, const struct linux_mq_attr *attr,
                struct mqueue **out)
{
    const struct cred *c = thread_cred(t);
    int err = attr != NULL ? attr_check(t, attr) : 0;
    if (err)
        return err;
    if (queues >= (unsigned)ipc_limits.mq_queues && !cred_has(t, CAP_SYS_RESOURCE))
        return -ENOSPC;
    int64_t maxmsg = attr != NULL ? attr->maxmsg : mq_default(ipc_limits.mq_messages_default, ipc_limits.mq_messages);
    int64_t msgsize = attr != NULL ? attr->msgsize : mq_default(ipc_limits.mq_bytes_default, ipc_limits.mq_bytes);
    uint64_t charge = (uint64_t)maxmsg * (uint64_t)(msgsize + MESSAGE_OVERHEAD);
    if (charge + charged_to(c->uid) > proc_rlimit(t->proc, RLIMIT_MSGQUEUE))
        return -EMFILE;
    struct mqueue *q = calloc(1, sizeof(*q));
    if (q == NULL)
        return -ENOMEM;
    strcpy(q->name, name);
    q->refs = 1;
    q->named = true;
    q->uid = c->fsuid;
    q->gid = c->fsgid;
    q->mode = mode;
    q->charged_uid = c->uid;
    q->charged = charge;
    q->maxmsg = maxmsg;
    q->msgsize = msgsize;
    TAILQ_INIT(&q->messages);
    LIST_INSERT_HEAD(&names, q, in_names);
    queues++;
    *out = q;
    return 0;
}

void mqueue_get(struct mqueue *q)
{
    q->refs++;
}

void mqueue_put(struct mqueue *q)
{
    struct mq_message *m;
    if (--q->refs != 0)
        return;
    mqueue_notify_end(q, NOTIFY_REMOVED);
    while ((m = TAILQ_FIRST(&q->messages)) != NULL) {
        TAILQ_REMOVE(&q->messages, m, link);
        books.messages--;
        free(m);
    }
    queues--;
    free(q);
}

void mqueue_unname(struct mqueue *q)
{
    LIST_REMOVE(q, in_names);
    q->named = false;
    mqueue_put(q);
}

int mqueue_permission(const struct thread *t, const struct mqueue *q, unsigned mask)
{
    const struct cred *c = thread_cred(t);
    unsigned granted = q->mode;
    bool member = c->fsgid == q->gid;
    for (unsigned i = 0; i < c->ngroups; i++)
        member |= c->groups[i] == q->gid;
    if (c->fsuid == q->uid)
        granted >>= 6;
    else if (member)
        granted >>= 3;
    return (mask & ~granted) == 0 || cred_has(t, CAP_DAC_OVERRIDE) ? 0 : -EACCES;
}

static int wait_in(struct rt_waitq *where, bool nonblock, uint64_t deadline)
{
    return nonblock ? -EAGAIN : wait_interruptible(where, deadline);
}

static void insert(struct mqueue *q, struct mq_message *m)
{
    struct mq_message *at;
    TAILQ_FOREACH (at, &q->messages, link)
        if (at->priority < m->priority)
            break;
    if (at != NULL)
        TAILQ_INSERT_BEFORE(at, m, link);
    else
        TAILQ_INSERT_TAIL(&q->messages, m, link);
    q->count++;
    books.messages++;
    q->bytes += m->bytes;
}

void mqueue_notify_end(struct mqueue *q, enum notify_code code)
{
    struct file *socket = q->notify.socket;
    q->notify.pid = 0;
    q->notify.socket = NULL;
    if (socket == NULL)
        return;
    notify_send(socket, q->notify.cookie, code);
    file_put(socket);
}

/* Once: whoever asked to be told does not ask any more. */
static void tell(struct thread *t, struct mqueue *q)
{
    struct mq_notify n = q->notify;
    struct proc *p = n.pid != 0 ? proc_find(n.pid) : NULL;
    if (n.pid == 0)
        return;
    mqueue_notify_end(q, NOTIFY_WOKENUP);
    if (p != NULL && n.how == NOTIFY_SIGNAL && n.signo != 0)
        signal_proc(p, &(struct sig_info){.signo = n.signo, .code = SI_MESGQ, .pid = t->proc->pid,
                                          .uid = t->proc->cred.uid, .value = n.value});
}

int mqueue_send(struct thread *t, struct mqueue *q, struct mq_message *m, bool nonblock, uint64_t deadline)
{
    while (q->count >= q->maxmsg) {
        int err = wait_in(&q->senders, nonblock, deadline);
        if (err)
            return err;
    }
    insert(q, m);
    if (q->count == 1 && q->receivers_waiting == 0)
        tell(t, q);
    rt_waitq_wake_one(&q->receivers);
    rt_waitq_wake_all(&q->pollers);
    return 0;
}

int mqueue_receive(struct mqueue *q, bool nonblock, uint64_t deadline, struct mq_message **out)
{
    while (q->count == 0) {
        q->receivers_waiting++;
        int err = wait_in(&q->receivers, nonblock, deadline);
        q->receivers_waiting--;
        if (err)
            return err;
    }
    struct mq_message *m = TAILQ_FIRST(&q->messages);
    TAILQ_REMOVE(&q->messages, m, link);
    q->count--;
    books.messages--;
    q->bytes -= m->bytes;
    rt_waitq_wake_one(&q->senders);
    rt_waitq_wake_all(&q->pollers);
    *out = m;
    return 0;
}
