/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of tmpfs. */
#include <linux/errno.h>
#include <linux/mount.h>
#include <string.h>

#include "fs/options.h"
#include "fs/text.h"
#include "fs/tmpfs_int.h"
#include "mm/page.h"

uint64_t tmpfs_default_pages(void)
{
    struct page_stats st;

    page_stats(&st);
    return st.total / 2;
}

static int take_size(const struct option *o, struct tmpfs_options *t)
{
    uint64_t bytes;
    int err = option_size(o, 2 * tmpfs_default_pages() * PAGE_BYTES, &bytes);

    if (err)
        return err;
    t->pages = !strcmp(o->name, "size") ? (bytes + PAGE_BYTES - 1) / PAGE_BYTES : bytes;
    t->given |= TMPFS_PAGES;
    return 0;
}

static int take_inodes(const struct option *o, struct tmpfs_options *t)
{
    t->given |= TMPFS_INODES;
    return option_size(o, 0, &t->inodes);
}

static int take_number(const struct option *o, int base, uint32_t most, uint32_t *to)
{
    uint64_t n;
    int err = option_number(o, base, &n);

    if (!err && n > most)
        err = -EINVAL;
    if (!err)
        *to = (uint32_t)n;
    return err;
}

static int take_mode(const struct option *o, struct tmpfs_options *t)
{
    int err = take_number(o, 8, UINT32_MAX, &t->mode);

    t->mode &= 07777;
    return err;
}

/* There are no huge pages and one memory: the words are known. */
static int take_huge(const struct option *o)
{
    static const char *const words[] = { "never", "always", "within_size", "advise" };

    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(o->value, words[i]))
            return 0;
    return -EINVAL;
}

static int take(const struct option *o, struct tmpfs_options *t)
{
    if (!strcmp(o->name, "size") || !strcmp(o->name, "nr_blocks"))
        return take_size(o, t);
    if (!strcmp(o->name, "nr_inodes"))
        return take_inodes(o, t);
    if (!strcmp(o->name, "mode"))
        return take_mode(o, t);
    if (!strcmp(o->name, "uid"))
        return take_number(o, 10, UINT32_MAX - 1, &t->uid);
    if (!strcmp(o->name, "gid"))
        return take_number(o, 10, UINT32_MAX - 1, &t->gid);
    if (!strcmp(o->name, "huge"))
        return take_huge(o);
    if (!strcmp(o->name, "mpol"))
        return strcmp(o->value, "default") && strncmp(o->value, "prefer", 6) && strncmp(o->value, "bind", 4) &&
               strncmp(o->value, "interleave", 10) && strcmp(o->value, "local") ? -EINVAL : 0;
    if (!strcmp(o->name, "inode32") || !strcmp(o->name, "inode64")) {
        t->small_numbers = !strcmp(o->name, "inode32");
        return o->has_value ? -EINVAL : 0;
    }
    return -EINVAL;
}

int tmpfs_options_parse(const char *data, struct tmpfs_options *t, uint32_t *flags)
{
    struct option o;
    int err = 0;

    for (const char *at = data ? data : ""; err >= 0 && (err = option_next(&at, &o)) == 1;)
        if (!option_is_general(&o, flags))
            err = take(&o, t);
    return err;
}

void tmpfs_options_show(const struct tmpfs_options *t, struct text *out)
{
    if (t->given & TMPFS_PAGES)
        text_printf(out, ",size=%luk", (unsigned long)t->pages * (PAGE_BYTES / 1024));
    if (t->given & TMPFS_INODES)
        text_printf(out, ",nr_inodes=%lu", (unsigned long)t->inodes);
    if (t->mode != 01777)
        text_printf(out, ",mode=%03o", t->mode);
    if (t->uid)
        text_printf(out, ",uid=%u", t->uid);
    if (t->gid)
        text_printf(out, ",gid=%u", t->gid);
    text_printf(out, ",inode%s", t->small_numbers ? "32" : "64");
}
