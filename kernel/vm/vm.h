/* SPDX-License-Identifier: BSD-2-Clause */
/* vm/vm.h: virtual memory objects: frames, page tables, VSpaces, ASIDs. */
#pragma once

#include "call.h"

/* Root table of the live address space with that ASID; 0 if there is none (ASID 0 never is). */
paddr_t vm_asid_root(unsigned asid);

/* A VSpace capability that is usable now: the ASID is live and belongs to this root.  Otherwise the refusal, with
 * `index` as the capability's number in the call. */
enum error vm_check_vspace(struct call *c, struct cap vspace, unsigned index);

/* Removes the mapping that the frame capability records, if it is still this frame's. */
void vm_frame_unmap(struct cap frame);
/* Removes the table from its parent, if it is still there. */
void vm_page_table_unmap(struct cap table);

/* ---- ends of capabilities and objects (called by object_finalise) ---- */
void vm_frame_delete(struct cap frame);           /* any copy */
void vm_page_table_delete(struct cap table);      /* the last */
void vm_vspace_delete(struct cap vspace);         /* the last */
void vm_asid_pool_delete(struct cap pool);        /* the last */

/* ---- boot ---- */
/* Makes pool 0 of zeroed memory and gives `root` ASID 1. */
void vm_boot_init(paddr_t pool, paddr_t root);
