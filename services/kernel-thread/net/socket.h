/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the handlers of sockets. */
#pragma once
#include <stdint.h>

struct file;
struct thread;
struct usock;
struct usock_name;

/* The socket of a descriptor; the file holds it and has a reference for the caller.  -EBADF, -ENOTSOCK. */
int user_socket(struct thread *t, uint64_t fd, struct file **f, struct usock **s);
int user_name_in(struct thread *t, uint64_t uaddr, uint64_t len, struct usock_name *n);
/* Writes a name and its length; the program's length at len_addr says how much room there is. */
int user_name_out(struct thread *t, uint64_t uaddr, uint64_t len_addr, const struct usock_name *n);
