/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the calls that mount in steps. */
#pragma once
#include <stdint.h>

struct mount;
struct path;
struct thread;

/* MOUNT_ATTR_* as flags of a mount; are they some that can be set? */
uint32_t mount_attr_flags(uint64_t attributes);
int mount_attr_known(uint64_t attributes);
/* An O_PATH descriptor for a mount that is in no tree; takes the reference.  -ENOMEM, -EMFILE. */
long mount_fd(struct thread *t, struct mount *m, int cloexec);
/* A place that a call names by directory and path; walk as for path_lookup. */
int mount_place_at(struct thread *t, uint64_t dirfd, uint64_t uaddr, unsigned walk, struct path *out);
