/* SPDX-License-Identifier: BSD-2-Clause */
/* Netlink sockets as C libraries use them for mq_notify with SIGEV_THREAD: a thread of theirs reads such a socket, to
 * which the kernel sends the bytes that were given to mq_notify.  They do nothing else: there is no network. */
#pragma once
#include <stdint.h>

struct file;

enum { NOTIFY_COOKIE_BYTES = 32 };
enum notify_code { NOTIFY_WOKENUP = 1, NOTIFY_REMOVED = 2 };

/* Is the file such a socket?  0, -ENOTSOCK or -EINVAL. */
int notify_check(const struct file *f);
/* Sends the cookie, its last byte the code.  Lost if there is no memory. */
void notify_send(struct file *f, const uint8_t cookie[NOTIFY_COOKIE_BYTES], enum notify_code code);
