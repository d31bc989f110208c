/* SPDX-License-Identifier: BSD-2-Clause */
/* ext/foreign.c: answers to detached foreign system calls, the long way. */
#include "ext.h"

#include "ipc.h"
#include "sched.h"
#include "syscall.h"

/* x2 names the thread by its TCB capability, x1 is the result.  Nobody is told when there is nothing to answer: the
 * thread may have been resumed meanwhile.  x2 = 0 afterwards: what follows may start again, the answer must not. */
static void answer(struct tcb *server)
{
    word_t *x = server->arch.ctx.x;
    struct lookup found;

    if (x[2] == 0 || !cspace_lookup(server, x[2], &found) || cap_type(found.slot->cap) != CAP_TCB)
        return;

    struct tcb *t = cap_ptr(found.slot->cap);
    x[2] = 0;
    if (!ext_waits_for_answer(t))
        return;
    arch_foreign_syscall_reply(&t->arch.ctx, x[1]);
    t->fault.type = FAULT_NONE;
    thread_set_state(t, THREAD_RUNNING);
    sched_candidate(t);
}

bool ext_server_syscall(word_t number)
{
    if (!(current->ext_flags & EXT_FOREIGN_SERVER))
        return false;
    switch ((int64_t)number) {
    case SYSCALL_EXT_ANSWER_RECV:
        answer(current);
        syscall_receive();
        break;
    case SYSCALL_EXT_ANSWER:
        answer(current);
        break;
    default:
        return false;
    }
    schedule();
    return true;
}
