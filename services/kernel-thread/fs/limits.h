/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of file calls that /proc/sys/fs can set; the values at start are Linux'. */
#pragma once

struct fs_limits {
    unsigned long files;          /* open ones in all, for those without CAP_SYS_ADMIN */
    unsigned long epoll_watches;
    int notify_events, notify_instances, notify_watches; /* inotify: of a queue; of a user */
};
extern struct fs_limits fs_limits;
