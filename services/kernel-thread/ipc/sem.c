/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/sem.c: operations on sets of semaphores. */
#include "ipc/sem.h"

#include "ipc/limits.h"

#include <stdlib.h>

#include <linux/errno.h>
#include <rt/fiber.h>

#include "ipc/ipc.h"
#include "proc/proc.h"
#include "trace/books.h"

/* Counted by the processes that share it. */
struct sem_undo_list {
    unsigned refs;
    LIST_HEAD(, sem_undo) undos;
};

static void free_set(struct ipc_object *o)
{
    free(o);
}

struct ipc_table sem_table = {.free_object = free_set, .most = &ipc_limits.sem[3], .wanted = &ipc_limits.sem_next};
unsigned sem_total;

/* One operation: 0, 1 to wait, -ERANGE. */
static int operate(struct sem_set *set, const struct linux_sembuf *op, struct sem_undo *undo)
{
    struct sem *s = &set->sems[op->num];
    int value = s->value + op->op;
    if (op->op == 0)
        return s->value != 0;
    if (value < 0)
        return 1;
    if (value > SEM_VALUE_MOST)
        return -ERANGE;
    if (op->flags & SEM_UNDO) {
        int adjust = undo->adjust[op->num] - op->op;
        if (adjust < SEM_ADJUST_LEAST || adjust > SEM_VALUE_MOST)
            return -ERANGE;
        undo->adjust[op->num] = (int16_t)adjust;
    }
    s->value = (uint16_t)value;
    return 0;
}

int sem_try(struct sem_set *set, struct sem_waiter *w)
{
    unsigned done = 0;
    int result = 0;
    for (; done < w->count; done++) {
        result = operate(set, &w->ops[done], w->undo);
        if (result)
            break;
    }
    if (result == 0) {
        for (unsigned i = 0; i < w->count; i++)
            set->sems[w->ops[i].num].pid = w->pid;
        set->otime = ipc_now();
        return 0;
    }
    w->blocking = &w->ops[done];
    while (done-- > 0) {
        const struct linux_sembuf *op = &w->ops[done];
        set->sems[op->num].value = (uint16_t)(set->sems[op->num].value - op->op);
        if (op->op != 0 && (op->flags & SEM_UNDO))
            w->undo->adjust[op->num] = (int16_t)(w->undo->adjust[op->num] + op->op);
    }
    return result > 0 && (w->blocking->flags & IPC_NOWAIT) ? -EAGAIN : result;
}

static void waiter_end(struct sem_set *set, struct sem_waiter *w, int result)
{
    TAILQ_REMOVE(&set->waiters, w, link);
    w->queued = false;
    w->result = result;
    rt_unpark(w->fiber, 0);
}

void sem_changed(struct sem_set *set)
{
    for (bool again = true; again;) {
        struct sem_waiter *w, *next;
        again = false;
        for (w = TAILQ_FIRST(&set->waiters); w != NULL; w = next) {
            next = TAILQ_NEXT(w, link);
            int result = sem_try(set, w);
            if (result > 0)
                continue;
            waiter_end(set, w, result);
            again |= result == 0;
        }
    }
}

static void undo_free(struct sem_undo *u)
{
    LIST_REMOVE(u, of_set);
    LIST_REMOVE(u, of_list);
    books.undos--;
    free(u);
}

void sem_remove(struct sem_set *set)
{
    struct sem_waiter *w;
    struct sem_undo *u;
    while ((w = TAILQ_FIRST(&set->waiters)) != NULL)
        waiter_end(set, w, -EIDRM);
    while ((u = LIST_FIRST(&set->undos)) != NULL)
        undo_free(u);
    sem_total -= set->count;
    ipc_remove(&sem_table, &set->object);
}

static struct sem_undo_list *list_of(struct proc *p)
{
    if (p->sem_undo == NULL) {
        p->sem_undo = calloc(1, sizeof(*p->sem_undo));
        if (p->sem_undo != NULL)
            p->sem_undo->refs = 1;
    }
    return p->sem_undo;
}

struct sem_undo *sem_undo_get(struct thread *t, struct sem_set *set)
{
    struct sem_undo_list *list = list_of(t->proc);
    struct sem_undo *u;
    if (list == NULL)
        return NULL;
    LIST_FOREACH (u, &list->undos, of_list)
        if (u->set == set)
            return u;
    u = calloc(1, sizeof(*u) + set->count * sizeof(u->adjust[0]));
    if (u == NULL)
        return NULL;
    books.undos++;
    u->set = set;
    u->list = list;
    LIST_INSERT_HEAD(&list->undos, u, of_list);
    LIST_INSERT_HEAD(&set->undos, u, of_set);
    return u;
}

int sem_undo_inherit(struct proc *child, struct proc *parent, bool share)
{
    if (!share)
        return 0;
    struct sem_undo_list *list = list_of(parent);
    if (list == NULL)
        return -ENOMEM;
    list->refs++;
    child->sem_undo = list;
    return 0;
}

static void undo_apply(struct sem_undo *u, int pid)
{
    struct sem_set *set = u->set;
    for (unsigned i = 0; i < set->count; i++) {
        if (u->adjust[i] == 0)
            continue;
        int value = set->sems[i].value + u->adjust[i];
        set->sems[i].value = (uint16_t)(value < 0 ? 0 : value > SEM_VALUE_MOST ? SEM_VALUE_MOST : value);
        set->sems[i].pid = pid;
    }
    undo_free(u);
    set->otime = ipc_now();
    sem_changed(set);
}

void sem_undo_end(struct proc *p)
{
    struct sem_undo_list *list = p->sem_undo;
    struct sem_undo *u;
    p->sem_undo = NULL;
    if (list == NULL || --list->refs != 0)
        return;
    while ((u = LIST_FIRST(&list->undos)) != NULL)
        undo_apply(u, p->pid);
    free(list);
}
