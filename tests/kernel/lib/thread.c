/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads for tests: in the test's own address space, or in another that shows the same memory. */
#include "test.h"

enum { STACK_BYTES = 16384, THREADS_MAX = 80, TLS_BYTES = 64 };

static char stacks[THREADS_MAX][STACK_BYTES] __attribute__((aligned(16)));
static char tls[THREADS_MAX][TLS_BYTES] __attribute__((aligned(16)));
static int threads_made;

static seL4_CPtr share(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr)
{
    seL4_CPtr copy = copy_cap(frame, RIGHTS_ALL);

    REQUIRE_EQ(map_frame(copy, vspace, vaddr, RIGHT_READ | RIGHT_WRITE), 0);
    return copy;
}

/* The whole program and the page of the environment appear at the same addresses. */
static seL4_CPtr vspace_of_same_memory(void)
{
    seL4_CPtr vspace = new_vspace();

    for (uint32_t i = 0; i < ENV->image_count; i++)
        share(ENV_IMAGE + i, vspace, ENV->image_vaddr + i * PAGE);
    share(ENV_ENV_FRAME, vspace, ENV_VADDR);
    return vspace;
}

void thread_init(struct thread *t, bool own_vspace)
{
    *t = (struct thread){.cnode = ENV_CNODE, .vspace = ENV_VSPACE, .fault_ep = ENV_REPORT};
    if (threads_made == THREADS_MAX) {
        check_true(__FILE__, __LINE__, "threads left", false);
        finish_test();
    }
    t->tcb = new_object(seL4_TCBObject, 0);
    t->ipc_buffer = new_page(&t->ipc_frame);
    if (own_vspace) {
        t->vspace = vspace_of_same_memory();
        share(t->ipc_frame, t->vspace, (seL4_Word)t->ipc_buffer);
    }
    t->stack_top = stacks[threads_made] + STACK_BYTES;
    REQUIRE_EQ(seL4_TCB_Configure(t->tcb, t->fault_ep, t->cnode, 0, t->vspace, 0,
                                  (seL4_Word)t->ipc_buffer, t->ipc_frame), 0);
    REQUIRE_EQ(seL4_TCB_SetTLSBase(t->tcb, (seL4_Word)tls[threads_made]), 0);
    threads_made++;
}

static _Noreturn void thread_entry(struct thread *t, thread_fn fn, uint64_t a, uint64_t b, uint64_t c)
{
    seL4_SetIPCBuffer(t->ipc_buffer);
    t->result = fn(a, b, c);
    t->done = 1;
    for (;;)
        seL4_TCB_Suspend(t->tcb);
}

void set_priority(seL4_CPtr tcb, unsigned priority)
{
    REQUIRE_EQ(seL4_TCB_SetPriority(tcb, ENV_TCB, priority), 0);
}

void thread_start(struct thread *t, unsigned priority, thread_fn fn, uint64_t a, uint64_t b, uint64_t c)
{
    seL4_UserContext regs = {.pc = (seL4_Word)thread_entry,
                             .sp = (seL4_Word)t->stack_top,
                             .x0 = (seL4_Word)t,
                             .x1 = (seL4_Word)fn,
                             .x2 = a,
                             .x3 = b,
                             .x4 = c};
    size_t count = offsetof(seL4_UserContext, x5) / sizeof(seL4_Word);

    t->done = 0;
    set_priority(t->tcb, priority);
    REQUIRE_EQ(seL4_TCB_WriteRegisters(t->tcb, 1, 0, count, &regs), 0);
}

/* Steps below the other thread, so that it runs whatever its priority was. */
uint64_t thread_join(struct thread *t)
{
    if (!t->done) {
        set_priority(ENV_TCB, 0);
        while (!t->done)
            seL4_Yield();
        set_priority(ENV_TCB, ENV_PRIORITY);
    }
    return t->result;
}
