/* SPDX-License-Identifier: BSD-2-Clause */
/* object/cspace.c: walking from a CNode capability along the bits of an address. */
#include "cspace.h"

#include "call.h"
#include "tcb.h"

static bool fail_walk(struct lookup *out, struct lookup_failure failure)
{
    out->slot = NULL;
    out->failure = failure;
    return false;
}

bool cspace_resolve(struct cap cap, cptr_t address, unsigned bits, struct lookup *out)
{
    if (unlikely(cap_type(cap) != CAP_CNODE))
        return fail_walk(out, (struct lookup_failure){.type = LOOKUP_INVALID_ROOT});

    for (;;) {
        unsigned radix = cap_size(cap), guard_bits = cap_guard_bits(cap);
        unsigned level_bits = radix + guard_bits;

        /* The low `bits` bits of the address, moved to the top: guard first, then index. */
        word_t rest = address << ((ABI_WordBits - bits) & 63);
        word_t guard = guard_bits ? rest >> (ABI_WordBits - guard_bits) : 0;

        if (unlikely(guard_bits > bits || guard != cap_guard(cap)))
            return fail_walk(out, (struct lookup_failure){.type = LOOKUP_GUARD_MISMATCH,
                                                          .bits_left = bits,
                                                          .bits_found = guard_bits,
                                                          .guard_found = cap_guard(cap)});
        if (unlikely(level_bits > bits))
            return fail_walk(out, (struct lookup_failure){.type = LOOKUP_DEPTH_MISMATCH,
                                                          .bits_left = bits,
                                                          .bits_found = level_bits});

        word_t index = rest << guard_bits >> (ABI_WordBits - radix);
        struct slot *slot = (struct slot *)cap_ptr(cap) + index;

        bits -= level_bits;
        if (likely(bits == 0 || cap_type(slot->cap) != CAP_CNODE)) {
            out->slot = slot;
            out->bits_left = bits;
            return true;
        }
        cap = slot->cap;
    }
}

unsigned lookup_failure_words(const struct lookup_failure *f, word_t words[4])
{
    words[0] = f->type;
    words[1] = f->bits_left;
    switch (f->type) {
    case LOOKUP_MISSING_CAPABILITY:
        return 2;
    case LOOKUP_DEPTH_MISMATCH:
        words[2] = f->bits_found;
        return 3;
    case LOOKUP_GUARD_MISMATCH:
        words[2] = f->guard_found;
        words[3] = f->bits_found;
        return 4;
    default:
        return 1;
    }
}

/* ---- as invocations use it ---- */

enum error call_resolve(struct call *c, struct cap root, word_t index, word_t depth, bool source,
                        struct slot **slot)
{
    struct lookup found;

    if (cap_type(root) != CAP_CNODE) {
        struct lookup_failure failure = {.type = LOOKUP_INVALID_ROOT};

        return fail_lookup(c, source, &failure, "root is not a CNode");
    }
    if (depth < 1 || depth > ABI_WordBits)
        return fail_range(c, 1, ABI_WordBits, "depth");
    if (!cspace_resolve(root, index, depth, &found))
        return fail_lookup(c, source, &found.failure, "address does not resolve");
    if (found.bits_left != 0) {
        struct lookup_failure failure = {.type = LOOKUP_DEPTH_MISMATCH,
                                         .bits_left = found.bits_left};

        return fail_lookup(c, source, &failure, "path is shorter than depth");
    }
    *slot = found.slot;
    return ERR_NONE;
}

enum error call_resolve_empty(struct call *c, struct cap root, word_t index, word_t depth,
                              struct slot **slot)
{
    enum error err = call_resolve(c, root, index, depth, false, slot);

    if (err == ERR_NONE && !slot_is_empty(*slot))
        return fail(c, ERR_DELETE_FIRST, "destination slot is occupied");
    return err;
}
