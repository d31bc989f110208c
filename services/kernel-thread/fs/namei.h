/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on names: what mkdirat, unlinkat, renameat2 and their kin do.  dirfd and names as in the
 * calls; t as in path_lookup.  All may park. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct dentry;
struct inode;
struct path;
struct path_last;
struct thread;

/* umask is applied; mode carries the type. */
int vfs_mknod(struct thread *t, int dirfd, const char *name, uint32_t mode, uint32_t rdev);
int vfs_symlink(struct thread *t, const char *target, int dirfd, const char *name);
int vfs_link(struct thread *t, int from_dirfd, const char *from, int to_dirfd, const char *to, int at_flags);
int vfs_unlink(struct thread *t, int dirfd, const char *name);
int vfs_rmdir(struct thread *t, int dirfd, const char *name);
int vfs_rename(struct thread *t, int from_dirfd, const char *from, int to_dirfd, const char *to,
               unsigned flags);
int64_t vfs_readlink(struct thread *t, int dirfd, const char *name, char *buf, size_t size);

/* Inside a locked directory: makes a node behind a negative dentry, which then names it.  Checks
 * permission; applies to the mode what the directory says of groups and lists, and the umask. */
int create_locked(struct thread *t, struct dentry *d, const char *name, uint32_t mode, uint32_t rdev);
/* A regular file without a name, of the locked directory's file system; *inode is the caller's. */
int create_nameless(struct thread *t, struct inode *dir, uint32_t mode, struct inode **inode);
/* Is the directory's mount or file system read-only?  0 or -EROFS. */
int path_writable(const struct path *dir);

/* Permission to take a name out of a directory; sticky bit. */
int may_delete(struct thread *t, struct inode *dir, const struct inode *victim);
int inode_owner_or_capable(struct thread *t, const struct inode *inode);
int inode_in_group(struct thread *t, uint32_t gid);
/* Has the thread the capability?  NULL has all. */
int inode_capable(struct thread *t, unsigned cap);
/* /proc/sys/fs: in sticky directories that others may write to, whose links are followed, files written, FIFOs opened
 * by O_CREAT (2: in those of a group, too); and links are made to one's own files only.  As Debian sets them. */
extern int protected_symlinks, protected_regular, protected_fifos, protected_hardlinks;
/* O_CREAT found a node that somebody else may have put there: 0 or -EACCES. */
int may_open_in_sticky(struct thread *t, const struct inode *dir, const struct inode *inode);
uint32_t thread_umask(struct thread *t);
