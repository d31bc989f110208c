/* SPDX-License-Identifier: BSD-2-Clause */
/* The ring of pages of a pipe, its locks and waits. */
#include <linux/errno.h>
#include <stdlib.h>

#include "fs/pipe_int.h"
#include "mm/page.h"
#include "proc/proc.h"

struct pipe *pipe_alloc(void)
{
    struct pipe *p = calloc(1, sizeof *p);

    if (!p)
        return NULL;
    p->size = pipe_slots_allowed();
    p->slot = p->size ? malloc(p->size * sizeof *p->slot) : NULL;
    if (!p->slot) {
        free(p);
        return NULL;
    }
    p->uid = current() ? current()->proc->cred.uid : 0;
    pipe_account(p->uid, 0, p->size);
    return p;
}

void pipe_free(struct pipe *p)
{
    for (uint32_t i = 0; i < p->used; i++)
        page_put(pipe_slot(p, i)->page);
    if (p->spare)
        page_put(p->spare);
    pipe_account(p->uid, p->size, 0);
    free(p->slot);
    free(p);
}

int pipe_set_slots(struct pipe *p, uint32_t slots)
{
    if (slots < p->used)
        return -EBUSY;
    struct pipe_slot *slot = malloc(slots * sizeof *slot);
    if (!slot)
        return -ENOMEM;
    for (uint32_t i = 0; i < p->used; i++)
        slot[i] = *pipe_slot(p, i);
    free(p->slot);
    pipe_account(p->uid, p->size, slots);
    p->slot = slot;
    p->size = slots;
    p->head = 0;
    rt_waitq_wake_all(&p->room);
    return 0;
}

struct page *pipe_page(struct pipe *p)
{
    struct page *page = p->spare;

    p->spare = NULL;
    return page ? page : page_alloc_dirty();
}

void pipe_push(struct pipe *p, struct page *page, uint32_t at, uint32_t len, unsigned flags)
{
    *pipe_slot(p, p->used) = (struct pipe_slot){ page, (uint16_t)at, (uint16_t)len, (uint16_t)flags };
    p->used++;
    p->fill += len;
}

void pipe_consume(struct pipe *p, uint32_t bytes)
{
    struct pipe_slot *s = pipe_slot(p, 0);
    int was_full = pipe_full(p);

    s->at = (uint16_t)(s->at + bytes);
    s->len = (uint16_t)(s->len - bytes);
    p->fill -= bytes;
    if (s->len)
        return;
    if (!p->spare && s->page->refs == 1 && !(s->flags & SLOT_SHARED))
        p->spare = s->page;
    else
        page_put(s->page);
    p->head = (p->head + 1) & (p->size - 1);
    p->used--;
    if (was_full)
        rt_waitq_wake_all(&p->room);
}

static int lock(struct rt_mutex *m, struct rt_waitq *turn, int nonblock)
{
    while (!rt_mutex_trylock(m)) {
        int err = nonblock ? -EAGAIN : wait_interruptible(turn, RT_NEVER);
        if (err)
            return err;
    }
    return 0;
}

int pipe_lock_read(struct pipe *p, int nonblock)
{
    return lock(&p->read_lock, &p->read_turn, nonblock);
}

void pipe_unlock_read(struct pipe *p)
{
    rt_mutex_unlock(&p->read_lock);
    rt_waitq_wake_all(&p->read_turn);
}

int pipe_lock_write(struct pipe *p, int nonblock)
{
    return lock(&p->write_lock, &p->write_turn, nonblock);
}

void pipe_unlock_write(struct pipe *p)
{
    rt_mutex_unlock(&p->write_lock);
    rt_waitq_wake_all(&p->write_turn);
}

int pipe_wait_data(struct pipe *p, int nonblock)
{
    while (!p->used) {
        if (!p->writers)
            return 0;
        int err = nonblock ? -EAGAIN : wait_interruptible(&p->data, RT_NEVER);
        if (err)
            return err;
    }
    return 1;
}

static int broken(void)
{
    struct thread *t = current();

    if (t) {
        struct sig_info info = { .signo = SIGPIPE, .pid = t->proc->pid };
        signal_thread(t, &info);
    }
    return -EPIPE;
}

int pipe_wait_room(struct pipe *p, int nonblock)
{
    for (;;) {
        if (!p->readers)
            return broken();
        if (!pipe_full(p))
            return 0;
        int err = nonblock ? -EAGAIN : wait_interruptible(&p->room, RT_NEVER);
        if (err)
            return err;
    }
}
