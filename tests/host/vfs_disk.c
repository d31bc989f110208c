/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk in memory behind the fs interface: nodes in an array, names in lists. */
#include "vfs_fake.h"

#include "host_test.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <linux/stat.h>
#include <rt/bulk.h>
#include <rt/fiber.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 512, ROOT = 2, BLOCK = 4096 };

struct name {
    uint64_t ino;
    uint64_t cookie;
    struct name *next;
    char text[FS_NAME_MAX + 1];
};

struct node {
    struct fs_attr attr;
    char *data;
    uint64_t parent;
    struct name *names;
    int used;
};

static struct node nodes[NODES];
static uint64_t next_cookie = 10;
int64_t fake_disk_free = 3000;
int fake_disk_slow, fake_disk_error;
unsigned fake_disk_reads, fake_disk_lookups, fake_disk_nodes;

static void maybe_wait(void)
{
    if (fake_disk_slow)
        rt_yield();
}

static struct node *node_of(uint64_t ino)
{
    return ino < NODES && nodes[ino].used ? &nodes[ino] : NULL;
}

static struct name **find(struct node *dir, const char *text)
{
    struct name **n = &dir->names;

    while (*n && strcmp((*n)->text, text))
        n = &(*n)->next;
    return n;
}

static void add_name(struct node *dir, const char *text, uint64_t ino)
{
    struct name *n = calloc(1, sizeof *n);
    struct name **end = &dir->names;

    while (*end)
        end = &(*end)->next;
    n->ino = ino;
    n->cookie = next_cookie++;
    strcpy(n->text, text);
    *end = n;
}

static struct node *make(uint32_t mode, uint32_t uid, uint32_t gid)
{
    for (uint64_t i = ROOT; i < NODES; i++) {
        if (nodes[i].used)
            continue;
        nodes[i] = (struct node){ .used = 1 };
        nodes[i].attr = (struct fs_attr){ .ino = i, .mode = mode, .uid = uid, .gid = gid, .blksize = BLOCK,
                                          .nlink = S_ISDIR(mode) ? 2 : 1 };
        fake_disk_nodes++;
        return &nodes[i];
    }
    return NULL;
}

static int64_t blocks_of(uint64_t size)
{
    return (int64_t)((size + BLOCK - 1) / BLOCK);
}

static int resize(struct node *n, uint64_t size)
{
    int64_t more = blocks_of(size) - blocks_of(n->attr.size);

    if (more > fake_disk_free)
        return -ENOSPC;
    fake_disk_free -= more;
    n->data = realloc(n->data, size ? size : 1);
    if (size > n->attr.size)
        memset(n->data + n->attr.size, 0, size - n->attr.size);
    n->attr.size = size;
    n->attr.blocks = (uint64_t)blocks_of(size) * 8;
    return 0;
}

static void destroy(struct node *n)
{
    fake_disk_free += blocks_of(n->attr.size);
    free(n->data);
    n->data = NULL;
    n->used = 0;
    fake_disk_nodes--;
}

struct fs *fake_disk(void);
struct fs *fake_disk(void)
{
    struct node *root = make(S_IFDIR | 0755, 0, 0);

    root->parent = root->attr.ino;
    return (struct fs *)nodes;
}

int fs_mount(struct fs *fs, uint32_t unit, uint32_t flags, uint32_t *mount, struct fs_attr *root)
{
    (void)fs;
    (void)flags;
    if (unit)
        return -ENODEV;
    *mount = 7;
    *root = nodes[ROOT].attr;
    return 0;
}

int fs_unmount(struct fs *fs, uint32_t mount)
{
    (void)fs;
    (void)mount;
    return 0;
}

int fs_remount(struct fs *fs, uint32_t mount, uint32_t flags)
{
    (void)fs;
    (void)mount;
    (void)flags;
    return 0;
}

int fs_statfs(struct fs *fs, uint32_t mount, struct fs_statfs *st)
{
    (void)fs;
    assert_int_equal(mount, 7);
    maybe_wait();
    *st = (struct fs_statfs){ .type = 0xef53, .bsize = BLOCK, .blocks = 200000,
                              .bfree = (uint64_t)fake_disk_free, .bavail = (uint64_t)fake_disk_free,
                              .namelen = 255 };
    return 0;
}

int fs_sync(struct fs *fs, uint32_t mount)
{
    (void)fs;
    (void)mount;
    return 0;
}

int fs_fsync(struct fs *fs, uint32_t mount, uint64_t ino)
{
    (void)fs;
    (void)mount;
    return node_of(ino) ? 0 : -ENOENT;
}

int fs_lookup(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr)
{
    (void)fs;
    (void)mount;
    maybe_wait();
    fake_disk_lookups++;
    struct name *n = *find(node_of(dir), name);
    if (!n)
        return -ENOENT;
    *attr = node_of(n->ino)->attr;
    return 0;
}

int fs_getattr(struct fs *fs, uint32_t mount, uint64_t ino, struct fs_attr *attr)
{
    (void)fs;
    (void)mount;
    maybe_wait();
    if (!node_of(ino))
        return -ENOENT;
    *attr = node_of(ino)->attr;
    return 0;
}

int fs_setattr(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t set, const struct fs_attr *want,
               struct fs_attr *attr)
{
    struct node *n = node_of(ino);

    (void)fs;
    (void)mount;
    maybe_wait();
    if (!n)
        return -ENOENT;
    if (set & FS_SET_MODE)
        n->attr.mode = want->mode;
    if (set & FS_SET_UID)
        n->attr.uid = want->uid;
    if (set & FS_SET_GID)
        n->attr.gid = want->gid;
    if (set & FS_SET_ATIME)
        n->attr.atime_ns = want->atime_ns;
    if (set & FS_SET_MTIME)
        n->attr.mtime_ns = want->mtime_ns;
    if (set & FS_SET_SIZE) {
        int err = resize(n, want->size);
        if (err)
            return err;
    }
    *attr = n->attr;
    return 0;
}

int fs_create(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t mode, uint32_t uid,
              uint32_t gid, uint32_t rdev, struct fs_attr *attr)
{
    (void)fs;
    (void)mount;
    maybe_wait();
    assert_true(*find(node_of(dir), name) == NULL);
    struct node *n = make(mode, uid, gid);
    if (!n)
        return -ENOSPC;
    n->attr.rdev = rdev;
    n->parent = dir;
    if (S_ISDIR(mode))
        node_of(dir)->attr.nlink++;
    add_name(node_of(dir), name, n->attr.ino);
    *attr = n->attr;
    return 0;
}

int fs_symlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, uint32_t uid, uint32_t gid,
               const void *target, uint32_t len, struct fs_attr *attr)
{
    int err = fs_create(fs, mount, dir, name, S_IFLNK | 0777, uid, gid, 0, attr);

    if (err)
        return err;
    struct node *n = node_of(attr->ino);
    n->data = malloc(len);
    memcpy(n->data, target, len);
    n->attr.size = attr->size = len;
    return 0;
}

ssize_t fs_readlink(struct fs *fs, uint32_t mount, uint64_t ino, void *buf, uint32_t size)
{
    struct node *n = node_of(ino);

    (void)fs;
    (void)mount;
    maybe_wait();
    uint32_t len = n->attr.size < size ? (uint32_t)n->attr.size : size;
    memcpy(buf, n->data, len);
    return len;
}

int fs_link(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t dir, const char *name, struct fs_attr *attr)
{
    (void)fs;
    (void)mount;
    node_of(ino)->attr.nlink++;
    add_name(node_of(dir), name, ino);
    *attr = node_of(ino)->attr;
    return 0;
}

static void remove_name(struct node *dir, const char *name)
{
    struct name **n = find(dir, name);
    struct name *gone = *n;

    *n = gone->next;
    free(gone);
}

int fs_unlink(struct fs *fs, uint32_t mount, uint64_t dir, const char *name, struct fs_attr *attr)
{
    (void)fs;
    (void)mount;
    maybe_wait();
    struct name *n = *find(node_of(dir), name);
    if (!n)
        return -ENOENT;
    struct node *victim = node_of(n->ino);
    victim->attr.nlink--;
    remove_name(node_of(dir), name);
    *attr = victim->attr;
    return 0;
}

int fs_rmdir(struct fs *fs, uint32_t mount, uint64_t dir, const char *name)
{
    (void)fs;
    (void)mount;
    maybe_wait();
    struct node *victim = node_of((*find(node_of(dir), name))->ino);
    if (victim->names)
        return -ENOTEMPTY;
    victim->attr.nlink = 0;
    node_of(dir)->attr.nlink--;
    remove_name(node_of(dir), name);
    return 0;
}

int fs_rename(struct fs *fs, uint32_t mount, uint64_t from_dir, const char *from, uint64_t to_dir, const char *to,
              uint32_t flags, uint64_t *replaced)
{
    struct name *a = *find(node_of(from_dir), from), *b = *find(node_of(to_dir), to);
    uint64_t ino = a->ino;

    (void)fs;
    (void)mount;
    *replaced = 0;
    if (flags & 2) {
        a->ino = b->ino;
        b->ino = ino;
        return 0;
    }
    if (b && node_of(b->ino)->names)
        return -ENOTEMPTY;
    if (b) {
        *replaced = b->ino;
        node_of(b->ino)->attr.nlink = S_ISDIR(node_of(b->ino)->attr.mode) ? 0 : node_of(b->ino)->attr.nlink - 1;
        remove_name(node_of(to_dir), to);
    }
    remove_name(node_of(from_dir), from);
    add_name(node_of(to_dir), to, ino);
    return 0;
}

int fs_release(struct fs *fs, uint32_t mount, uint64_t ino)
{
    (void)fs;
    (void)mount;
    assert_non_null(node_of(ino));
    assert_int_equal(node_of(ino)->attr.nlink, 0);
    destroy(node_of(ino));
    return 0;
}

ssize_t fs_readdir(struct fs *fs, uint32_t mount, uint64_t dir, uint64_t cookie, void *buf, uint32_t size)
{
    uint32_t used = 0;

    (void)fs;
    (void)mount;
    maybe_wait();
    for (struct name *n = node_of(dir)->names; n; n = n->next) {
        uint32_t len = (uint32_t)strlen(n->text);
        uint32_t reclen = (uint32_t)(offsetof(struct fs_dirent, name) + len + 1 + 7) & ~7u;
        if (n->cookie <= cookie)
            continue;
        if (used + reclen > size)
            break;
        struct fs_dirent e = { .ino = n->ino, .cookie = n->cookie, .reclen = (uint16_t)reclen,
                               .type = (uint8_t)(node_of(n->ino)->attr.mode >> 12), .namelen = (uint8_t)len };
        char *to = (char *)buf + used;
        memset(to, 0, reclen);
        memcpy(to, &e, offsetof(struct fs_dirent, name));
        memcpy(to + offsetof(struct fs_dirent, name), n->text, len);
        used += reclen;
    }
    return used;
}

ssize_t fs_read(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, void *buf, uint32_t count)
{
    struct node *n = node_of(ino);

    (void)fs;
    (void)mount;
    maybe_wait();
    fake_disk_reads++;
    if (fake_disk_error)
        return fake_disk_error;
    if (offset >= n->attr.size)
        return 0;
    if (count > n->attr.size - offset)
        count = (uint32_t)(n->attr.size - offset);
    assert_int_equal(rt_bulk_put(buf, n->data + offset, count), 0);
    return count;
}

ssize_t fs_write(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, const void *buf, uint32_t count)
{
    struct node *n = node_of(ino);

    (void)fs;
    (void)mount;
    maybe_wait();
    if (fake_disk_error)
        return fake_disk_error;
    if (offset + count > n->attr.size) {
        int err = resize(n, offset + count);
        if (err)
            return err;
    }
    assert_int_equal(rt_bulk_get(n->data + offset, buf, count), 0);
    return count;
}

int fs_set_time(struct fs *fs, int64_t now_ns)
{
    (void)fs;
    return now_ns ? 0 : -EINVAL;
}

/* No extended attributes, no holes, no blocks set aside. */
int fs_allocate(struct fs *fs, uint32_t mount, uint64_t ino, uint32_t mode, uint64_t offset, uint64_t length)
{
    (void)fs, (void)mount, (void)ino, (void)offset, (void)length;
    return mode & ~(uint32_t)FS_KEEP_SIZE ? -EOPNOTSUPP : 0;
}

int64_t fs_seek(struct fs *fs, uint32_t mount, uint64_t ino, uint64_t offset, uint32_t hole)
{
    (void)fs, (void)mount;
    uint64_t size = node_of(ino) ? node_of(ino)->attr.size : 0;
    return offset >= size ? -ENXIO : (int64_t)(hole ? size : offset);
}

ssize_t fs_getxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, void *value, uint32_t size)
{
    (void)fs, (void)mount, (void)ino, (void)name, (void)value, (void)size;
    return -EOPNOTSUPP;
}

int fs_setxattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name, const void *value, uint32_t size,
                uint32_t flags)
{
    (void)fs, (void)mount, (void)ino, (void)name, (void)value, (void)size, (void)flags;
    return -EOPNOTSUPP;
}

ssize_t fs_listxattr(struct fs *fs, uint32_t mount, uint64_t ino, void *names, uint32_t size)
{
    (void)fs, (void)mount, (void)ino, (void)names, (void)size;
    return 0;
}

int fs_removexattr(struct fs *fs, uint32_t mount, uint64_t ino, const char *name)
{
    (void)fs, (void)mount, (void)ino, (void)name;
    return -EOPNOTSUPP;
}
