/* SPDX-License-Identifier: BSD-2-Clause */
/* What mm/ gives to the rest of the task besides mm.h, page.h and user.h. */
#pragma once
#include <stdbool.h>

#include <ipc/root.h>

struct page;

int page_init(void);
/* Capability of the frame; its only mapping is the window's: copy it to map it elsewhere. */
cptr_t page_frame(const struct page *p);
/* Gives up what is kept of an address space that ended; false: there is none. */
bool mm_parked_drop(void);
int kit_init(void);
/* The kernel's object of an address space. */
struct mm;
cptr_t mm_vspace(const struct mm *mm);
