/* SPDX-License-Identifier: BSD-2-Clause */
/* sig/actions.c: tables of actions. */
#include <stdlib.h>

#include "sig/action.h"

struct sig_actions *sig_actions_new(void)
{
    struct sig_actions *a = calloc(1, sizeof(*a));
    if (a != NULL)
        a->refs = 1;
    return a;
}

struct sig_actions *sig_actions_copy(const struct sig_actions *a)
{
    struct sig_actions *copy = malloc(sizeof(*copy));
    if (copy == NULL)
        return NULL;
    *copy = *a;
    copy->refs = 1;
    return copy;
}

void sig_actions_put(struct sig_actions *a)
{
    if (--a->refs == 0)
        free(a);
}

void sig_actions_exec(struct sig_actions *a)
{
    for (int i = 0; i < LINUX_NSIG; i++)
        a->action[i] = (struct linux_sigaction){.handler = a->action[i].handler == SIG_IGN ? SIG_IGN : SIG_DFL};
}
