/* SPDX-License-Identifier: BSD-2-Clause */
/* Probing memory with a thread that is allowed to fault; see probe.h. */
#include "probe.h"

enum { PROBER_PRIORITY = ENV_PRIORITY - 1, LABEL_WORKED = 0x600d, BADGE_FAULT = 0xfa };

volatile uint64_t probe_value;

static struct thread own;        /* in the address space of the test */
static struct thread *prober;    /* in use */
static seL4_CPtr answers;        /* faults and good news arrive here */

static uint64_t touch(uint64_t how, uint64_t vaddr, uint64_t c)
{
    (void)c;
    if (how == TOUCH_READ)
        probe_value = *(volatile uint64_t *)vaddr;
    else if (how == TOUCH_WRITE)
        *(volatile uint64_t *)vaddr = 0x5aa5;
    else
        probe_value = ((uint64_t (*)(void))vaddr)();
    seL4_Send(answers, seL4_MessageInfo_new(LABEL_WORKED, 0, 0, 0));
    return 0;
}

void probe_in(struct thread *t)
{
    if (!answers)
        answers = new_object(seL4_EndpointObject, 0);
    REQUIRE_EQ(seL4_TCB_SetSpace(t->tcb, mint_cap(answers, RIGHTS_ALL, BADGE_FAULT), ENV_CNODE, 0, t->vspace, 0), 0);
    prober = t;
}

uint64_t probe(enum touch how, seL4_Word vaddr)
{
    seL4_Word badge;

    if (!prober) {
        thread_init(&own, false);
        probe_in(&own);
    }
    thread_start(prober, PROBER_PRIORITY, touch, how, vaddr, 0);
    seL4_MessageInfo_t info = seL4_Recv(answers, &badge);
    if (badge != BADGE_FAULT) {
        CHECK_EQ(seL4_MessageInfo_get_label(info), LABEL_WORKED);
        return 0;
    }
    REQUIRE_EQ(seL4_MessageInfo_get_label(info), seL4_Fault_VMFault);
    CHECK_EQ(seL4_GetMR(1), vaddr);
    CHECK_EQ(seL4_GetMR(2), how == TOUCH_RUN);
    return seL4_GetMR(3);
}
