/* SPDX-License-Identifier: BSD-2-Clause */
/* Kernel objects of Linux processes and threads.  All are used again and again: what is put back must
 * be as it was given out. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <ipc/root.h>

/* A page table that is not mapped.  0: none left. */
cptr_t kobj_table_get(void);
void kobj_table_put(cptr_t table);
struct kobj_tables { unsigned long used, unused; };
void kobj_tables(struct kobj_tables *count);
/* Gives memory of unused objects back to root-task, `bytes` if there is as much; returns how much. */
uint64_t kobj_trim(uint64_t bytes);

/* An address space with nothing in it, and an ASID.  0: none left. */
cptr_t kobj_vspace_get(void);
void kobj_vspace_put(cptr_t vspace);

/* What a Linux thread is made of.  Its fault capability has badge KOBJ_THREAD_BADGE + index. */
#define KOBJ_THREAD_BADGE (1ul << 32)
#define KOBJ_CALL_BADGE (1ul << 33) /* added for the capability that stubs call */
enum { KOBJ_THREADS_MAX = 4096, KOBJ_CALL_SLOT = 0, KOBJ_FAULT_SLOT = 1 };

struct kobj_thread {
    uint32_t index;
    cptr_t tcb, cspace;
    cptr_t reply;               /* slot for its reply capability, while its call waits (call_loop.c); 0: none yet */
    cptr_t vspace;              /* the thread's address space; 0: never had one */
    uint8_t priority;           /* real-time priority, 0: none */
    void *owner;                /* struct thread; NULL: free */
    struct kobj_thread *next;
};
/* Extension flags (seL4_ExtFlag_*) of all threads made from now on. */
void kobj_thread_flags(uint64_t flags);
/* All threads made from now on have a capability to call. */
void kobj_thread_calls(void);
struct kobj_thread *kobj_thread_get(void); /* stopped; NULL: none left */
/* Is there all that another process takes, left by those that ended? */
bool kobj_spare(void);
void kobj_thread_put(struct kobj_thread *k); /* stops it */
/* Gives the thread its address space. */
int kobj_thread_set_space(struct kobj_thread *k, cptr_t vspace);
/* Before all with a lower one, 1..99; 0: shares with the others. */
void kobj_thread_priority(struct kobj_thread *k, unsigned rt_priority);
/* By index. */
extern struct kobj_thread *kobj_threads[KOBJ_THREADS_MAX];
/* By badge; NULL when there is none in use. */
struct kobj_thread *kobj_thread_find(uint64_t badge);
