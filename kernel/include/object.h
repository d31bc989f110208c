/* SPDX-License-Identifier: BSD-2-Clause */
/* object.h: kinds of objects: their sizes, creation and end. */
#pragma once

#include "slot.h"

struct tcb;

/* log2 of the bytes of one object; `argument` is size_bits of the retype.  type < OBJECT_TYPES. */
unsigned object_bits(enum object_type type, word_t argument);
bool object_is_frame(enum object_type type);
/* Makes the object of zeroed (or device) memory and returns its first capability. */
struct cap object_create(enum object_type type, paddr_t paddr, unsigned argument, bool device);
/* The capability is about to go; `final`: it is the last.  Returns what must stay in the slot until the rest is
 * destroyed: null or a zombie. */
struct cap object_finalise(struct cap cap, bool final);
