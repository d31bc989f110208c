/* SPDX-License-Identifier: BSD-2-Clause */
/* epoll. */
#pragma once
struct file;
/* A file goes away: nobody watches it any more. */
void epoll_forget(struct file *f);
