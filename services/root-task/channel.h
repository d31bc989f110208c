/* SPDX-License-Identifier: BSD-2-Clause */
/* Channels: memory shared by two tasks, and a notification each way. */
#pragma once
#include "task.h"

/* As root_channel_create and root_channel_join (interfaces/ipc/root.h). */
int channel_create(struct task *creator, const char *peer, uint64_t bytes, cptr_t slot,
                   uint64_t *vaddr, uint32_t *id);
int channel_join(struct task *peer, uint32_t id, uint64_t creator, cptr_t slot, uint64_t *vaddr,
                 uint64_t *bytes);
/* The task ends; the other sides of its channels are signalled.  A channel's memory stays until both sides
 * have ended. */
void channel_forget(struct task *task);
