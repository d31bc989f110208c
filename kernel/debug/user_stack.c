/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/user_stack.c: the top of a thread's stack, read through its page tables, for fault messages. */
#include "debug/debug.h"
#include "syscall.h"
#include "tcb.h"
#include "vm/vm.h"

enum { STACK_WORDS = 16 };

/* The word at a user address in the kernel's window; NULL if it is not mapped to RAM. */
static const word_t *user_word(const struct tcb *t, vaddr_t vaddr)
{
    struct cap vspace = t->slots[TCB_VSPACE].cap;
    unsigned bits;
    pte_t entry;
    paddr_t paddr;

    if (cap_type(vspace) != CAP_VSPACE || vm_asid_root(cap_asid(vspace)) != cap_paddr(vspace))
        return NULL;
    if (vaddr % sizeof(word_t) != 0 || vaddr > ABI_UserTop)
        return NULL;
    entry = *arch_walk(cap_paddr(vspace), vaddr, &bits);
    paddr = arch_pte_paddr(entry) + (vaddr & MASK(bits));
    return arch_pte_is_valid(entry) && arch_window_has(paddr) ? phys_to_kernel(paddr) : NULL;
}

void debug_user_stack(const struct tcb *t)
{
    kprintf("With stack:\n");
    for (unsigned i = 0; i < STACK_WORDS; i++) {
        vaddr_t vaddr = t->arch.ctx.sp + i * sizeof(word_t);
        const word_t *word = user_word(t, vaddr);

        if (!word) {
            kprintf("0x%lx: INVALID\n", (unsigned long)vaddr);
            return;
        }
        kprintf("0x%lx: 0x%lx\n", (unsigned long)vaddr, (unsigned long)*word);
    }
}
