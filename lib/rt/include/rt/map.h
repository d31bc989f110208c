/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel objects and mappings a task makes for itself, out of untyped memory from root-task. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include <sel4/types.h>

#include <ipc/root.h>

/* Makes one object in a fresh slot.  Objects made here are small (up to a page) and live as long as their
 * slot; rt_cslot_delete frees the slot, the memory behind it is not used again. */
int rt_object_new(seL4_ObjectType type, unsigned size_bits, cptr_t *slot);
/* Makes `count` (<= 256) objects in consecutive fresh slots. */
int rt_objects_new(seL4_ObjectType type, unsigned size_bits, unsigned count, cptr_t *first);

/* Maps a frame into the task, making page tables where they are missing.  Tables stay: a large page gives
 * -EEXIST where a small one was mapped before. */
int rt_map_frame(cptr_t frame, uintptr_t vaddr, seL4_CapRights_t rights, seL4_Word attributes);
/* Maps fresh zeroed pages, writable and not executable. */
int rt_map_pages(uintptr_t vaddr, size_t bytes);
