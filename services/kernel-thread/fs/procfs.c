/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc and /sys: directories, links and files made of tables (procfs_table.c, sysfs_table.c). */
#include "fs/procfs.h"

#include <linux/dirent.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <linux/statfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/file.h"
#include "fs/options.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "mm/mm.h"
#include "mm/user.h"
#include "proc/proc.h"

static const struct inode_ops ops, jump_ops;
static const struct file_ops dir_ops, file_ops;

static struct procfs_node *node_of(const struct inode *inode)
{
    return inode->priv;
}

/* Numbers that stay the same for the same thing. */
static uint64_t ino_of(const struct procfs_node *n)
{
    uint64_t entry = (uint64_t)(uintptr_t)n->entry / sizeof *n->entry & 0xffff;

    return ((uint64_t)(uint32_t)(n->tid ? n->tid : n->pid) << 36) + ((uint64_t)(n->tid != 0) << 35) + ((uint64_t)(uint32_t)(n->id + 1) << 16) + entry + 1;
}

/* The process a node is about: 0, or -ESRCH when it is gone. */
static int proc_of(const struct procfs_node *n, struct proc **p)
{
    *p = n->pid ? procfs_find(n->pid) : NULL;
    return n->pid && !*p ? -ESRCH : 0;
}

int procfs_file_proc(const struct file *f, struct proc **p)
{
    return proc_of(node_of(f->inode), p);
}

static uint32_t type_of(const struct procfs_entry *e)
{
    static const uint32_t types[] = { [PROCFS_FILE] = S_IFREG, [PROCFS_DIR] = S_IFDIR, [PROCFS_LINK] = S_IFLNK };

    return types[e->kind];
}

/* Who owns what is about a process: its user, or root if others must not look into it. */
static void owner_of(const struct procfs_node *node, const struct proc *p, uint32_t *uid, uint32_t *gid)
{
    int open_to_all = node->entry->kind == PROCFS_DIR && node->entry->mode == 0555;

    *uid = *gid = 0;
    if (p && (p->dumpable || open_to_all)) {
        *uid = p->cred.euid;
        *gid = p->cred.egid;
    }
}

static int make_inode(struct super *super, const struct procfs_node *node, struct inode **out)
{
    struct procfs_node *copy = malloc(sizeof *copy);
    struct inode *inode = copy ? inode_new(super, ino_of(node), 0) : NULL;
    struct proc *p = node->pid ? procfs_find(node->pid) : NULL;

    if (!inode) {
        free(copy);
        return -ENOMEM;
    }
    *copy = *node;
    inode->priv = copy;
    inode->ops = node->entry->jump ? &jump_ops : &ops;
    inode->fops = node->entry->kind == PROCFS_DIR ? &dir_ops : node->entry->fops ? node->entry->fops : &file_ops;
    inode->mode = type_of(node->entry) | node->entry->mode;
    if (node->entry == &procfs_fd_member)
        inode->mode = S_IFLNK | procfs_fd_mode(p, node->id);
    owner_of(node, p, &inode->uid, &inode->gid);
    inode->nlink = node->entry->kind == PROCFS_DIR ? 2 : 1;
    inode->blksize = 1024;
    inode->size = node->entry->kind == PROCFS_LINK && node->entry->jump ? 64 : 0;
    if (node->entry->kind == PROCFS_DIR)
        inode->flags |= INODE_NO_CACHE;
    inode_touch(inode, FS_SET_ATIME | FS_SET_MTIME | FS_SET_CTIME);
    *out = inode;
    return 0;
}

/* A decimal number without leading zeroes, or -1. */
static int number_of(const char *name)
{
    long n = 0;

    if (!*name || (name[0] == '0' && name[1]))
        return -1;
    for (; *name; name++) {
        if (*name < '0' || *name > '9' || n > 100000000)
            return -1;
        n = n * 10 + (*name - '0');
    }
    return (int)n;
}

static struct procfs_node member_node(const struct procfs_node *dir, int id)
{
    struct procfs_node n = { .entry = dir->entry->member, .pid = dir->pid, .tid = dir->tid, .id = id };

    if (dir->entry->member_is_pid) {
        n.pid = id;
        n.id = -1;
    } else if (dir->entry->member_is_tid) {
        n.tid = id;
        n.id = -1;
    }
    return n;
}

static int next_member(const struct procfs_node *d, struct proc *p, int after)
{
    return d->entry->next_of ? d->entry->next_of(d, after) : d->entry->next ? d->entry->next(p, after) : -1;
}

/* The member of that name, or -1. */
static int member_find(const struct procfs_node *d, struct proc *p, const char *name)
{
    if (!d->entry->name_of) {
        int id = number_of(name);
        return id >= 0 && next_member(d, p, id - 1) == id ? id : -1;
    }
    for (int id = next_member(d, p, -1); id >= 0; id = next_member(d, p, id)) {
        char own[NAME_BYTES];
        d->entry->name_of(p, id, own);
        if (!strcmp(own, name))
            return id;
    }
    return -1;
}

/* A thread that is not its process's first has a directory of its own, which is not listed. */
static int thread_dir(struct inode *dir, const struct procfs_node *d, const char *name, struct inode **out)
{
    int tid = d->entry->member_is_pid ? number_of(name) : -1;
    struct thread *t = tid > 0 ? thread_find(tid) : NULL;
    struct procfs_node n = { d->entry->member, t ? t->proc->pid : 0, tid, -1 };

    return t ? make_inode(dir->super, &n, out) : -ENOENT;
}

static int proc_lookup(struct inode *dir, const char *name, struct inode **out)
{
    const struct procfs_node *d = node_of(dir);
    const struct procfs_entry *e = d->entry->children;
    struct proc *p;

    if (proc_of(d, &p))
        return -ENOENT;
    for (; e && e->name; e++) {
        if (!strcmp(e->name, name)) {
            struct procfs_node n = { e, d->pid, d->tid, d->id };
            return make_inode(dir->super, &n, out);
        }
    }
    int id = d->entry->next || d->entry->next_of ? member_find(d, p, name) : -1;
    if (id < 0)
        return thread_dir(dir, d, name, out);
    struct procfs_node n = member_node(d, id);
    return make_inode(dir->super, &n, out);
}

static ssize_t proc_readlink(struct inode *inode, char *buf, size_t size)
{
    const struct procfs_node *n = node_of(inode);
    struct text text = { 0 };
    struct path place;
    struct proc *p;

    int err = proc_of(n, &p);
    if (err)
        return -ENOENT;
    if (n->entry->link) {
        err = n->entry->link(&text, p, n);
        size_t len = text.len < size ? text.len : size;
        if (!err)
            memcpy(buf, text.buf, len);
        text_fini(&text);
        return err ? err : (ssize_t)len;
    }
    err = n->entry->jump(p, n, &place);
    if (err)
        return err;
    char *whole = malloc(PATH_BYTES);
    char *s = whole ? path_string(&place, NULL, whole, PATH_BYTES) : NULL;
    size_t len = s ? strlen(s) : 0;
    if (len > size)
        len = size;
    if (s)
        memcpy(buf, s, len);
    free(whole);
    path_put(&place);
    return s ? (ssize_t)len : -ENAMETOOLONG;
}

static int proc_jump(struct inode *inode, struct path *out)
{
    const struct procfs_node *n = node_of(inode);
    struct proc *p;

    return proc_of(n, &p) ? -ENOENT : n->entry->jump(p, n, out);
}

static int emit_table(struct file *f, struct dir_sink *sink, const struct procfs_node *d, uint64_t *base)
{
    const struct procfs_entry *e = d->entry->children;

    for (uint64_t i = 0; e && e[i].name; i++, (*base)++) {
        if (f->pos > *base)
            continue;
        struct procfs_node n = { &e[i], d->pid, d->tid, d->id };
        if (sink->emit(sink, e[i].name, strlen(e[i].name), ino_of(&n), type_of(&e[i]) >> 12, *base + 1))
            return 1;
        f->pos = *base + 1;
    }
    return 0;
}

/* Places behind the table: the member's number. */
static int emit_members(struct file *f, struct dir_sink *sink, const struct procfs_node *d, struct proc *p,
                        uint64_t base)
{
    int after = f->pos > base ? (int)(f->pos - base) - 1 : -1;

    for (int id = next_member(d, p, after); id >= 0; id = next_member(d, p, id)) {
        char name[NAME_BYTES];
        struct procfs_node n = member_node(d, id);
        if (d->entry->name_of)
            d->entry->name_of(p, id, name);
        else
            snprintf(name, sizeof name, "%d", id);
        size_t len = strlen(name);
        uint64_t next = base + (uint64_t)id + 1;
        if (sink->emit(sink, name, len, ino_of(&n), type_of(n.entry) >> 12, next))
            return 1;
        f->pos = next;
    }
    return 0;
}

static int proc_readdir(struct file *f, struct dir_sink *sink)
{
    const struct procfs_node *d = node_of(f->inode);
    struct inode *up = f->path.dentry->parent->inode;
    uint64_t base = 2;
    struct proc *p;

    if (proc_of(d, &p))
        return -ENOENT;
    if (f->pos == 0) {
        if (sink->emit(sink, ".", 1, f->inode->ino, DT_DIR, 1))
            return 0;
        f->pos = 1;
    }
    if (f->pos == 1) {
        if (sink->emit(sink, "..", 2, up ? up->ino : 1, DT_DIR, 2))
            return 0;
        f->pos = 2;
    }
    if (emit_table(f, sink, d, &base) || !(d->entry->next || d->entry->next_of))
        return 0;
    (void)emit_members(f, sink, d, p, base); /* a full sink is no error */
    return 0;
}

/* file->priv of a file */
struct opened {
    struct text text;
    uint64_t mm; /* mm_serial of the process's memory at open; 0: none */
    char made;
};

static int proc_open(struct inode *inode, struct file *f)
{
    struct opened *o;
    struct proc *p;

    int err = proc_of(node_of(inode), &p);
    const struct procfs_entry *e = node_of(inode)->entry;
    if (!err && e->guarded)
        err = procfs_may_look(p);
    if (!err && e->sysctl && ((file_writable(f) && !(e->mode & 0222)) || (file_readable(f) && !(e->mode & 0444))))
        err = -EACCES;
    if (err)
        return err;
    o = calloc(1, sizeof *o);
    if (!o)
        return -ENOMEM;
    o->mm = p && p->mm ? mm_serial(p->mm) : 0;
    f->priv = o;
    return 0;
}

static int make_text(const struct procfs_node *n, struct opened *o)
{
    struct text fresh = { 0 };
    struct proc *p;

    int err = proc_of(n, &p);
    if (!err && !(n->entry->of_memory && (p->mm ? mm_serial(p->mm) : 0) != o->mm))
        err = procfs_make(&fresh, p, n);
    if (!err)
        err = fresh.error;
    if (err) {
        text_fini(&fresh);
        return err;
    }
    text_fini(&o->text);
    o->text = fresh;
    o->made = 1;
    return 0;
}

/* Contents are made at the start of each pass over the file. */
static ssize_t proc_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct opened *o = f->priv;

    if (offset == 0 || !o->made) {
        int err = make_text(node_of(f->inode), o);
        if (err)
            return err;
    }
    if (offset >= o->text.len)
        return 0;
    size_t left = o->text.len - offset;
    return uio_copy_to(uio, o->text.buf + offset, left < uio->left ? left : uio->left);
}

enum { STORE_MAX = 255 /* bytes in a write to a file that can be set */ };

static ssize_t proc_write(struct file *f, struct uio *uio, uint64_t offset)
{
    char text[STORE_MAX + 1];
    size_t size = uio->left;
    struct proc *p;

    (void)offset;
    if (size > STORE_MAX)
        return -EINVAL;
    ssize_t n = uio_copy_from(uio, text, size);
    if (n < 0)
        return n;
    text[n] = 0;
    int err = proc_of(node_of(f->inode), &p);
    if (!err)
        err = procfs_store(p, node_of(f->inode), text);
    return err ? err : n;
}

static void proc_release(struct file *f)
{
    struct opened *o = f->priv;

    text_fini(&o->text);
    free(o);
}

/* A process's own descriptors are never closed to it, also when it has become somebody else. */
static int proc_allows(struct inode *inode, struct thread *t, unsigned mask)
{
    const struct procfs_node *node = inode->priv;

    return !(mask & 2) && node->entry->next == procfs_fd_next && node->pid == t->proc->pid;
}

static const struct inode_ops ops = { .lookup = proc_lookup, .readlink = proc_readlink, .allows = proc_allows };
static const struct inode_ops jump_ops = { .readlink = proc_readlink, .jump = proc_jump };
static const struct file_ops dir_ops = { .readdir = proc_readdir };
static const struct file_ops file_ops = { .open = proc_open, .read = proc_read, .write = proc_write, .release = proc_release, .splice = FILE_SPLICE_IN };

static void proc_evict(struct inode *inode)
{
    free(inode->priv);
}

static int proc_statfs(struct super *super, struct fs_statfs *st)
{
    uint64_t magic = strcmp(super->type, "sysfs") ? PROC_SUPER_MAGIC : SYSFS_MAGIC;

    *st = (struct fs_statfs){ .type = magic, .bsize = 4096, .namelen = 255 };
    return 0;
}

static const struct super_ops super_ops = { .evict = proc_evict, .statfs = proc_statfs };

static int system_next(struct proc *p, int after)
{
    (void)p;
    if (after < 1)
        return 1;
    struct proc *next = proc_next(after);
    return next ? next->pid : -1;
}

static const struct procfs_entry pid_dir = { "pid", PROCFS_DIR, 0555, .children = procfs_pid };
int procfs_dir_pid(const struct file *f)
{
    return f->ops == &dir_ops && node_of(f->inode)->entry == &pid_dir ? node_of(f->inode)->pid : -1;
}

static const struct procfs_entry root_dir = {
    "proc", PROCFS_DIR, 0555, .children = procfs_root, .next = system_next, .member = &pid_dir, .member_is_pid = 1,
};

static const struct procfs_entry sys_dir = { "sys", PROCFS_DIR, 0555, .children = sysfs_root };

/* Both are tables of this kind; the kind of file system says which. */
static int proc_mount(const struct fs_type *type, uint32_t device, uint32_t flags, const char *data,
                      struct super **out)
{
    struct super *super = super_new(type->name, &super_ops);
    struct procfs_node root = { .entry = strcmp(type->name, "sysfs") ? &root_dir : &sys_dir, .id = -1 };

    (void)device;
    (void)flags;
    (void)data;
    int err = super ? make_inode(super, &root, &super->root) : -ENOMEM;
    if (err) {
        if (super)
            super_discard(super);
        return err;
    }
    super->root->ino = 1;
    *out = super;
    return 0;
}

/* Everybody may see every process: the one kind of hidepid there is. */
static int proc_check(const char *data)
{
    struct option o;
    uint64_t n;
    int err = 0;

    for (const char *at = data ? data : ""; err >= 0 && (err = option_next(&at, &o)) == 1;)
        if ((strcmp(o.name, "hidepid") || (strcmp(o.value, "0") && strcmp(o.value, "off"))) &&
            (strcmp(o.name, "gid") || option_number(&o, 10, &n)))
            err = -EINVAL;
    return err;
}

static struct fs_type types[] = {
    { .name = "proc", .mount = proc_mount, .check = proc_check },
    { .name = "sysfs", .single = 1, .mount = proc_mount },
};

void procfs_register(void)
{
    for (unsigned i = sizeof types / sizeof *types; i-- > 0;)
        fs_type_register(&types[i]);
}
