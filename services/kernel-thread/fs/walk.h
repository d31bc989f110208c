/* SPDX-License-Identifier: BSD-2-Clause */
/* The path walk, in steps: for open, which looks at the last component itself. */
#pragma once
#include "fs/vfs.h"

enum { LINKS_MAX = 40 /* symbolic links followed in one walk (ELOOP) */ };

struct walk {
    struct thread *t;
    struct path root;            /* counted */
    struct path cur;             /* counted; where the walk is */
    char name[NAME_BYTES];       /* the last component, not yet looked up */
    char kind;                   /* LAST_* */
    char trailing_slash;
    char rooted;                 /* the root was used: only then RESOLVE_NO_XDEV lets absolute links through, as Linux */
    char more;                   /* the component at hand is not the last */
    unsigned depth;              /* entries of stack */
    unsigned links;              /* followed so far */
    uint32_t resolve;            /* enum walk_resolve: where the walk may not go */
    struct { char *text; const char *rest; } stack[LINKS_MAX + 1]; /* text owned (but [0]'s) */
};

/* As RESOLVE_* of openat2. */
enum walk_resolve {
    RESOLVE_NO_XDEV = 1, RESOLVE_NO_MAGICLINKS = 2, RESOLVE_NO_SYMLINKS = 4, RESOLVE_BENEATH = 8, RESOLVE_IN_ROOT = 16,
    RESOLVE_CACHED = 32, RESOLVE_ALL = 63,
};

/* Starts a walk; w->resolve is set by the caller. name is borrowed until walk_end.  -ENOENT for an empty name. */
int walk_start(struct walk *w, struct thread *t, int dirfd, const char *name);
/* Goes on up to, not into, the last component. */
int walk_to_last(struct walk *w);
/* Goes into the component in w->name; a link is followed if `follow`.  1: a link was taken up, call
 * walk_to_last again; 0: w->cur is the place (its dentry may be negative if negative_ok). */
int walk_into(struct walk *w, int follow, int negative_ok);
/* The same for a dentry of w->cur that the caller looked up; takes its reference. */
int walk_into_dentry(struct walk *w, struct dentry *d, int follow, int negative_ok);
/* Ends the walk; w->cur and w->root are put unless the caller moved them away. */
void walk_end(struct walk *w);
