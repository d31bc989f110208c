/* SPDX-License-Identifier: BSD-2-Clause */
/* Channels: memory shared by two tasks, and a notification each way. */
#pragma once
#include "task.h"

/* As root_channel_create and root_channel_join (interfaces/ipc/root.h). */
int channel_create(struct task *creator, const char *peer, uint64_t bytes, cptr_t slot,
                   uint64_t *vaddr, uint32_t *id);
int channel_join(struct task *peer, uint32_t id, uint64_t creator, cptr_t slot, uint64_t *vaddr,
                 uint64_t *bytes);
int channel_leave(struct task *task, uint32_t id);
int channel_describe(uint32_t index, struct root_channel_state *state);
/* The task ends: it leaves all its channels. */
void channel_forget(struct task *task);
