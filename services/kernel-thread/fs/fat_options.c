/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of vfat. */
#include "fs/fat_options.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/options.h"
#include "fs/text.h"

enum { ALL_R_X = 0555, ALL_W = 0222, SERVICE_RW = 0755, SERVICE_RO = 0555 /* as fat-thread shows files */ };

static int take_number(const struct option *o, int base, uint32_t *to)
{
    uint64_t n;
    int err = option_number(o, base, &n);

    if (!err && n > UINT32_MAX - 1)
        err = -EINVAL;
    if (!err)
        *to = (uint32_t)n;
    return err;
}

/* Names are UTF-8, long where they must be, and found in any case: other wishes are known, and the same. */
static int is_known(const struct option *o)
{
    static const char *const known[] = {
        "allow_utime", "codepage", "iocharset", "shortname", "utf8", "uni_xlate", "nonumtail", "check", "showexec", "debug",
        "sys_immutable", "flush", "dots", "nodots", "dotsOK", "tz", "time_offset", "errors", "discard", "nfs", "dos1xfloppy",
        "rodir", "obsolete", "posix", NULL
    };

    return option_is_one_of(o, known);
}

static int take(const struct option *o, struct fat_options *f)
{
    uint32_t none = 0;

    if (!strcmp(o->name, "uid"))
        return take_number(o, 10, &f->uid);
    if (!strcmp(o->name, "gid"))
        return take_number(o, 10, &f->gid);
    if (!strcmp(o->name, "fmask"))
        return take_number(o, 8, &f->fmask);
    if (!strcmp(o->name, "dmask"))
        return take_number(o, 8, &f->dmask);
    if (!strcmp(o->name, "umask")) {
        int err = take_number(o, 8, &f->fmask);
        f->dmask = f->fmask;
        return err;
    }
    if (!strcmp(o->name, "quiet")) {
        f->quiet = 1;
        return 0;
    }
    return is_known(o) || option_is_general(o, &none) ? 0 : -EINVAL;
}

int fat_options_parse(const char *data, struct fat_options *f)
{
    struct option o;
    int err = 0;

    for (const char *at = data ? data : ""; err >= 0 && (err = option_next(&at, &o)) == 1;)
        err = take(&o, f);
    f->fmask &= 0777;
    f->dmask &= 0777;
    return err;
}

int fat_options_check(const char *data)
{
    struct fat_options f = { 0 };

    return fat_options_parse(data, &f);
}

void fat_options_show(const struct fat_options *o, struct text *out)
{
    if (o->uid)
        text_printf(out, ",uid=%u", o->uid);
    if (o->gid)
        text_printf(out, ",gid=%u", o->gid);
    text_printf(out, ",fmask=%04o,dmask=%04o,codepage=437,shortname=mixed,utf8%s,errors=remount-ro", o->fmask, o->dmask,
                o->quiet ? ",quiet" : "");
}

void fat_options_shape(const struct fat_options *o, struct fs_attr *attr)
{
    uint32_t gone = S_ISDIR(attr->mode) ? o->dmask : o->fmask | (attr->mode & ALL_W ? 0 : ALL_W);

    attr->mode = (attr->mode & S_IFMT) | (0777 & ~gone);
    attr->uid = o->uid;
    attr->gid = o->gid;
}

/* Of the permissions only "nobody may write" can be kept, on files: the rest must be as it is.  What cannot be kept is no
 * error, and not done. */
static int can_keep(const struct fat_options *o, uint32_t now, uint32_t mode)
{
    uint32_t perm = mode & 0777 & ~o->fmask, writes = perm & ALL_W;

    return !S_ISDIR(now) && (perm & ALL_R_X) == (now & ALL_R_X) && (!writes || writes == (ALL_W & ~o->fmask));
}

int fat_options_wanted(const struct fat_options *o, uint32_t now, uint32_t *set, struct fs_attr *want)
{
    if (((*set & FS_SET_UID) && want->uid != o->uid) || ((*set & FS_SET_GID) && want->gid != o->gid) ||
        ((*set & FS_SET_MODE) && (want->mode & 07777 & ~0777))) {
        *set = 0;
        return o->quiet ? 0 : -EPERM;
    }
    if ((*set & FS_SET_MODE) && !can_keep(o, now, want->mode))
        *set &= ~(uint32_t)FS_SET_MODE;
    want->mode = want->mode & ALL_W & ~o->fmask ? SERVICE_RW : SERVICE_RO;
    want->uid = want->gid = 0;
    return 0;
}
