/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of mounts. */
#include "fs/options.h"

#include <linux/errno.h>
#include <linux/mount.h>
#include <stdlib.h>
#include <string.h>

int option_next(const char **at, struct option *o)
{
    const char *s = *at + strspn(*at, ",");
    size_t len = strcspn(s, ","), name = strcspn(s, ",=");

    if (!len) {
        *at = s;
        return 0;
    }
    *at = s + len;
    o->has_value = name < len;
    size_t value = o->has_value ? len - name - 1 : 0;
    if (!name || name >= sizeof o->name || value >= sizeof o->value)
        return -EINVAL;
    memcpy(o->name, s, name);
    o->name[name] = 0;
    memcpy(o->value, s + name + 1, value);
    o->value[value] = 0;
    return 1;
}

int option_number(const struct option *o, int base, uint64_t *n)
{
    char *end;

    if (o->value[0] < '0' || o->value[0] > '9')
        return -EINVAL;
    *n = strtoull(o->value, &end, base);
    return *end ? -EINVAL : 0;
}

int option_size(const struct option *o, uint64_t all, uint64_t *bytes)
{
    static const char units[] = "kmgtpe";
    char *end;

    if (o->value[0] < '0' || o->value[0] > '9')
        return -EINVAL;
    uint64_t n = strtoull(o->value, &end, 0);
    const char *unit = *end ? strchr(units, *end | 0x20) : NULL;
    if (unit) {
        n <<= 10 * (unit - units + 1);
        end++;
    } else if (*end == '%') {
        n = all / 100 * n;
        end++;
    }
    *bytes = n;
    return *end ? -EINVAL : 0;
}

int option_is_one_of(const struct option *o, const char *const names[])
{
    for (; *names; names++)
        if (!strcmp(*names, o->name))
            return 1;
    return 0;
}

int option_is_general(const struct option *o, uint32_t *flags)
{
    static const struct { const char *name; uint32_t set, clear; } list[] = {
        { "ro", MS_RDONLY, 0 }, { "rw", 0, MS_RDONLY }, { "sync", MS_SYNCHRONOUS, 0 }, { "async", 0, MS_SYNCHRONOUS },
        { "dirsync", MS_DIRSYNC, 0 }, { "lazytime", MS_LAZYTIME, 0 }, { "nolazytime", 0, MS_LAZYTIME },
        { "mand", MS_MANDLOCK, 0 }, { "nomand", 0, MS_MANDLOCK },
    };

    for (unsigned i = 0; i < sizeof list / sizeof *list; i++) {
        if (strcmp(list[i].name, o->name))
            continue;
        *flags = (*flags & ~list[i].clear) | list[i].set;
        return 1;
    }
    return 0;
}
