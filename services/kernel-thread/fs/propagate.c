/* SPDX-License-Identifier: BSD-2-Clause */
/* Propagation: groups of peers, their slaves, and copies of what is mounted for all of them. */
#include "fs/propagate.h"

#include <linux/errno.h>
#include <stdlib.h>

#include "fs/dcache.h"
#include "fs/mount.h"

static LIST_HEAD(, peer_group) groups = LIST_HEAD_INITIALIZER(groups);

/* The smallest number that is free. */
static unsigned free_id(void)
{
    for (unsigned id = 1;; id++) {
        struct peer_group *g;
        LIST_FOREACH(g, &groups, link)
            if (g->id == id)
                break;
        if (!g)
            return id;
    }
}

static void join(struct mount *m, struct peer_group *g)
{
    m->group = g;
    LIST_INSERT_HEAD(&g->members, m, in_group);
}

static void follow(struct mount *m, struct peer_group *master)
{
    m->master = master;
    if (master)
        LIST_INSERT_HEAD(&master->slaves, m, in_slaves);
}

static int share(struct mount *m)
{
    if (m->group)
        return 0;
    struct peer_group *g = calloc(1, sizeof *g);
    if (!g)
        return -ENOMEM;
    g->id = free_id();
    LIST_INSERT_HEAD(&groups, g, link);
    join(m, g);
    return 0;
}

static void leave_master(struct mount *m)
{
    if (m->master)
        LIST_REMOVE(m, in_slaves);
    m->master = NULL;
}

/* The last to go hands the slaves to its own master. */
static void leave_group(struct mount *m)
{
    struct peer_group *g = m->group;
    struct mount *s;

    if (!g)
        return;
    LIST_REMOVE(m, in_group);
    m->group = NULL;
    if (!LIST_EMPTY(&g->members))
        return;
    while ((s = LIST_FIRST(&g->slaves))) {
        leave_master(s);
        follow(s, m->master);
    }
    LIST_REMOVE(g, link);
    free(g);
}

static void make_slave(struct mount *m)
{
    struct peer_group *g = m->group;
    int has_peers = g && (LIST_FIRST(&g->members) != m || LIST_NEXT(m, in_group));

    leave_group(m);
    if (has_peers) {
        leave_master(m);
        follow(m, g);
    }
}

void propagation_leave(struct mount *m)
{
    leave_group(m);
    leave_master(m);
}

int propagation_set(struct mount *m, uint32_t kind)
{
    if (kind == MS_SHARED) {
        int err = share(m);
        if (!err)
            m->unbindable = 0;
        return err;
    }
    if (kind == MS_SLAVE) {
        make_slave(m);
        return 0;
    }
    propagation_leave(m);
    m->unbindable = kind == MS_UNBINDABLE;
    return 0;
}

void propagation_same(struct mount *copy, const struct mount *from)
{
    if (from->group)
        join(copy, from->group);
    follow(copy, from->master);
    copy->unbindable = from->unbindable;
}

int propagation_slave(struct mount *copy, const struct mount *from, int shared)
{
    follow(copy, from->group ? from->group : from->master);
    return shared ? share(copy) : 0;
}

/* One walk over all that a group reaches. */
struct spread {
    unsigned stamp;
    struct dentry *at;    /* where on each */
    struct mount *copies; /* made so far */
};

static unsigned next_stamp(void)
{
    static unsigned stamp;

    return ++stamp;
}

static struct mount *chain_slaves(struct peer_group *g, unsigned stamp, struct mount *chain)
{
    struct mount *m;

    if (g->seen == stamp)
        return chain;
    g->seen = stamp;
    LIST_FOREACH(m, &g->slaves, in_slaves) {
        m->chain = chain;
        chain = m;
        if (m->group)
            chain = chain_slaves(m->group, stamp, chain);
    }
    return chain;
}

struct mount *propagation_targets(const struct mount *m)
{
    struct mount *peer, *chain = NULL;

    if (!m->group)
        return NULL;
    LIST_FOREACH(peer, &m->group->members, in_group) {
        if (peer == m)
            continue;
        peer->chain = chain;
        chain = peer;
    }
    return chain_slaves(m->group, next_stamp(), chain);
}

/* Puts a copy of the template on m, if m shows the place; *made is it, or unchanged. */
static int put_copy(struct spread *s, struct mount *m, const struct mount *template, enum mount_copy how,
                    struct mount **made)
{
    struct path from = { (struct mount *)template, template->root }, at = { m, s->at };
    struct mount *copy;

    if (!m->ns || !dentry_is_ancestor(m->root, s->at))
        return 0;
    int err = mount_copy(&from, how, &copy);
    if (err)
        return err;
    path_get(&at);
    mount_attach_below(copy, &at);
    copy->chain = s->copies;
    s->copies = copy;
    if (made)
        *made = copy;
    return 0;
}

/* The slaves of a group get slaves of the template; those that share it among them are peers there too. */
static int put_slaves(struct spread *s, struct peer_group *g, const struct mount *template)
{
    struct mount *m, *peer;
    int err = 0;

    if (g->seen == s->stamp)
        return 0;
    g->seen = s->stamp;
    LIST_FOREACH(m, &g->slaves, in_slaves) {
        struct mount *own = NULL;
        if (!m->group)
            err = put_copy(s, m, template, MOUNT_COPY_SLAVE, NULL);
        else if (m->group->seen == s->stamp)
            continue;
        else
            LIST_FOREACH(peer, &m->group->members, in_group)
                if (!err)
                    err = own ? put_copy(s, peer, own, MOUNT_COPY_REC, NULL)
                              : put_copy(s, peer, template, MOUNT_COPY_SLAVE_SHARED, &own);
        if (!err && m->group)
            err = put_slaves(s, m->group, own ? own : template);
        if (err)
            return err;
    }
    return 0;
}

static int share_tree(struct mount *tree)
{
    struct mount *m;
    int err = share(tree);

    TAILQ_FOREACH(m, &mount_list, link)
        if (!err && mount_is_below(m, tree))
            err = share(m);
    return err;
}

int propagation_copy(struct mount *tree, struct mount *parent, struct dentry *at, struct mount **copies)
{
    struct spread s = { .stamp = next_stamp(), .at = at };
    struct mount *peer;
    int err = share_tree(tree);

    LIST_FOREACH(peer, &parent->group->members, in_group)
        if (!err && peer != parent)
            err = put_copy(&s, peer, tree, MOUNT_COPY_REC, NULL);
    if (!err)
        err = put_slaves(&s, parent->group, tree);
    while (err && (peer = s.copies)) {
        s.copies = peer->chain;
        mount_detach_below(peer);
        mount_drop_tree(peer);
    }
    *copies = s.copies;
    return err;
}

void propagation_keep(struct mount *copies)
{
    struct mount *m, *next, *last = TAILQ_LAST(&mount_list, mount_list);

    /* They are listed behind what they are copies of, without what they came under. */
    for (m = TAILQ_FIRST(&mount_list); copies && m; m = next) {
        const struct mount *c = m->ns ? NULL : copies;
        next = m == last ? NULL : TAILQ_NEXT(m, link);
        while (c && !mount_is_below(m, c))
            c = c->chain;
        if (c) {
            TAILQ_REMOVE(&mount_list, m, link);
            TAILQ_INSERT_TAIL(&mount_list, m, link);
        }
    }
    for (m = copies; m; m = m->chain)
        mount_set_ns(m, m->parent->ns);
}
