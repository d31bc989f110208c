/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/dump.c: threads and capabilities in text, for DebugDumpScheduler and DebugSnapshot. */
#include "debug/dump.h"

#include "debug/debug.h"
#include "syscall.h"
#include "tcb.h"

static const char *state_text(const struct tcb *t)
{
    static const char *const texts[] = {
        [THREAD_INACTIVE] = "inactive",
        [THREAD_RUNNING] = "running",
        [THREAD_RESTART] = "restart",
        [THREAD_BLOCKED_ON_RECEIVE] = "blocked on recv",
        [THREAD_BLOCKED_ON_SEND] = "blocked on send",
        [THREAD_BLOCKED_ON_REPLY] = "blocked on reply",
        [THREAD_BLOCKED_ON_NOTIFICATION] = "blocked on ntfn",
        [THREAD_IDLE] = "idle",
    };

    return t->state < sizeof(texts) / sizeof(texts[0]) ? texts[t->state] : "broken";
}

static const char *type_text(struct cap c)
{
    static const char *const texts[CAP_TYPES] = {
#define CAPTYPE(number, name, text) [number] = text,
#include <sel4/captypes.def>
#undef CAPTYPE
    };
    enum cap_type type = cap_type(c);

    return type < CAP_TYPES && texts[type] ? texts[type] : "broken";
}

void report_current_thread(void)
{
    const struct tcb *t = current;

    if (!t) {
        report("  no thread yet: the kernel is starting\n");
        return;
    }
    report("  thread \"%s\", %s, restart pc 0x%lx\n", t->name, state_text(t), (unsigned long)t->arch.ctx.restart_pc);
}

void dump_threads(void)
{
    kprintf("Dumping all tcbs!\n");
    kprintf("%-40s %-16s %-18s %-4s%s\n", "Name", "State", "IP", "Prio", CONFIG_DOMAINS > 1 ? " Dom" : "");
    kprintf("--------------------------------------------------------------------------------\n");
    for (const struct tcb *t = all_threads; t; t = t->all_next) {
        kprintf("%-40s %-16s 0x%-16lx %-4u", t->name, state_text(t), (unsigned long)t->arch.ctx.restart_pc, t->priority);
        if (CONFIG_DOMAINS > 1)
            kprintf(" %u", t->domain);
        kprintf("\n");
    }
    kprintf("fast paths: call %lu, reply-receive %lu, fault %lu, fault reply %lu, signal %lu\n",
            (unsigned long)this_core.fastpath_taken[FASTPATH_CALL], (unsigned long)this_core.fastpath_taken[FASTPATH_REPLY_RECV],
            (unsigned long)this_core.fastpath_taken[FASTPATH_FAULT],
            (unsigned long)this_core.fastpath_taken[FASTPATH_FAULT_REPLY],
            (unsigned long)this_core.fastpath_taken[FASTPATH_SIGNAL]);
}

static void dump_cap(const char *where, word_t index, struct cap c)
{
    kprintf("  %s %lu: %s 0x%lx size %u rights %x word 0x%lx\n", where, (unsigned long)index, type_text(c),
            (unsigned long)cap_paddr(c), cap_size(c), cap_rights(c), (unsigned long)c.w[1]);
}

void dump_capabilities(void)
{
    for (const struct tcb *t = all_threads; t; t = t->all_next) {
        struct cap root = t->slots[TCB_CSPACE].cap;
        const struct slot *slots = cap_ptr(root);

        kprintf("thread \"%s\" %p\n", t->name, (const void *)t);
        for (unsigned i = 0; i < TCB_SLOTS; i++)
            if (!slot_is_empty(&t->slots[i]))
                dump_cap("own", i, t->slots[i].cap);
        if (cap_type(root) != CAP_CNODE)
            continue;
        for (word_t i = 0; i < BIT(cap_size(root)); i++)
            if (!slot_is_empty(&slots[i]))
                dump_cap("slot", i, slots[i].cap);
    }
}
