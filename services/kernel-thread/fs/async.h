/* SPDX-License-Identifier: BSD-2-Clause */
/* Signals to a file's owner (F_SETOWN, F_SETSIG; SIGIO): O_ASYNC and F_NOTIFY. */
#pragma once
#include <stdint.h>

struct file;
struct thread;

/* Why, as in si_code. */
enum poll_reason { POLL_IN = 1, POLL_OUT, POLL_MSG, POLL_ERR, POLL_PRI, POLL_HUP };

/* Signals the owner, if there is one whom its setter may signal.  fd is shown as si_fd.  Does not park. */
void file_owner_signal(const struct file *f, int fd, int reason);
/* The calling process owns the file from now on, if nobody does. */
void file_owner_default(struct file *f);

/* Switches O_ASYNC: input and room are told to the owner.  Without effect on files that cannot.  0 or -ENOMEM. */
int file_set_async(struct file *f, int fd, int on);
void async_end(struct file *f);

/* F_NOTIFY: what happens in a directory (DN_*) is told to its owner; 0 ends it.  -ENOTDIR, -ENOMEM. */
int dnotify_set(struct thread *t, struct file *f, int fd, uint32_t events);
void dnotify_end(struct file *f);
