/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens to files, told to those who watch them (inotify).
 *
 * Without any watch in the system each of these costs one comparison. */
#pragma once
#include <stdint.h>

struct dentry;
struct file;
struct inode;
struct path;
struct super;

/* Events and flags of inotify. */
enum {
    IN_ACCESS = 1, IN_MODIFY = 2, IN_ATTRIB = 4, IN_CLOSE_WRITE = 8, IN_CLOSE_NOWRITE = 16, IN_OPEN = 32,
    IN_MOVED_FROM = 64, IN_MOVED_TO = 128, IN_CREATE = 256, IN_DELETE = 512, IN_DELETE_SELF = 1024, IN_MOVE_SELF = 2048,
    IN_UNMOUNT = 0x2000, IN_Q_OVERFLOW = 0x4000, IN_IGNORED = 0x8000, IN_ISDIR = 0x40000000,
};

extern unsigned notify_watches; /* how many there are */

void notify_path_slow(const struct dentry *d, uint32_t event);
void notify_name_slow(struct inode *dir, const struct inode *what, const char *name, uint32_t event, uint32_t cookie);
void notify_inode_slow(struct inode *inode, uint32_t event);
void notify_gone_slow(struct inode *inode);
void notify_unmount_slow(const struct super *super);
/* The signals of F_NOTIFY (fs/dnotify.c): an event, or that a name changed within the directory. */
enum { DNOTIFY_RENAMED = 0x10000000 };
void dnotify_tell(struct inode *dir, uint32_t event);
extern int dir_notify_enable; /* /proc/sys/fs */

/* Something happened to what a name means: its directory learns it, too. */
static inline void notify_path(const struct dentry *d, uint32_t event)
{
    if (notify_watches)
        notify_path_slow(d, event);
}
/* A name in a directory; cookie ties the two halves of a rename. */
static inline void notify_name(struct inode *dir, const struct inode *what, const char *name, uint32_t event,
                               uint32_t cookie)
{
    if (notify_watches)
        notify_name_slow(dir, what, name, event, cookie);
}
/* Only those who watch the inode itself. */
static inline void notify_inode(struct inode *inode, uint32_t event)
{
    if (notify_watches)
        notify_inode_slow(inode, event);
}
/* The last name and the last user of an inode went. */
static inline void notify_gone(struct inode *inode)
{
    if (notify_watches)
        notify_gone_slow(inode);
}
/* A name in a directory became another one there. */
static inline void notify_renamed(struct inode *dir)
{
    if (notify_watches)
        dnotify_tell(dir, DNOTIFY_RENAMED);
}
static inline void notify_unmount(const struct super *super)
{
    if (notify_watches)
        notify_unmount_slow(super);
}
uint32_t notify_cookie(void); /* for a rename */
