/* SPDX-License-Identifier: BSD-2-Clause */
/* root-task's own capability space: slots, and the operations on them. */
#pragma once
#include <sel4/sel4.h>

#include <ipc/root.h>

/* Takes over the one-level CSpace the kernel made; slots from bootinfo->empty are free. */
void cspace_init(const seL4_BootInfo *bootinfo);
/* Puts it under a root CNode of its own, so that it can grow; needs untyped memory. */
void cspace_make_two_levels(void);

/* Empty slots; 0 when there is none. */
cptr_t slot_alloc(void);
cptr_t slot_alloc_range(unsigned count);
/* Gives back slots that are empty. */
void slot_free(cptr_t slot);
void slot_free_range(cptr_t first, unsigned count);
/* Deletes the capability and gives the slot back; slot 0 is ignored. */
void slot_delete(cptr_t slot);

/* Makes objects in consecutive own slots. */
seL4_Error retype(cptr_t untyped, seL4_ObjectType type, unsigned size_bits, cptr_t first,
                  unsigned count);
/* Copies an own capability to another own slot. */
seL4_Error cap_copy(cptr_t dest, cptr_t src);
seL4_Error cap_mint(cptr_t dest, cptr_t src, seL4_CapRights_t rights, seL4_Word badge);
seL4_Error cap_save_caller(cptr_t dest);
seL4_Error cap_revoke(cptr_t slot);
/* Copies an own capability into a CNode (an own capability without guard) at index, `depth` bits deep. */
seL4_Error cap_copy_out(cptr_t cnode, seL4_Word index, unsigned depth, cptr_t src,
                        seL4_CapRights_t rights);
seL4_Error cap_mint_out(cptr_t cnode, seL4_Word index, unsigned depth, cptr_t src,
                        seL4_CapRights_t rights, seL4_Word badge);
/* CNode under which own slots are 64 bits deep. */
cptr_t cspace_root(void);
