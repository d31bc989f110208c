/* SPDX-License-Identifier: BSD-2-Clause */
/* Leases (F_SETLEASE): the holder is asked before another may open the file in a way that its lease rules out. */
#pragma once

struct file;
struct inode;
struct thread;

/* type: F_RDLCK, F_WRLCK, F_UNLCK.  -EAGAIN: others have it open, or there was none; -EACCES: not the owner's. */
int lease_set(struct thread *t, struct file *f, int fd, int type);
int lease_get(const struct file *f); /* the type; while it is being broken, what it must become */
/* The file is closed. */
void lease_end(struct file *f);
/* Somebody is about to open (or truncate) the inode: waits until holders gave way, or their time is over.
 * -EAGAIN with nonblock, -ERESTARTSYS. */
int lease_break(struct inode *inode, int writing, int nonblock);
void leases_free(struct inode *inode);

/* /proc/sys/fs */
extern int lease_break_time; /* seconds */
extern int leases_enable;
