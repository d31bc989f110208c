/* SPDX-License-Identifier: BSD-2-Clause */
/* How much memory the pipes of one user may take. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "fs/pipe_int.h"
#include "mm/page.h"
#include "proc/proc.h"

enum { SLOTS_FEW = 2 /* of a new pipe beyond the soft limit */ };

unsigned pipe_max_size = 1 << 20, pipe_user_pages_soft = 16384, pipe_user_pages_hard;

struct user {
    uint32_t uid;
    uint64_t slots;
    LIST_ENTRY(user) link;
};
static LIST_HEAD(, user) users = LIST_HEAD_INITIALIZER(users);

static struct user *find(uint32_t uid)
{
    struct user *u;

    LIST_FOREACH(u, &users, link)
        if (u->uid == uid)
            break;
    return u;
}

void pipe_account(uint32_t uid, uint32_t old, uint32_t new)
{
    struct user *u = find(uid);

    if (!u) {
        u = calloc(1, sizeof *u);
        if (!u)
            return; /* uncounted: no limit is better than no pipe */
        u->uid = uid;
        LIST_INSERT_HEAD(&users, u, link);
    }
    u->slots = u->slots + new < old ? 0 : u->slots + new - old;
    if (!u->slots) {
        LIST_REMOVE(u, link);
        free(u);
    }
}

static int over(uint64_t slots, unsigned limit)
{
    return limit && slots > limit;
}

static int is_limited(void)
{
    const struct thread *t = current();

    return t && !cred_has(t, CAP_SYS_RESOURCE) && !cred_has(t, CAP_SYS_ADMIN);
}

static uint64_t slots_of(uint32_t uid)
{
    const struct user *u = find(uid);

    return u ? u->slots : 0;
}

uint32_t pipe_slots_allowed(void)
{
    const struct thread *t = current();
    uint32_t slots = PIPE_SLOTS;

    if (!t)
        return slots;
    uint64_t had = slots_of(t->proc->cred.uid);
    if (slots > pipe_max_size / PAGE_BYTES && !cred_has(t, CAP_SYS_RESOURCE))
        slots = pipe_max_size / PAGE_BYTES;
    if (over(had + slots, pipe_user_pages_soft) && is_limited() && slots > SLOTS_FEW)
        slots = SLOTS_FEW;
    return over(had + slots, pipe_user_pages_hard) && is_limited() ? 0 : slots;
}

int pipe_may_grow(uint32_t uid, uint32_t old, uint32_t new)
{
    uint64_t slots = slots_of(uid) + new - old;

    if (new > pipe_max_size / PAGE_BYTES && !cred_has(current(), CAP_SYS_RESOURCE))
        return -EPERM;
    return (over(slots, pipe_user_pages_soft) || over(slots, pipe_user_pages_hard)) && is_limited() ? -EPERM : 0;
}
