/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/sys_msg.c: System V message queues. */
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>
#include <rt/waitq.h>

#include "fs/text.h"
#include "ipc/ids.h"
#include "ipc/ipc_show.h"
#include "ipc/limits.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/books.h"
#include "trace/syscalls.h"

struct message {
    TAILQ_ENTRY(message) link;
    int64_t type;
    size_t bytes;
    uint8_t data[];
};

struct msg_queue {
    struct ipc_object object; /* first */
    int64_t stime, rtime, ctime;
    uint64_t bytes, most;     /* in the queue; as many at most */
    unsigned count;
    int sender, receiver;     /* the last ones' processes */
    TAILQ_HEAD(, message) messages; /* oldest first */
    struct rt_waitq senders, receivers;
};

static uint64_t all_bytes; /* in all queues */
static unsigned all_count;
enum { ALL_BYTES_MOST = 64 << 20 /* for headers and data: queues must not eat this task's memory */ };

static void message_free(struct message *m)
{
    all_bytes -= m->bytes + sizeof(*m);
    all_count--;
    books.messages--;
    free(m);
}

static void free_queue(struct ipc_object *o)
{
    struct msg_queue *q = (struct msg_queue *)o;
    struct message *m;
    while ((m = TAILQ_FIRST(&q->messages)) != NULL) {
        TAILQ_REMOVE(&q->messages, m, link);
        message_free(m);
    }
    free(q);
}

static struct ipc_table table = {.free_object = free_queue, .most = &ipc_limits.queues, .wanted = &ipc_limits.queue_next};

static int make(const void *wanted, struct ipc_object **out)
{
    (void)wanted;
    struct msg_queue *q = calloc(1, sizeof(*q));
    if (q == NULL)
        return -ENOMEM;
    q->ctime = ipc_now();
    q->most = (uint64_t)ipc_limits.queue_bytes;
    TAILQ_INIT(&q->messages);
    *out = &q->object;
    return 0;
}

static int check(const struct ipc_object *o, const void *wanted)
{
    (void)o, (void)wanted;
    return 0;
}

long sys_msgget(struct thread *t, const uint64_t a[6])
{
    static const struct ipc_maker maker = {make, check};
    return ipc_get(t, &table, (int32_t)a[0], (int)a[1], &maker, NULL);
}

static struct msg_queue *queue_find(int id)
{
    return (struct msg_queue *)ipc_find(&table, id);
}

/* The message a program wants to send.  -EFAULT, -ENOMEM. */
static int message_in(struct thread *t, uint64_t addr, int64_t type, size_t bytes, struct message **out)
{
    if (all_bytes + bytes + sizeof(struct message) > ALL_BYTES_MOST)
        return -ENOMEM;
    struct message *m = malloc(sizeof(*m) + bytes);
    if (m == NULL)
        return -ENOMEM;
    m->type = type;
    m->bytes = bytes;
    all_bytes += bytes + sizeof(*m);
    all_count++;
    books.messages++;
    if (copy_in(t->proc->mm, m->data, addr, bytes) != 0) {
        message_free(m);
        return -EFAULT;
    }
    *out = m;
    return 0;
}

static bool fits(const struct msg_queue *q, const struct message *m)
{
    return q->bytes + m->bytes <= q->most && q->count + 1 <= q->most;
}

/* Waits for a place; the queue is held by the caller. */
static int wait_in(struct msg_queue *q, struct rt_waitq *where)
{
    int err = wait_interruptible(where, RT_NEVER);
    if (q->object.removed)
        return -EIDRM;
    return err == -ERESTARTSYS ? -ERESTARTNOHAND : err;
}

static int send(struct thread *t, struct msg_queue *q, struct message *m, int flags)
{
    int err = ipc_permission(t, &q->object, 0222);
    while (err == 0 && !fits(q, m)) {
        if (flags & IPC_NOWAIT)
            return -EAGAIN;
        err = wait_in(q, &q->senders);
        if (err == 0)
            err = ipc_permission(t, &q->object, 0222);
    }
    if (err)
        return err;
    TAILQ_INSERT_TAIL(&q->messages, m, link);
    q->bytes += m->bytes;
    q->count++;
    q->sender = t->proc->pid;
    q->stime = ipc_now();
    rt_waitq_wake_all(&q->receivers);
    return 0;
}

long sys_msgsnd(struct thread *t, const uint64_t a[6])
{
    int64_t type;
    struct message *m;
    if (copy_in(t->proc->mm, &type, a[1], sizeof(type)) != 0)
        return -EFAULT;
    if (a[2] > (uint64_t)ipc_limits.message_bytes || (int)a[0] < 0 || type < 1)
        return -EINVAL;
    int err = message_in(t, a[1] + sizeof(type), type, a[2], &m);
    if (err)
        return err;
    struct msg_queue *q = queue_find((int)a[0]);
    if (q == NULL) {
        message_free(m);
        return -EINVAL;
    }
    ipc_hold(&q->object);
    err = send(t, q, m, (int)a[3]);
    if (err)
        message_free(m);
    ipc_put(&table, &q->object);
    return err;
}

/* Which message a call wants. */
struct wanted {
    int64_t type;
    int flags;
    size_t room;
};

static struct message *choose(const struct msg_queue *q, const struct wanted *w)
{
    struct message *m, *best = NULL;
    int64_t number = 0, most = w->type == INT64_MIN ? INT64_MAX : -w->type;
    TAILQ_FOREACH (m, &q->messages, link) {
        if (w->flags & MSG_COPY) {
            if (number++ == w->type)
                return m;
        } else if (w->type == 0) {
            return m;
        } else if (w->type > 0) {
            if ((m->type == w->type) != ((w->flags & MSG_EXCEPT) != 0))
                return m;
        } else if (m->type <= most && (best == NULL || m->type < best->type)) {
            best = m;
        }
    }
    return best;
}

/* Takes it off the queue, or copies it with MSG_COPY. */
static int take(struct thread *t, struct msg_queue *q, struct message *m, const struct wanted *w, struct message **out)
{
    if (w->room < m->bytes && (w->flags & MSG_NOERROR) == 0)
        return -E2BIG;
    if (w->flags & MSG_COPY) {
        struct message *copy = malloc(sizeof(*m) + m->bytes);
        if (copy == NULL)
            return -ENOMEM;
        memcpy(copy, m, sizeof(*m) + m->bytes);
        all_bytes += m->bytes + sizeof(*m);
        all_count++;
        books.messages++;
        *out = copy;
        return 0;
    }
    TAILQ_REMOVE(&q->messages, m, link);
    q->bytes -= m->bytes;
    q->count--;
    q->receiver = t->proc->pid;
    q->rtime = ipc_now();
    rt_waitq_wake_all(&q->senders);
    *out = m;
    return 0;
}

static int receive(struct thread *t, struct msg_queue *q, const struct wanted *w, struct message **out)
{
    for (;;) {
        int err = ipc_permission(t, &q->object, 0444);
        if (err)
            return err;
        struct message *m = choose(q, w);
        if (m != NULL)
            return take(t, q, m, w, out);
        if (w->flags & IPC_NOWAIT)
            return -ENOMSG;
        err = wait_in(q, &q->receivers);
        if (err)
            return err;
    }
}

long sys_msgrcv(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    struct wanted w = {(int64_t)a[3], (int)a[4], a[2]};
    struct message *m = NULL;
    if ((int)a[0] < 0 || (int64_t)a[2] < 0)
        return -EINVAL;
    if ((w.flags & MSG_COPY) && ((w.flags & MSG_EXCEPT) || (w.flags & IPC_NOWAIT) == 0))
        return -EINVAL;
    struct msg_queue *q = queue_find((int)a[0]);
    if (q == NULL)
        return -EINVAL;
    ipc_hold(&q->object);
    long result = receive(t, q, &w, &m);
    ipc_put(&table, &q->object);
    if (result)
        return result;
    size_t bytes = m->bytes < w.room ? m->bytes : w.room;
    if (copy_out(mm, a[1], &m->type, sizeof(m->type)) != 0 || copy_out(mm, a[1] + sizeof(m->type), m->data, bytes) != 0)
        result = -EFAULT;
    message_free(m);
    return result ? result : (long)bytes;
}

static long info(struct thread *t, int command, uint64_t addr)
{
    struct linux_msginfo i = {.msgmax = ipc_limits.message_bytes, .msgmnb = ipc_limits.queue_bytes, .msgmni = ipc_limits.queues,
                              .msgssz = 16, .msgseg = 0xffff};
    i.msgpool = ipc_limits.queues * (ipc_limits.queue_bytes / 1024);
    i.msgmap = ipc_limits.queue_bytes;
    i.msgtql = ipc_limits.queue_bytes;
    if (command == MSG_INFO) {
        i.msgpool = (int)table.used;
        i.msgmap = (int)all_count;
        i.msgtql = (int)(all_bytes - all_count * sizeof(struct message));
    }
    int highest = ipc_highest(&table);
    return copy_out(t->proc->mm, addr, &i, sizeof(i)) != 0 ? -EFAULT : highest;
}

static long stat(struct thread *t, int id, int command, uint64_t addr)
{
    struct msg_queue *q = command == IPC_STAT ? queue_find(id) : (struct msg_queue *)ipc_at(&table, id);
    if (q == NULL)
        return -EINVAL;
    int err = command == MSG_STAT_ANY ? 0 : ipc_permission(t, &q->object, 0444);
    if (err)
        return err;
    struct linux_msqid_ds ds = {.perm = q->object.perm, .stime = q->stime, .rtime = q->rtime, .ctime = q->ctime,
                                .cbytes = q->bytes, .qnum = q->count, .qbytes = q->most, .lspid = q->sender,
                                .lrpid = q->receiver};
    id = q->object.id;
    return copy_out(t->proc->mm, addr, &ds, sizeof(ds)) != 0 ? -EFAULT : command == IPC_STAT ? 0 : id;
}

static long change(struct thread *t, int id, int command, uint64_t addr)
{
    struct linux_msqid_ds ds;
    if (command == IPC_SET && copy_in(t->proc->mm, &ds, addr, sizeof(ds)) != 0)
        return -EFAULT;
    struct msg_queue *q = queue_find(id);
    if (q == NULL)
        return -EINVAL;
    int err = ipc_owner(t, &q->object);
    if (err)
        return err;
    if (command == IPC_SET && ds.qbytes > (uint64_t)ipc_limits.queue_bytes && !cred_has(t, CAP_SYS_RESOURCE))
        return -EPERM;
    ipc_hold(&q->object);
    if (command == IPC_SET) {
        q->most = ds.qbytes;
        ipc_set(&q->object, &ds.perm);
        q->ctime = ipc_now();
    } else {
        ipc_remove(&table, &q->object);
    }
    rt_waitq_wake_all(&q->senders); /* there may be room now, or other rights, or no queue */
    rt_waitq_wake_all(&q->receivers);
    ipc_put(&table, &q->object);
    return 0;
}

long sys_msgctl(struct thread *t, const uint64_t a[6])
{
    int id = (int)a[0], command = (int)a[1];
    if (id < 0 || command < 0)
        return -EINVAL;
    switch (command) {
    case IPC_INFO: case MSG_INFO:
        return info(t, command, a[2]);
    case IPC_STAT: case MSG_STAT: case MSG_STAT_ANY:
        return stat(t, id, command, a[2]);
    case IPC_SET: case IPC_RMID:
        return change(t, id, command, a[2]);
    default:
        return -EINVAL;
    }
}

void msg_show_all(struct text *out)
{
    text_printf(out, "       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      "
                     "rtime      ctime\n");
    for (int i = 0; i <= ipc_highest(&table); i++) {
        const struct msg_queue *q = (const struct msg_queue *)ipc_at(&table, i);
        if (q == NULL)
            continue;
        const struct linux_ipc_perm *p = &q->object.perm;
        text_printf(out, "%10d %10d  %4o  %10lu %10u %5d %5d %5u %5u %5u %5u %10ld %10ld %10ld\n", p->key, q->object.id,
                    p->mode, (unsigned long)q->bytes, q->count, q->sender, q->receiver, p->uid, p->gid, p->cuid, p->cgid,
                    (long)q->stime, (long)q->rtime, (long)q->ctime);
    }
}
