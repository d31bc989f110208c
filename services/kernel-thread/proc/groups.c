/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/groups.c: who is in a process group and a session, and how many processes and queued signals a user has.
 *
 * Groups are lists by number; of sessions and users only the number of members is kept. */
#include "proc/table.h"

#include <stdlib.h>

enum { NUMBERS = 32768, USER_BUCKETS = 64 };

struct user {
    uint32_t uid;
    unsigned procs, signals;
    LIST_ENTRY(user) link;
};

static struct proc_list groups[NUMBERS];
static uint16_t sessions[NUMBERS];
static LIST_HEAD(, user) users[USER_BUCKETS];
static unsigned uncounted; /* processes whose user's record found no memory */

struct proc_list *pgrp_members(int pgrp)
{
    static struct proc_list nobody;
    return pgrp > 0 && pgrp < NUMBERS ? &groups[pgrp] : &nobody;
}

bool pgrp_in_use(int pgrp)
{
    return !LIST_EMPTY(pgrp_members(pgrp));
}

bool session_in_use(int session)
{
    return session > 0 && session < NUMBERS && sessions[session] != 0;
}

static void group_enter(struct proc *p, int pgrp, int session)
{
    p->pgrp = pgrp;
    p->session = session;
    LIST_INSERT_HEAD(pgrp_members(pgrp), p, in_group);
    sessions[session]++;
}

static void group_leave(struct proc *p)
{
    LIST_REMOVE(p, in_group);
    sessions[p->session]--;
}

void proc_join(struct proc *p, int pgrp, int session)
{
    group_leave(p);
    group_enter(p, pgrp, session);
}

static struct user *user_find(uint32_t uid)
{
    struct user *u;
    LIST_FOREACH (u, &users[uid % USER_BUCKETS], link)
        if (u->uid == uid)
            return u;
    return NULL;
}

/* NULL: no memory. */
static struct user *user_get(uint32_t uid)
{
    struct user *u = user_find(uid);
    if (u == NULL && (u = calloc(1, sizeof(*u))) != NULL) {
        u->uid = uid;
        LIST_INSERT_HEAD(&users[uid % USER_BUCKETS], u, link);
    }
    return u;
}

static void user_forget(struct user *u)
{
    if (u->procs != 0 || u->signals != 0)
        return;
    LIST_REMOVE(u, link);
    free(u);
}

bool user_signal_add(uint32_t uid, uint64_t most)
{
    struct user *u = user_get(uid);
    if (u == NULL || u->signals >= most) {
        if (u != NULL)
            user_forget(u);
        return false;
    }
    u->signals++;
    return true;
}

void user_signal_remove(uint32_t uid)
{
    struct user *u = user_find(uid);
    u->signals--;
    user_forget(u);
}

unsigned user_signals(uint32_t uid)
{
    const struct user *u = user_find(uid);
    return u != NULL ? u->signals : 0;
}

static void count(uint32_t uid)
{
    struct user *u = user_get(uid);
    if (u != NULL)
        u->procs++;
    else
        uncounted++;
}

static void uncount(uint32_t uid)
{
    struct user *u = user_find(uid);
    if (u == NULL) {
        uncounted--;
        return;
    }
    u->procs--;
    user_forget(u);
}

unsigned proc_count_of(uint32_t uid)
{
    const struct user *u = user_find(uid);
    return (u != NULL ? u->procs : 0) + uncounted;
}

void proc_set_uid(struct proc *p, uint32_t uid)
{
    uncount(p->cred.uid);
    p->cred.uid = uid;
    count(uid);
}

void proc_enter(struct proc *p, int pgrp, int session)
{
    group_enter(p, pgrp, session);
    count(p->cred.uid);
}

void proc_leave(struct proc *p)
{
    group_leave(p);
    uncount(p->cred.uid);
}
