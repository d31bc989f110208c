/* SPDX-License-Identifier: BSD-2-Clause */
/* ext/ext.c: invocations beyond the common interface. */
#include "ext.h"

#include "debug/check.h"
#include "sched.h"
#include "tcb.h"

enum { FPU_WORDS = sizeof(struct arch_fpu) / sizeof(word_t) };
_Static_assert(FPU_WORDS == 66, "v0..v31 in two words each, FPSR, FPCR");

enum error ext_tcb_set_flags(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);
    word_t clear = call_arg(c, 0), set = call_arg(c, 1);

    t->ext_flags = (t->ext_flags & ~clear) | (set & EXT_FLAGS);
    arch_ext_flags_changed(t);
    return call_reply(c, t->ext_flags);
}

static enum error check_fpu_range(struct call *c, word_t first, word_t count)
{
    if (count < 1 || count > FPU_WORDS)
        return fail_range(c, 1, FPU_WORDS, "number of FP words");
    if (first > FPU_WORDS - count)
        return fail_range(c, 0, FPU_WORDS - count, "first FP word");
    return ERR_NONE;
}

static word_t *fpu_words(struct tcb *t)
{
    return (word_t *)&t->arch.fpu;
}

enum error ext_tcb_read_fpu(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);
    word_t first = call_arg(c, 0), count = call_arg(c, 1);
    enum error err = check_fpu_range(c, first, count);

    if (err != ERR_NONE)
        return err;
    arch_fpu_sync(t);
    for (word_t i = 0; i < count; i++)
        c->reply[i] = fpu_words(t)[first + i];
    c->reply_length = count;
    return ERR_NONE;
}

enum error ext_tcb_write_fpu(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);
    word_t first = call_arg(c, 0), count = call_arg(c, 1);
    enum error err = check_fpu_range(c, first, count);

    if (err != ERR_NONE)
        return err;
    if (c->length - 2 < count)
        return fail(c, ERR_TRUNCATED_MESSAGE, "fewer words than FP words");
    arch_fpu_sync(t);
    word_t *words = fpu_words(t) + first;
    for (word_t i = 0; i < count && i + 2 < FAST_MRS; i++)
        words[i] = call_arg(c, i + 2);
    for (word_t i = FAST_MRS - 2; i < count; i++)
        words[i] = c->buffer[BUFFER_MSG + i + 2];
    arch_fpu_reload(t);
    return ERR_NONE;
}

enum error ext_tcb_read_time(struct call *c)
{
    struct tcb *t = cap_ptr(c->cap);

    c->reply[0] = t->ticks;
    c->reply[1] = CONFIG_TICK_MS;
    c->reply_length = 2;
    return ERR_NONE;
}

enum error ext_power_off(struct call *c)
{
    arch_power_off();
    return fail(c, ERR_ILLEGAL_OPERATION, "the platform has no way to switch itself off");
}

enum error ext_read_counters(struct call *c)
{
    for (unsigned i = 0; i < FASTPATHS; i++)
        c->reply[i] = this_core.fastpath_taken[i];
    c->reply_length = FASTPATHS;
    return ERR_NONE;
}

enum error ext_check_invariants(struct call *c)
{
    if (!CONFIG_DEBUG)
        return fail(c, ERR_ILLEGAL_OPERATION, "only debug builds check themselves");
    check_invariants();
    return ERR_NONE;
}
