/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of /proc and /sys that are one text or a few numbers, and can be set. */
#include <linux/errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/procfs_int.h"
#include "fs/text.h"

static unsigned count_of(const struct procfs_number *n)
{
    return n->count ? n->count : 1;
}

int procfs_make(struct text *out, struct proc *p, const struct procfs_node *node)
{
    const struct procfs_entry *e = node->entry;
    const struct procfs_number *n = &e->number;

    if (e->constant) {
        text_add(out, e->constant, strlen(e->constant));
        return 0;
    }
    if (!n->value)
        return e->show ? e->show(out, p, node) : -EINVAL;
    for (unsigned i = 0; i < count_of(n); i++) {
        text_printf(out, i ? "\t" : "");
        if (n->bytes == 8)
            text_printf(out, "%lu", ((const unsigned long *)n->value)[i]);
        else
            text_printf(out, "%d", ((const int *)n->value)[i]);
    }
    text_printf(out, "\n");
    return 0;
}

/* One number of the text: -EINVAL if there is none, or it is not allowed. */
static int parse(const struct procfs_number *n, const char **text, unsigned i)
{
    char *end;
    const char *at = *text + strspn(*text, " \t\n");
    int negative = *at == '-';
    unsigned long u = strtoul(at + negative, &end, 0);
    long value = negative ? -(long)u : (long)u;

    if (end == at + negative || (*end && !strchr(" \t\n", *end)))
        return -EINVAL;
    *text = end;
    if (n->bytes == 8) {
        if (negative || (n->most && u > (unsigned long)n->most) || (n->least && u < (unsigned long)n->least))
            return -EINVAL;
        ((unsigned long *)n->value)[i] = u;
        return 0;
    }
    if (value < n->least || value > n->most || (negative && u > 1ul << 31) || (!negative && u > INT32_MAX))
        return -EINVAL;
    ((int *)n->value)[i] = (int)value;
    return 0;
}

/* As many numbers as are given; the others stay. */
static int store_numbers(const struct procfs_number *n, const char *text)
{
    for (unsigned i = 0; i < count_of(n); i++) {
        if (!text[strspn(text, " \t\n")])
            return i ? 0 : -EINVAL;
        int err = parse(n, &text, i);
        if (err)
            return err;
    }
    return 0;
}

int procfs_store(struct proc *p, const struct procfs_node *node, const char *text)
{
    const struct procfs_entry *e = node->entry;

    if (e->number.value)
        return *text ? store_numbers(&e->number, text) : 0;
    /* As Linux: root may open all of them, but few can be set. */
    return e->store ? e->store(p, node, text) : node->pid ? -EINVAL : -EIO;
}
