/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/queue.c: queues of pending signals. */
#include "sig/queue.h"

#include <stdlib.h>

#include <linux/errno.h>

#include "proc/proc.h"

#define SYNCHRONOUS (SIGMASK(SIGSEGV) | SIGMASK(SIGBUS) | SIGMASK(SIGILL) | SIGMASK(SIGTRAP) | \
                     SIGMASK(SIGFPE) | SIGMASK(SIGSYS))

void sig_queue_init(struct sig_queue *q)
{
    q->set = 0;
    q->count = 0;
    TAILQ_INIT(&q->list);
}

static void entry_free(struct sig_entry *e)
{
    user_signal_remove(e->owner);
    free(e);
}

/* NULL: its user has too many, or there is no memory. */
static struct sig_entry *entry_new(const struct proc *to, const struct sig_info *info)
{
    bool always = info->code == SI_TIMER || (info->signo < SIGRTMIN && info->code >= 0);
    uint32_t owner = to->cred.uid;
    if (!user_signal_add(owner, always ? UINT64_MAX : proc_rlimit(to, RLIMIT_SIGPENDING)))
        return NULL;
    struct sig_entry *e = malloc(sizeof(*e));
    if (e == NULL) {
        user_signal_remove(owner);
        return NULL;
    }
    e->info = *info;
    e->owner = owner;
    return e;
}

int sig_queue_add(struct sig_queue *q, const struct proc *to, const struct sig_info *info)
{
    uint64_t bit = SIGMASK(info->signo);
    bool queues = info->signo >= SIGRTMIN || info->code == SI_TIMER; /* each timer has one of its own */
    if (!queues && (q->set & bit) != 0)
        return 0;

    struct sig_entry *e = entry_new(to, info);
    if (e == NULL && queues && info->code != SI_USER)
        return -EAGAIN;
    q->set |= bit;
    if (e == NULL)
        return 0;
    TAILQ_INSERT_TAIL(&q->list, e, link);
    q->count++;
    return 0;
}

/* Unlinks the oldest entry of the signal; *more: there are others.  NULL: none. */
static struct sig_entry *entry_take(struct sig_queue *q, int signo, bool *more)
{
    struct sig_entry *e, *found = NULL;
    *more = false;
    TAILQ_FOREACH (e, &q->list, link) {
        if (e->info.signo != signo)
            continue;
        if (found != NULL) {
            *more = true;
            break;
        }
        found = e;
    }
    if (found != NULL) {
        TAILQ_REMOVE(&q->list, found, link);
        q->count--;
    }
    return found;
}

bool sig_queue_take(struct sig_queue *q, uint64_t blocked, struct sig_info *info)
{
    uint64_t set = q->set & ~blocked;
    if (set == 0)
        return false;
    if (set & SYNCHRONOUS)
        set &= SYNCHRONOUS;
    int signo = __builtin_ctzl(set) + 1;

    bool more;
    struct sig_entry *e = entry_take(q, signo, &more);
    *info = e != NULL ? e->info : (struct sig_info){.signo = signo, .code = SI_USER};
    if (e != NULL)
        entry_free(e);
    if (!more)
        q->set &= ~SIGMASK(signo);
    return true;
}

void sig_queue_drop(struct sig_queue *q, uint64_t set)
{
    struct sig_entry *e, *next;
    for (e = TAILQ_FIRST(&q->list); e != NULL; e = next) {
        next = TAILQ_NEXT(e, link);
        if (SIGMASK(e->info.signo) & set) {
            TAILQ_REMOVE(&q->list, e, link);
            q->count--;
            entry_free(e);
        }
    }
    q->set &= ~set;
}
