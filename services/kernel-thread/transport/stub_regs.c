/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/stub_regs.c: the program's registers of a thread that is in a stub.
 *
 * Whoever looks at a thread sees it at its svc, or behind it with the result, wherever in the stub it is. */
#include "transport/stub_regs.h"

#include "mm/kit.h"
#include "mm/stub.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "transport/transport.h"

static void result_back(struct user_regs *r, const struct kit_thread *k, uint32_t state)
{
    if (state & STUB_RESULT_X2)
        r->x0 = r->x2;
    else if ((state & (STUB_ARGS_PAGE | STUB_X0_PAGE)) && (state & STUB_RESULT) == 0)
        r->x0 = k->x0;
    if (state & STUB_ARGS_PAGE) {
        r->x1 = k->x1;
        r->x2 = k->x2;
        r->x3 = k->x3;
        r->x4 = k->x4;
        r->x5 = k->x5;
    }
    if (state & STUB_X7_PAGE)
        r->x7 = k->x7;
}

static void scratch_back(struct thread *t, const struct kit_thread *k, uint32_t state)
{
    struct user_regs *r = &t->regs;
    uint64_t word;
    if (state & STUB_X17_PAGE)
        r->x17 = k->x17;
    if ((state & STUB_PLAIN) == 0)
        r->x30 = k->x30;
    if (state & STUB_X16_STACK) {
        if (copy_in(t->proc->mm, &word, r->sp - STUB_X16_BELOW, sizeof(word)) == 0)
            r->x16 = word;
    } else if ((state & STUB_PLAIN) == 0) {
        r->x16 = k->x16;
    }
}

bool stub_regs_undo(struct thread *t)
{
    static const struct kit_thread none;
    struct user_regs *r = &t->regs;
    struct stub_place place;
    if (!stub_locate(t->proc->mm, r->pc, r->x30, &place))
        return false;
    const struct kit_thread *k = t->kit != NULL ? t->kit : &none;
    result_back(r, k, place.state);
    scratch_back(t, k, place.state);
    bool over = (place.state & (STUB_RESULT | STUB_RESULT_X2)) != 0;
    if (t->syscall_pc == r->pc || t->syscall_pc == 0)
        t->syscall_pc = place.svc;
    r->pc = over ? place.svc + 4 : place.svc;
    regs_change(t, USER_REGS_WORDS);
    return !over;
}
