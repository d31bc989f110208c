/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities of mappings.
 *
 * seL4 wants one frame capability for each mapping, and remembers in it where it is mapped.  Copies belong
 * to their page and are never deleted: one that is not in use waits at its page for the next mapping of
 * that page.  When an address space ends, its page tables go first and all its copies are left as they
 * are, with a record that is out of date; such a copy is unmapped (which then finds nothing) only if it is
 * needed at another place.  When the frame itself goes, its copies end with it, and their slots serve others. */
#pragma once
#include <stdint.h>

#include <ipc/root.h>

struct page;

/* A copy of the page's frame capability, ready to be mapped at addr of the space; 0: no memory. */
cptr_t mapcap_get(struct page *p, cptr_t vspace, uint64_t addr);
/* The same for VSpace_ExtMap, which unmaps it from elsewhere itself. */
cptr_t mapcap_take(struct page *p, cptr_t vspace, uint64_t addr);
/* The frame is gone, and so are the copies of its capability. */
void mapcap_forget(struct page *p);
/* It is mapped nowhere any more, by Page_Unmap (clean) or with its page table. */
void mapcap_put(struct page *p, cptr_t cap, int clean);
