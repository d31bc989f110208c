/* SPDX-License-Identifier: BSD-2-Clause */
/* name_to_handle_at and open_by_handle_at: files of disks by their inode number.
 *
 * A handle is the number of the inode and when it was born, so that it goes stale when the inode is another file's.
 * It works as long as the file's name is in the cache: there is no way back from an inode to its directory. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <string.h>

#include "fs/file.h"
#include "fs/files.h"
#include "fs/dcache.h"
#include "fs/mount.h"
#include "fs/user_path.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { HANDLE_MAX = 128, HANDLE_TYPE = 0x81 };

/* struct file_handle of Linux, and what is behind it. */
struct head {
    uint32_t bytes;
    int32_t type;
};

struct handle {
    uint64_t ino, birth;
};

long sys_name_to_handle_at(struct thread *t, const uint64_t a[6])
{
    struct head head;
    struct path p;
    char *path;

    if (a[4] & ~(uint64_t)(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int err = user_path_get(t, a[1], &path);
    if (err)
        return err;
    unsigned walk = (a[4] & AT_SYMLINK_FOLLOW ? WALK_FOLLOW : 0) | (a[4] & AT_EMPTY_PATH ? WALK_EMPTY : 0);
    err = path_lookup(t, (int)a[0], path, walk, &p);
    user_path_put(path);
    if (err)
        return err;
    struct inode *inode = path_inode(&p);
    struct handle h = { inode->ino, (uint64_t)inode->btime_ns };
    int id = p.mount->id, kept = inode->hashed;
    path_put(&p);
    if (!kept)
        return -EOPNOTSUPP;
    err = copy_in(t->proc->mm, &head, a[2], sizeof head);
    if (err)
        return err;
    if (head.bytes > HANDLE_MAX)
        return -EINVAL;
    int fits = head.bytes >= sizeof h;
    head = (struct head){ sizeof h, HANDLE_TYPE };
    err = copy_out(t->proc->mm, a[3], &id, sizeof id);
    if (!err)
        err = copy_out(t->proc->mm, a[2], &head, sizeof head);
    if (!err && fits)
        err = copy_out(t->proc->mm, a[2] + sizeof head, &h, sizeof h);
    return err ? err : fits ? 0 : -EOVERFLOW;
}

static int find(const struct path *where, const struct handle *h, struct path *out)
{
    struct inode *inode = inode_find(where->mount->super, h->ino);

    if (!inode)
        return -ESTALE;
    struct dentry *d = (uint64_t)inode->btime_ns == h->birth && inode->nlink ? dentry_of(inode) : NULL;
    inode_put(inode);
    if (!d)
        return -ESTALE;
    *out = (struct path){ where->mount, d };
    mount_get(out->mount);
    return 0;
}

static int handle_in(struct thread *t, uint64_t uaddr, struct handle *h)
{
    struct head head;

    int err = copy_in(t->proc->mm, &head, uaddr, sizeof head);
    if (err)
        return err;
    if (head.bytes == 0 || head.bytes > HANDLE_MAX)
        return -EINVAL;
    if (head.bytes != sizeof *h || head.type != HANDLE_TYPE)
        return -ESTALE;
    return copy_in(t->proc->mm, h, uaddr + sizeof head, sizeof *h);
}

static long open_handle(struct thread *t, const struct path *where, const struct handle *h, int flags)
{
    struct path p;
    struct file *f;

    int err = find(where, h, &p);
    if (err)
        return err;
    err = vfs_open_place(t, &p, flags, &f);
    path_put(&p);
    if (err)
        return err;
    int fd = fd_install(t, f, (unsigned)flags, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

long sys_open_by_handle_at(struct thread *t, const uint64_t a[6])
{
    struct handle h;
    struct path where;
    struct file *f;

    if (!cred_has(t, CAP_DAC_READ_SEARCH))
        return -EPERM;
    if ((int)a[0] == AT_FDCWD) {
        where = t->proc->fs->cwd;
        path_get(&where);
    } else {
        int err = user_file_any(t, a[0], &f);
        if (err)
            return err;
        where = f->path;
        path_get(&where);
        file_put(f);
    }
    long n = handle_in(t, a[1], &h);
    if (!n)
        n = open_handle(t, &where, &h, (int)a[2]);
    path_put(&where);
    return n;
}
