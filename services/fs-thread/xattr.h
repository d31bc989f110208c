/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the extended attributes share.
 *
 * They lie in the inode behind its fields, and in one block.  Both places hold a list of entries that grows up,
 * ended by four zero bytes, and the values, which grow down from the place's end. */
#pragma once
#include "ext4.h"

/* By which number an entry says what its name begins with. */
enum xattr_index { XATTR_USER = 1, XATTR_ACL_ACCESS = 2, XATTR_ACL_DEFAULT = 3, XATTR_TRUSTED = 4,
                   XATTR_SECURITY = 6, XATTR_SYSTEM = 7 };

struct xattr {
    uint8_t index, name_len;
    const char *name;       /* what follows the prefix; not terminated */
    const void *value;
    uint32_t size;
};

/* Bytes that hold attributes. */
struct xattr_place {
    uint8_t *base;          /* offsets of values count from here */
    uint32_t first, end;    /* of the entries, of all; from base */
    bool in_inode;
};

/* Attributes of one place, out of it: names and values lie in `copy`. */
struct xattr_list {
    struct xattr *items;    /* owned */
    uint8_t *copy;          /* owned */
    uint32_t count;
};

/* xattr_place.c: the format */
/* -EIO: damaged.  `list` has room for one item more. */
int ext4_xattr_parse(const struct xattr_place *place, struct xattr_list *list);
/* The value of one of the entries, in its place; its hash, which will no longer hold, goes. -ENODATA, -EIO. */
int ext4_xattr_value_at(const struct xattr_place *place, const struct xattr *key, uint8_t **value, uint32_t *size);
/* Bytes that the list leaves in the place. */
uint32_t ext4_xattr_room(const struct xattr_list *list, const struct xattr_place *place);
void ext4_xattr_list_free(struct xattr_list *list);
struct xattr *ext4_xattr_list_find(struct xattr_list *list, const struct xattr *key);
/* Adds it, or gives it its new value. */
void ext4_xattr_list_set(struct xattr_list *list, const struct xattr *item);
void ext4_xattr_list_remove(struct xattr_list *list, struct xattr *item);
bool ext4_xattr_fits(const struct xattr_list *list, const struct xattr_place *place);
/* Writes the list, which fits, over the place. */
void ext4_xattr_write(struct xattr_list *list, const struct xattr_place *place);

/* xattr_node.c: the two places of a node */
/* The place in the inode; false: it has none, or it is not in use and not to be made so. */
bool ext4_xattr_inode_place(struct node *n, bool make, struct xattr_place *place);
/* The value in the node, by copy, with the result's length. -ENODATA, -ERANGE. */
ssize_t ext4_xattr_value_get(struct node *n, const struct xattr *key, void *value, uint32_t size);
/* value NULL: removes it.  flags of enum fs_xattr. */
int ext4_xattr_value_set(struct node *n, const struct xattr *item, uint32_t flags);
/* All of the node: first those in the inode. */
int ext4_xattr_each(struct node *n, int (*each)(void *arg, const struct xattr *item), void *arg);

/* Only in the inode: value NULL removes it. -ENOSPC. */
int ext4_xattr_inode_set(struct node *n, const struct xattr *item);
/* Where the value lies in the inode, to be read and changed there. -ENODATA. */
int ext4_xattr_inode_find(struct node *n, const struct xattr *key, uint8_t **value, uint32_t *size);
/* How large a value of the attribute the inode has room for. */
uint32_t ext4_xattr_inode_most(struct node *n, const struct xattr *key);

/* acl.c: access control lists, whose form in the system calls is another than on the disk */
enum { ACL_ENTRIES_MAX = 8000 };
/* Returns the size; out has room for the size of value. -EINVAL: no list, -EOPNOTSUPP: another version.
 * *mode gets the permissions it stands for, *plain says that it says no more. */
ssize_t ext4_acl_to_disk(const uint8_t *value, uint32_t size, uint8_t *out, uint32_t *mode, bool *plain);
/* Returns the size; -ERANGE, -EIO. */
ssize_t ext4_acl_from_disk(const uint8_t *value, uint32_t size, uint8_t *out, uint32_t room);
