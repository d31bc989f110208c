/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the handlers of sockets. */
#pragma once
#include <stdint.h>

struct file;
struct thread;
struct usock;
struct usock_name;

/* Runs a handler on the socket of descriptor a[0], which is held meanwhile: its result, or -EBADF, -ENOTSOCK. */
typedef long (*socket_handler)(struct thread *t, struct file *f, struct usock *s, const uint64_t a[6]);
long with_socket(struct thread *t, const uint64_t a[6], socket_handler handler);

int user_name_in(struct thread *t, uint64_t uaddr, uint64_t len, struct usock_name *n);
/* Writes a name and its length; the program's length at len_addr says how much room there is. */
int user_name_out(struct thread *t, uint64_t uaddr, uint64_t len_addr, const struct usock_name *n);
