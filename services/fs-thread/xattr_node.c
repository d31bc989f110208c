/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended attributes of a node: in its inode as long as there is room, else in a block.  Blocks made elsewhere
 * may belong to several inodes (with the same attributes); who changes his gets one of his own. */
#include "xattr.h"

#include <ipc/fs.h>
#include <linux/errno.h>
#include <string.h>

enum { BLOCK_HEAD = sizeof(struct ext2_ext_attr_header), MAGIC_BYTES = sizeof(uint32_t) };

static struct ext2_ext_attr_header *head_of(const struct buf *buf)
{
    return (void *)buf->data;
}

bool ext4_xattr_inode_place(struct node *n, bool make, struct xattr_place *place)
{
    uint32_t size = n->mount->inode_size, extra, at;

    if (size <= EXT2_GOOD_OLD_INODE_SIZE)
        return false;
    extra = n->inode.i_extra_isize;
    at = EXT2_GOOD_OLD_INODE_SIZE + extra;
    if (extra == 0 || extra % 4 || at + MAGIC_BYTES + sizeof(uint32_t) > size)
        return false;

    uint8_t *magic = (uint8_t *)&n->inode + at;
    const uint32_t value = EXT2_EXT_ATTR_MAGIC;

    *place = (struct xattr_place){
        .base = magic + MAGIC_BYTES,
        .end = size - at - MAGIC_BYTES,
        .in_inode = true,
    };
    if (!memcmp(magic, &value, sizeof(value)))
        return true;
    if (make) { /* so far it is nobody's */
        memset(magic, 0, size - at);
        memcpy(magic, &value, sizeof(value));
    }
    return make;
}

static struct xattr_place block_place(const struct mount *m, const struct buf *buf)
{
    return (struct xattr_place){ .base = buf->data, .first = BLOCK_HEAD, .end = m->block_size };
}

/* The node's block of attributes, checked and pinned; NULL: it has none. */
static int block_get(struct node *n, struct buf **result)
{
    struct mount *m = n->mount;
    uint64_t block = ext2fs_file_acl_block(m->fs, node_inode(n));
    struct buf *buf;

    *result = NULL;
    if (!block)
        return 0;

    int err = ext4_block_valid(m, block) ? ext4_cache_get(&m->cache, block, &buf) : -EIO;

    if (!err) {
        if (head_of(buf)->h_magic != EXT2_EXT_ATTR_MAGIC || head_of(buf)->h_blocks != 1 ||
            (!buf->checked && !ext2fs_ext_attr_block_csum_verify(m->fs, n->ino, block, head_of(buf)))) {
            ext4_cache_put(&m->cache, buf);
            err = -EIO;
        } else {
            buf->checked = true;
        }
    }
    if (err) {
        if (err == -EIO)
            ext4_mount_fail(m, "damaged attributes of inode", n->ino);
        return err;
    }
    *result = buf;
    return 0;
}

static int parse(struct node *n, const struct xattr_place *place, struct xattr_list *list)
{
    int err = ext4_xattr_parse(place, list);

    if (err == -EIO)
        ext4_mount_fail(n->mount, "damaged attributes of inode", n->ino);
    return err;
}

/* An empty list with room for one. */
static const struct xattr_place nowhere = { .base = (uint8_t *)"\0\0\0\0\0\0\0", .end = 8 };

/* The lists of both places; empty ones where there is nothing. */
static int lists_get(struct node *n, struct xattr_list *inode, struct xattr_list *block)
{
    struct xattr_place place;
    struct buf *buf;
    int err = block_get(n, &buf);

    if (err)
        return err;
    place = buf ? block_place(n->mount, buf) : nowhere;
    err = parse(n, &place, block);
    if (buf)
        ext4_cache_put(&n->mount->cache, buf);
    if (err)
        return err;
    if (!ext4_xattr_inode_place(n, false, &place))
        place = nowhere;
    err = parse(n, &place, inode);
    if (err)
        ext4_xattr_list_free(block);
    return err;
}

static void lists_free(struct xattr_list *inode, struct xattr_list *block)
{
    ext4_xattr_list_free(inode);
    ext4_xattr_list_free(block);
}

ssize_t ext4_xattr_value_get(struct node *n, const struct xattr *key, void *value, uint32_t size)
{
    struct xattr_list inode, block;
    int err = lists_get(n, &inode, &block);

    if (err)
        return err;

    const struct xattr *item = ext4_xattr_list_find(&inode, key);
    ssize_t result;

    if (!item)
        item = ext4_xattr_list_find(&block, key);
    result = !item ? -ENODATA : item->size > size ? -ERANGE : (ssize_t)item->size;
    if (result > 0)
        memcpy(value, item->value, item->size);
    lists_free(&inode, &block);
    return result;
}

int ext4_xattr_each(struct node *n, int (*each)(void *arg, const struct xattr *item), void *arg)
{
    struct xattr_list inode, block;
    int err = lists_get(n, &inode, &block);

    if (err)
        return err;
    for (uint32_t i = 0; !err && i < inode.count; i++)
        err = each(arg, &inode.items[i]);
    for (uint32_t i = 0; !err && i < block.count; i++)
        err = each(arg, &block.items[i]);
    lists_free(&inode, &block);
    return err;
}

/* One user less; the last one frees the block. */
static int block_drop(struct node *n, struct buf *buf)
{
    struct mount *m = n->mount;
    uint64_t block = buf->block;
    bool last = head_of(buf)->h_refcount <= 1;

    if (!last) {
        head_of(buf)->h_refcount--;
        buf->kind = BUF_XATTR;
        ext4_cache_dirty(&m->cache, buf);
    }
    ext4_cache_put(&m->cache, buf);
    ext2fs_file_acl_block_set(m->fs, node_inode(n), 0);
    ext2fs_iblk_sub_blocks(m->fs, node_inode(n), 1);
    ext4_node_dirty(n);
    return last ? ext4_blocks_free(m, block, 1) : 0;
}

int ext4_xattr_free_block(struct node *n)
{
    struct buf *buf;
    int err = block_get(n, &buf);

    return err || !buf ? err : block_drop(n, buf);
}

/* A block for this node alone, pinned and dirty, contents undefined; the old one, if any, is put. */
static int block_own(struct node *n, struct buf *old, struct buf **result)
{
    struct mount *m = n->mount;
    uint64_t block;
    uint32_t count;

    if (old && head_of(old)->h_refcount == 1) {
        ext4_cache_dirty(&m->cache, old);
        *result = old;
        return 0;
    }

    uint64_t goal = ext2fs_group_first_block2(m->fs, ext2fs_group_of_ino(m->fs, n->ino));
    int err = ext4_blocks_alloc(m, goal, 1, &block, &count);

    if (!err) {
        err = ext4_cache_get_new(&m->cache, block, result);
        if (err)
            ext4_blocks_unalloc(m, block, 1);
    }
    if (err) {
        if (old)
            ext4_cache_put(&m->cache, old);
        return err;
    }
    if (old)
        (void)block_drop(n, old); /* it was shared: cannot fail */
    ext2fs_file_acl_block_set(m->fs, node_inode(n), block);
    ext2fs_iblk_add_blocks(m->fs, node_inode(n), 1);
    ext4_node_dirty(n);
    return 0;
}

static int block_store(struct node *n, struct xattr_list *list)
{
    struct mount *m = n->mount;
    struct buf *old, *buf;
    int err = block_get(n, &old);

    if (err)
        return err;
    if (list->count == 0)
        return old ? block_drop(n, old) : 0;
    err = block_own(n, old, &buf);
    if (err)
        return err;

    struct xattr_place place = block_place(m, buf);

    ext4_xattr_write(list, &place);
    *head_of(buf) = (struct ext2_ext_attr_header){
        .h_magic = EXT2_EXT_ATTR_MAGIC,
        .h_refcount = 1,
        .h_blocks = 1,
    };
    ext2fs_ext_attr_block_rehash(head_of(buf), (void *)(buf->data + m->block_size));
    buf->kind = BUF_XATTR;
    ext4_cache_put(&m->cache, buf);
    ext2fs_set_feature_xattr(m->fs->super);
    return 0;
}

/* Takes the item out of the list; was it there? */
static bool take(struct xattr_list *list, const struct xattr *item)
{
    struct xattr *there = ext4_xattr_list_find(list, item);

    if (there)
        ext4_xattr_list_remove(list, there);
    return there != NULL;
}

/* Puts the item where there is room, first of all into the inode.  The block, for which there may be no room on
 * the disk, goes first. */
static int place_item(struct node *n, const struct xattr *item, struct xattr_list *inode,
                      struct xattr_list *block)
{
    struct mount *m = n->mount;
    struct xattr_place in_inode = nowhere, in_block = { .first = BLOCK_HEAD, .end = m->block_size };
    bool has_place = ext4_xattr_inode_place(n, true, &in_inode);
    bool was_in_inode = ext4_xattr_list_find(inode, item), was_in_block = take(block, item);
    bool to_inode = false;
    int err = 0;

    if (item->value && has_place) {
        ext4_xattr_list_set(inode, item); /* where it was, if it was there */
        to_inode = ext4_xattr_fits(inode, &in_inode);
    }
    if (!to_inode)
        (void)take(inode, item);
    if (item->value && !to_inode) {
        ext4_xattr_list_set(block, item);
        if (!ext4_xattr_fits(block, &in_block))
            return -ENOSPC;
    }
    if (was_in_block || (item->value && !to_inode))
        err = block_store(n, block);
    if (!err && (was_in_inode || to_inode))
        ext4_xattr_write(inode, &in_inode);
    ext4_node_dirty(n);
    return err;
}

int ext4_xattr_value_set(struct node *n, const struct xattr *item, uint32_t flags)
{
    struct xattr_list inode, block;
    int err = lists_get(n, &inode, &block);

    if (err)
        return err;

    bool there = ext4_xattr_list_find(&inode, item) || ext4_xattr_list_find(&block, item);

    if (there && (flags & FS_XATTR_CREATE))
        err = -EEXIST;
    else if (!there && (!item->value || (flags & FS_XATTR_REPLACE)))
        err = -ENODATA;
    else
        err = place_item(n, item, &inode, &block);
    lists_free(&inode, &block);
    return err;
}

int ext4_xattr_inode_find(struct node *n, const struct xattr *key, uint8_t **value, uint32_t *size)
{
    struct xattr_place place;

    return ext4_xattr_inode_place(n, false, &place) ? ext4_xattr_value_at(&place, key, value, size) : -ENODATA;
}

int ext4_xattr_inode_set(struct node *n, const struct xattr *item)
{
    struct xattr_place place;
    struct xattr_list list;

    if (!ext4_xattr_inode_place(n, true, &place))
        return -ENOSPC;

    int err = parse(n, &place, &list);

    if (err)
        return err;
    if (item->value)
        ext4_xattr_list_set(&list, item);
    else
        (void)take(&list, item);
    if (ext4_xattr_fits(&list, &place)) {
        ext4_xattr_write(&list, &place);
        ext4_node_dirty(n);
    } else {
        err = -ENOSPC;
    }
    ext4_xattr_list_free(&list);
    return err;
}

uint32_t ext4_xattr_inode_most(struct node *n, const struct xattr *key)
{
    struct xattr_place place;
    struct xattr_list list;
    struct xattr item = *key;

    if (!ext4_xattr_inode_place(n, false, &place) || parse(n, &place, &list))
        return 0;
    item.size = 0;
    ext4_xattr_list_set(&list, &item);

    uint32_t room = ext4_xattr_room(&list, &place) & ~3u; /* values are padded to 4 bytes */

    ext4_xattr_list_free(&list);
    return room;
}

bool ext4_xattr_any(struct node *n)
{
    struct xattr_place place;

    return ext2fs_file_acl_block(n->mount->fs, node_inode(n)) || ext4_xattr_inode_place(n, false, &place);
}
