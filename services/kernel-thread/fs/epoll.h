/* SPDX-License-Identifier: BSD-2-Clause */
/* epoll. */
#pragma once
#include <stdint.h>

struct file;
/* A file goes away: nobody watches it any more. */
void epoll_forget(struct file *f);
/* The nth file that an epoll watches by a number; borrowed.  NULL: none; *is_epoll: it is one at all. */
struct file *epoll_watched(const struct file *epoll, int fd, uint32_t nth, int *is_epoll);
