/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of file calls. */
#include "fs/limits.h"

struct fs_limits fs_limits = {
    .files = 92290, .epoll_watches = 220850, .notify_events = 16384, .notify_instances = 128, .notify_watches = 65536,
};
