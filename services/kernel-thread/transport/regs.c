/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/regs.c: a thread's registers here and in the kernel.
 *
 * t->regs is a copy of which the first regs_known words are read and the first regs_changed are newer than
 * the thread's own.  The result of a call may stand aside (has_result): most calls end with nothing else,
 * and then it travels in the answer. */
#include <string.h>

#include <rt/loop.h>
#include <sel4/sel4.h>

#include "mm/kit.h"
#include "mm/kobj.h"
#include "mm/space.h"
#include "proc/proc.h"
#include "transport/direct.h"
#include "transport/stub_regs.h"
#include "transport/transport.h"

enum { KEPT_WORDS = 17, RESULT_WORDS = 4 };
enum { STATE_WORDS = sizeof(struct user_state) / 8, STATE_X0_WORD = offsetof(struct user_state, x) / 8 };
_Static_assert(STATE_WORDS == 99 && STATE_WORDS <= (int)RT_MESSAGE_WORDS, "seL4_ExtReply_Registers");

void regs_change(struct thread *t, unsigned words)
{
    if (words > t->regs_changed)
        t->regs_changed = words;
}

static void read_words(struct thread *t, unsigned words)
{
    uint64_t kept[KEPT_WORDS];
    unsigned count = t->regs_changed < KEPT_WORDS ? t->regs_changed : KEPT_WORDS;
    memcpy(kept, &t->regs, count * sizeof(kept[0])); /* newer here than in the thread */
    seL4_TCB_ReadRegisters(t->kobj->tcb, 0, 0, words, (seL4_UserContext *)&t->regs);
    memcpy(&t->regs, kept, count * sizeof(kept[0]));
    t->regs_known = words;
    if (transport->stubs && words == USER_REGS_WORDS)
        (void)stub_regs_undo(t);
}

/* The state that was to travel in the answer goes its own way: something else needs the registers. */
static void state_settle(struct thread *t)
{
    const struct user_state *s = (const struct user_state *)t->full;
    struct kit_fp fp = {.fpsr = (uint32_t)s->fp_status, .fpcr = (uint32_t)(s->fp_status >> 32)};
    memcpy(fp.vregs, s->v, sizeof(fp.vregs));
    (void)transport->fp_load(t, &fp); /* of a thread that waits for us: always possible */
    t->state_words = 0;
    t->regs_changed = 0;
    t->has_result = false;
    read_words(t, USER_REGS_WORDS); /* tpidr */
    t->regs.pc = s->pc;
    t->regs.sp = s->sp;
    t->regs.spsr = s->pstate;
    for (unsigned i = 0; i < 31; i++)
        regs_set(&t->regs, i, s->x[i]);
    regs_change(t, USER_REGS_WORDS);
}

void regs_read(struct thread *t, unsigned words)
{
    if (t->state_words != 0)
        state_settle(t);
    if (t->regs_known < words && t->regs_changed < words) /* what is newer here is known, too */
        read_words(t, transport->args_in_page ? USER_REGS_WORDS : words);
    if (!t->has_result)
        return;
    t->has_result = false;
    t->regs.pc = t->syscall_pc + 4;
    t->regs.x0 = t->result;
    regs_change(t, RESULT_WORDS);
}

void regs_read_all(struct thread *t)
{
    regs_read(t, USER_REGS_WORDS);
}

struct user_state *regs_state(struct thread *t)
{
    return transport->state_label != 0 && t->message != NULL ? (struct user_state *)t->message->mr : NULL;
}

void regs_set_state(struct thread *t)
{
    const struct user_state *s = (const struct user_state *)t->message->mr;
    t->full = t->message->mr;
    t->state_words = STATE_WORDS;
    t->regs.pc = s->pc;
    t->regs.sp = s->sp;
}

/* The thread of a call, which may have been made in a stub: the program sees it at its own svc.  A stub's registers
 * are the program's there. */
static void call_place(struct thread *t)
{
    struct stub_place place;
    if (transport->stubs && stub_locate(t->proc->mm, t->regs.pc, 0, &place))
        t->syscall_pc = t->regs.pc = place.svc;
}

bool regs_near_stub(const struct thread *t)
{
    return t->regs.pc >= MM_TOP || stub_overlap(&t->proc->mm->stub_areas, t->regs.pc, t->regs.pc + 1) != NULL;
}

/* Reads as many words as it takes to see the thread as its program does. */
static void place_read(struct thread *t)
{
    if (!t->in_call && !t->has_result && t->state_words == 0 && t->regs_known < PLACE_WORDS && t->regs_changed < PLACE_WORDS)
        read_words(t, PLACE_WORDS); /* nor has it left a stub by itself */
    else
        regs_read(t, PLACE_WORDS);
    if (transport->stubs && regs_near_stub(t))
        regs_read_all(t);
}

bool regs_place(struct thread *t, uint64_t *x0)
{
    *x0 = 0;
    if (t->state_words != 0)
        state_settle(t);
    bool known = (t->in_call || t->waits_answer) && !transport->args_in_page && t->regs_changed <= PLACE_WORDS;
    if (known)
        call_place(t);
    if (known && t->has_result) {
        t->has_result = false;
        t->regs.pc = t->syscall_pc + 4;
        *x0 = t->result;
        return true;
    }
    if (known)
        return false;
    place_read(t);
    if (t->regs_changed != RESULT_WORDS)
        return false;
    *x0 = t->regs.x0; /* and spsr is what it was */
    t->regs_changed = 0;
    return true;
}

/* A thread that waits in a stub's call keeps some of its registers in its page. */
bool regs_place_stub(struct thread *t)
{
    enum { IN_CALL = STUB_X17_PAGE | STUB_ARGS_PAGE | STUB_X7_PAGE, X30_WORDS = 17 };
    struct stub_place place;
    struct user_regs r;
    if (!transport->args_in_page || !t->in_call || t->regs_touched != 0 || t->state_words != 0 || t->kit == NULL)
        return false;
    seL4_TCB_ReadRegisters(t->kobj->tcb, 0, 0, X30_WORDS, (seL4_UserContext *)&r);
    if (!stub_locate(t->proc->mm, r.pc, r.x30, &place) || place.state != IN_CALL)
        return false;
    t->syscall_pc = place.svc;
    t->regs.pc = t->has_result ? place.svc + 4 : place.svc;
    t->regs.sp = r.sp;
    return true;
}

void regs_stub_saved(const struct thread *t, uint64_t x[31])
{
    const struct kit_thread *k = t->kit;
    x[0] = t->has_result ? t->result : k->x0;
    x[1] = k->x1;
    x[2] = k->x2;
    x[3] = k->x3;
    x[4] = k->x4;
    x[5] = k->x5;
    x[7] = k->x7;
    x[16] = k->x16;
    x[17] = k->x17;
    x[30] = k->x30;
}

void regs_unplace(struct thread *t, uint64_t x0)
{
    t->regs.x0 = t->result = x0;
    if (t->in_call || t->waits_answer)
        t->has_result = true;
    else
        regs_change(t, RESULT_WORDS);
}

uint64_t regs_sp(struct thread *t)
{
    uint64_t place[PLACE_WORDS];
    if (!transport->args_in_page || !t->in_call || t->sig_loaded || t->regs_known >= PLACE_WORDS || t->regs_changed >= PLACE_WORDS)
        return t->regs.sp;
    seL4_TCB_ReadRegisters(t->kobj->tcb, 0, 0, PLACE_WORDS, (seL4_UserContext *)place);
    return place[1]; /* a stub does not move it */
}

/* A thread that waits for an answer goes on at the pc that was written, with x0; any other one has been resumed. */
static void answer_if_waiting(struct thread *t, uint64_t x0)
{
    if (!t->waits_answer)
        return;
    t->waits_answer = false;
    t->result = x0;
    transport->answer_late(t);
}

void regs_resume(struct thread *t)
{
    if (t->state_words != 0) {
        uint64_t x0 = t->full[STATE_X0_WORD];
        transport->state_write(t, t->full, t->state_words, !t->waits_answer);
        t->state_words = t->regs_changed = 0;
        answer_if_waiting(t, x0);
        return;
    }
    if (transport->state_write != NULL && t->waits_answer && t->regs_changed == PLACE_WORDS && !t->has_result) {
        t->regs_changed = 0;
        transport->state_write(t, &t->regs.pc, PLACE_WORDS, false);
        answer_if_waiting(t, t->regs.x0);
        return;
    }
    bool by_answer = t->waits_answer && t->has_result && t->regs_changed == 0;
    t->waits_answer = false;
    if (by_answer) {
        t->has_result = false;
        transport->answer_late(t);
        return;
    }
    t->attached = false;
    if (t->has_result)
        regs_read(t, RESULT_WORDS);
    unsigned words = t->regs_changed;
    t->regs_changed = 0;
    if (words == 0)
        seL4_TCB_Resume(t->kobj->tcb);
    else
        seL4_TCB_WriteRegisters(t->kobj->tcb, 1, 0, words, (seL4_UserContext *)&t->regs);
}

bool regs_answer(struct thread *t, struct rt_message *m)
{
    if (m->no_reply)
        return false;
    if (t->state_words != 0) {
        m->label = transport->state_label;
        m->length = t->state_words;
        t->state_words = t->regs_changed = 0;
        return true;
    }
    if (t->regs_changed != 0) {
        if (t->has_result || transport->answer_words == NULL || !transport->answer_words(t, m, t->regs_changed))
            return false;
        t->regs_changed = 0;
        return true;
    }
    if (t->in_call && !t->has_result) { /* calls again, or goes on as its registers say */
        m->label = transport->restart_label;
        m->length = 0;
        return m->label != 0;
    }
    m->label = 0; /* restarts what faulted, or goes on behind the svc with a result */
    m->length = t->has_result;
    m->mr[0] = t->result;
    t->has_result = false;
    return true;
}
