/* SPDX-License-Identifier: BSD-2-Clause */
/* The clusters of a file or directory: walking, extending and cutting its chain. */
#include "fat.h"

#include <linux/errno.h>

int fat_chain_at(struct node *n, uint32_t index, uint32_t *cluster)
{
    uint32_t at = 0, here = n->first;

    if (n->hint_cluster && n->hint_index <= index) {
        at = n->hint_index;
        here = n->hint_cluster;
    }
    if (here && !fat_cluster_valid(n->v, here))
        return -EIO;
    while (here && at < index) {
        int err = fat_next(n->v, here, &here);

        if (err)
            return err;
        at++;
    }
    if (here) {
        n->hint_index = at;
        n->hint_cluster = here;
    }
    *cluster = here;
    return 0;
}

int fat_chain_grow(struct node *n, uint32_t have, uint32_t want)
{
    uint32_t last = 0;
    int err = 0;

    if (want <= have)
        return 0;
    if (want - have > n->v->free)
        return -ENOSPC;
    if (have > 0)
        err = fat_chain_at(n, have - 1, &last);
    if (!err && have > 0 && !last)
        err = -EIO; /* shorter than its size says */
    if (err)
        return err;

    for (uint32_t i = have; i < want && !err; i++) {
        uint32_t next = n->first;

        if (last)
            err = fat_next(n->v, last, &next); /* a damaged chain may be longer than its size says */
        if (!err && !next)
            err = fat_alloc(n->v, last, &next);
        if (!err && !fat_cluster_valid(n->v, next))
            err = -EIO;
        if (!err && !n->first)
            n->first = next;
        last = next;
    }
    if (err) {
        (void)fat_chain_cut(n, have); /* the first error counts */
        return err;
    }
    n->hint_index = want - 1;
    n->hint_cluster = last;
    return 0;
}

int fat_chain_cut(struct node *n, uint32_t keep)
{
    uint32_t last, rest = n->first;
    int err = 0;

    if (keep == 0) {
        n->first = 0;
        n->hint_cluster = 0;
        return rest ? fat_free_chain(n->v, rest) : 0;
    }
    err = fat_chain_at(n, keep - 1, &last);
    if (!err && !last)
        err = -EIO;
    if (!err)
        err = fat_next(n->v, last, &rest);
    if (err || !rest)
        return err;
    err = fat_end_chain(n->v, last);
    if (!err)
        err = fat_free_chain(n->v, rest);
    return err;
}
