/* SPDX-License-Identifier: BSD-2-Clause */
/* Access control lists: what of them the checks need is kept parsed with the inode (inode->acl), the list itself is an
 * extended attribute of the file system.  All may park. */
#pragma once
#include <stdint.h>

struct cred;
struct inode;

enum acl_tag { ACL_USER_OBJ = 1, ACL_USER = 2, ACL_GROUP_OBJ = 4, ACL_GROUP = 8, ACL_MASK = 16, ACL_OTHER = 32 };

/* One entry, as in the attribute's value, behind a version number. */
struct acl_entry {
    uint16_t tag, perm; /* perm: 4 read, 2 write, 1 execute */
    uint32_t id;        /* of ACL_USER and ACL_GROUP */
};

struct acl {
    unsigned count;
    struct acl_entry entry[];
};

/* The names of the two attributes. */
#define ACL_ACCESS "system.posix_acl_access"
#define ACL_DEFAULT "system.posix_acl_default"

/* The list that decides about the inode, borrowed until the next call that changes it; NULL: the mode does. */
const struct acl *inode_acl(struct inode *inode);
/* Does the list grant `mask` to these users and groups?  0 or -EACCES. */
int acl_permission(const struct acl *acl, const struct cred *c, const struct inode *inode, unsigned mask);
/* The attribute changed: what was kept is forgotten. */
void inode_acl_changed(struct inode *inode);
/* The permissions of the mode changed: the list of the inode follows. */
int inode_acl_chmod(struct inode *inode, uint32_t mode);

/* What a new node inherits from its directory's default list. */
struct acl_inherit {
    struct acl *access;       /* owned; NULL: the mode says all */
    struct acl *for_new_ones; /* owned; a directory's own default list, or NULL */
};
/* Applies the umask, or the default list of `dir`, to the mode.  acl_inherit_end with any result. */
int acl_inherit_begin(struct inode *dir, uint32_t *mode, uint32_t umask, struct acl_inherit *inherit);
/* Gives the lists to the node, which may be NULL, and frees them. */
int acl_inherit_end(struct acl_inherit *inherit, struct inode *node);

/* Is the value a list as the calls take it, 0, -EINVAL or -EOPNOTSUPP?  *mode: the permissions it stands for; *plain:
 * it says no more than them. */
int acl_check(const void *value, uint64_t size, uint32_t *mode, int *plain);
