/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/cred.c: what users, groups and capabilities of a process become when it changes. */
#include <stdlib.h>
#include <string.h>

#include <linux/capability.h>
#include <linux/errno.h>

#include "proc/proc.h"

int cred_capable(const struct thread *t)
{
    return cred_has(t, CAP_SYS_ADMIN);
}

void cred_init(struct cred *c)
{
    memset(c, 0, sizeof(*c));
    c->cap_effective = c->cap_permitted = c->cap_bounding = CAP_ALL;
}

int cred_copy(struct cred *to, const struct cred *from)
{
    *to = *from;
    to->groups = NULL;
    if (from->ngroups == 0)
        return 0;
    to->groups = malloc(from->ngroups * sizeof(to->groups[0]));
    if (to->groups == NULL) {
        to->ngroups = 0;
        return -ENOMEM;
    }
    memcpy(to->groups, from->groups, from->ngroups * sizeof(to->groups[0]));
    return 0;
}

void cred_free(struct cred *c)
{
    free(c->groups);
    c->groups = NULL;
    c->ngroups = 0;
}

void cred_users_changed(struct cred *c, const struct cred *before)
{
    if (c->securebits & SECBIT_NO_SETUID_FIXUP)
        return;
    bool was_root = before->uid == 0 || before->euid == 0 || before->suid == 0;
    bool is_root = c->uid == 0 || c->euid == 0 || c->suid == 0;
    if (was_root && !is_root) {
        if ((c->securebits & SECBIT_KEEP_CAPS) == 0)
            c->cap_permitted = c->cap_effective = 0;
        c->cap_ambient = 0;
    }
    if (before->euid == 0 && c->euid != 0)
        c->cap_effective = 0;
    if (before->euid != 0 && c->euid == 0)
        c->cap_effective = c->cap_permitted;
}
