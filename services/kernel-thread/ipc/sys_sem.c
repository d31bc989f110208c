/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/sys_sem.c: semget, semop, semtimedop, semctl. */
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/time.h>
#include <rt/fiber.h>
#include <rt/timer.h>

#include "fs/text.h"
#include "ipc/ipc_show.h"
#include "ipc/limits.h"
#include "ipc/sem.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

static int make(const void *wanted, struct ipc_object **out)
{
    unsigned count = *(const unsigned *)wanted;
    if (count == 0)
        return -EINVAL;
    if (sem_total + count > (unsigned)ipc_limits.sem[1])
        return -ENOSPC;
    struct sem_set *set = calloc(1, sizeof(*set) + count * sizeof(set->sems[0]));
    if (set == NULL)
        return -ENOMEM;
    set->count = count;
    set->ctime = ipc_now();
    TAILQ_INIT(&set->waiters);
    sem_total += count;
    *out = &set->object;
    return 0;
}

static int check(const struct ipc_object *o, const void *wanted)
{
    return *(const unsigned *)wanted > ((const struct sem_set *)o)->count ? -EINVAL : 0;
}

long sys_semget(struct thread *t, const uint64_t a[6])
{
    static const struct ipc_maker maker = {make, check};
    int count = (int)a[1];
    if (count < 0 || count > ipc_limits.sem[0])
        return -EINVAL;
    return ipc_get(t, &sem_table, (int32_t)a[0], (int)a[2], &maker, &(unsigned){(unsigned)count});
}

static struct sem_set *set_find(int id)
{
    return (struct sem_set *)ipc_find(&sem_table, id);
}

/* Waits in the set's queue until the operations were done: 0 or -errno. */
static int wait_for_set(struct sem_set *set, struct sem_waiter *w, uint64_t deadline)
{
    int err = 0;
    w->fiber = rt_fiber_self();
    w->queued = true;
    TAILQ_INSERT_TAIL(&set->waiters, w, link);
    ipc_hold(&set->object);
    while (w->queued && err == 0)
        err = thread_park(deadline);
    if (w->queued) {
        TAILQ_REMOVE(&set->waiters, w, link);
        w->result = err == -ETIMEDOUT ? -EAGAIN : -EINTR;
    }
    ipc_put(&sem_table, &set->object);
    return w->result;
}

static int operate(struct thread *t, struct sem_set *set, const struct linux_sembuf *ops, unsigned count, uint64_t deadline)
{
    bool alters = false, undoes = false;
    for (unsigned i = 0; i < count; i++) {
        if (ops[i].num >= set->count)
            return -EFBIG;
        alters |= ops[i].op != 0;
        undoes |= ops[i].op != 0 && (ops[i].flags & SEM_UNDO) != 0;
    }
    int err = ipc_permission(t, &set->object, alters ? 0222 : 0444);
    if (err)
        return err;
    struct sem_waiter w = {.ops = ops, .count = count, .pid = t->proc->pid};
    if (undoes && (w.undo = sem_undo_get(t, set)) == NULL)
        return -ENOMEM;
    int result = sem_try(set, &w);
    if (result > 0)
        return wait_for_set(set, &w, deadline);
    if (result == 0 && alters)
        sem_changed(set);
    return result;
}

static long semop_do(struct thread *t, const uint64_t a[6], const struct linux_timespec *timeout)
{
    unsigned count = (unsigned)a[2];
    if (count > (unsigned)ipc_limits.sem[2])
        return -E2BIG;
    if (count == 0)
        return -EINVAL;
    struct linux_sembuf *ops = malloc(count * sizeof(ops[0]));
    if (ops == NULL)
        return -ENOMEM;
    long result = copy_in(t->proc->mm, ops, a[1], count * sizeof(ops[0]));
    if (result == 0 && timeout != NULL && (timeout->sec < 0 || timeout->nsec < 0 || timeout->nsec >= NS_PER_SEC))
        result = -EINVAL;
    struct sem_set *set = set_find((int)a[0]);
    if (result == 0 && set == NULL)
        result = -EINVAL;
    if (result == 0)
        result = operate(t, set, ops, count,
                         timeout == NULL ? RT_NEVER : rt_now_ns() + (uint64_t)timespec_to_ns(timeout));
    free(ops);
    return result;
}

long sys_semop(struct thread *t, const uint64_t a[6])
{
    return semop_do(t, a, NULL);
}

long sys_semtimedop(struct thread *t, const uint64_t a[6])
{
    struct linux_timespec ts;
    if (a[3] != 0 && copy_in(t->proc->mm, &ts, a[3], sizeof(ts)) != 0)
        return -EFAULT;
    return semop_do(t, a, a[3] != 0 ? &ts : NULL);
}

static long info(struct thread *t, int command, uint64_t addr)
{
    struct linux_seminfo i = {
        .semmap = ipc_limits.sem[1], .semmni = ipc_limits.sem[3], .semmns = ipc_limits.sem[1], .semmnu = ipc_limits.sem[1],
        .semmsl = ipc_limits.sem[0], .semopm = ipc_limits.sem[2], .semume = ipc_limits.sem[2], .semusz = 20,
        .semvmx = SEM_VALUE_MOST, .semaem = SEM_VALUE_MOST};
    if (command == SEM_INFO) {
        i.semusz = (int)sem_table.used;
        i.semaem = (int)sem_total;
    }
    int highest = ipc_highest(&sem_table);
    return copy_out(t->proc->mm, addr, &i, sizeof(i)) != 0 ? -EFAULT : highest;
}

static long stat(struct thread *t, int id, int command, uint64_t addr)
{
    struct sem_set *set = command == IPC_STAT ? set_find(id) : (struct sem_set *)ipc_at(&sem_table, id);
    if (set == NULL)
        return -EINVAL;
    int err = command == SEM_STAT_ANY ? 0 : ipc_permission(t, &set->object, 0444);
    if (err)
        return err;
    struct linux_semid_ds ds = {.perm = set->object.perm, .otime = set->otime, .ctime = set->ctime, .nsems = set->count};
    id = set->object.id;
    return copy_out(t->proc->mm, addr, &ds, sizeof(ds)) != 0 ? -EFAULT : command == IPC_STAT ? 0 : id;
}

/* Nobody gives back what was set now. */
static void adjust_clear(struct sem_set *set, unsigned from, unsigned count)
{
    struct sem_undo *u;
    LIST_FOREACH (u, &set->undos, of_set)
        memset(&u->adjust[from], 0, count * sizeof(u->adjust[0]));
}

static long set_one(struct thread *t, int id, int num, int value)
{
    if (value < 0 || value > SEM_VALUE_MOST)
        return -ERANGE;
    struct sem_set *set = set_find(id);
    if (set == NULL || num < 0 || (unsigned)num >= set->count)
        return -EINVAL;
    int err = ipc_permission(t, &set->object, 0222);
    if (err)
        return err;
    adjust_clear(set, (unsigned)num, 1);
    set->sems[num] = (struct sem){(uint16_t)value, t->proc->pid};
    set->ctime = ipc_now();
    sem_changed(set);
    return 0;
}

static long get_all(struct thread *t, struct sem_set *set, uint64_t addr)
{
    unsigned count = set->count;
    uint16_t *values = malloc(count * sizeof(values[0]));
    if (values == NULL)
        return -ENOMEM;
    for (unsigned i = 0; i < count; i++)
        values[i] = set->sems[i].value;
    int err = copy_out(t->proc->mm, addr, values, count * sizeof(values[0]));
    free(values);
    return err;
}

static long set_all(struct thread *t, struct sem_set *set, uint64_t addr)
{
    unsigned count = set->count;
    uint16_t *values = malloc(count * sizeof(values[0]));
    if (values == NULL)
        return -ENOMEM;
    ipc_hold(&set->object); /* reading the values may wait */
    long err = copy_in(t->proc->mm, values, addr, count * sizeof(values[0]));
    for (unsigned i = 0; i < count && err == 0; i++)
        err = values[i] > SEM_VALUE_MOST ? -ERANGE : 0;
    if (err == 0 && set->object.removed)
        err = -EIDRM;
    if (err == 0) {
        for (unsigned i = 0; i < count; i++)
            set->sems[i] = (struct sem){values[i], t->proc->pid};
        adjust_clear(set, 0, count);
        set->ctime = ipc_now();
        sem_changed(set);
    }
    ipc_put(&sem_table, &set->object);
    free(values);
    return err;
}

static long waiting(const struct sem_set *set, int num, bool zero)
{
    const struct sem_waiter *w;
    long count = 0;
    TAILQ_FOREACH (w, &set->waiters, link)
        count += w->blocking->num == num && (w->blocking->op == 0) == zero;
    return count;
}

static long values(struct thread *t, int id, int num, int command, uint64_t addr)
{
    struct sem_set *set = set_find(id);
    if (set == NULL)
        return -EINVAL;
    int err = ipc_permission(t, &set->object, command == SETALL ? 0222 : 0444);
    if (err)
        return err;
    if (command == GETALL)
        return get_all(t, set, addr);
    if (command == SETALL)
        return set_all(t, set, addr);
    if (num < 0 || (unsigned)num >= set->count)
        return -EINVAL;
    switch (command) {
    case GETVAL: return set->sems[num].value;
    case GETPID: return set->sems[num].pid;
    case GETNCNT: return waiting(set, num, false);
    default: return waiting(set, num, true);
    }
}

static long change(struct thread *t, int id, int command, uint64_t addr)
{
    struct linux_semid_ds ds;
    if (command == IPC_SET && copy_in(t->proc->mm, &ds, addr, sizeof(ds)) != 0)
        return -EFAULT;
    struct sem_set *set = set_find(id);
    if (set == NULL)
        return -EINVAL;
    int err = ipc_owner(t, &set->object);
    if (err)
        return err;
    if (command == IPC_RMID) {
        sem_remove(set);
    } else {
        ipc_set(&set->object, &ds.perm);
        set->ctime = ipc_now();
    }
    return 0;
}

long sys_semctl(struct thread *t, const uint64_t a[6])
{
    int id = (int)a[0], num = (int)a[1], command = (int)a[2];
    if (id < 0)
        return -EINVAL;
    switch (command) {
    case IPC_INFO: case SEM_INFO:
        return info(t, command, a[3]);
    case IPC_STAT: case SEM_STAT: case SEM_STAT_ANY:
        return stat(t, id, command, a[3]);
    case GETALL: case GETVAL: case GETPID: case GETNCNT: case GETZCNT: case SETALL:
        return values(t, id, num, command, a[3]);
    case SETVAL:
        return set_one(t, id, num, (int)a[3]);
    case IPC_RMID: case IPC_SET:
        return change(t, id, command, a[3]);
    default:
        return -EINVAL;
    }
}

void sem_show_all(struct text *out)
{
    text_printf(out, "       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n");
    for (int i = 0; i <= ipc_highest(&sem_table); i++) {
        const struct sem_set *s = (const struct sem_set *)ipc_at(&sem_table, i);
        if (s == NULL)
            continue;
        const struct linux_ipc_perm *p = &s->object.perm;
        text_printf(out, "%10d %10d  %4o %10u %5u %5u %5u %5u %10ld %10ld\n", p->key, s->object.id, p->mode, s->count, p->uid,
                    p->gid, p->cuid, p->cgid, (long)s->otime, (long)s->ctime);
    }
}
