/* SPDX-License-Identifier: BSD-2-Clause */
/* root: what root-task does for the tasks.  The caller is known by the badge of its parent endpoint.
 *
 * Operations are numbered in this order from 1 (docs/task-contract.md): new ones go to the end.
 *
 * Slots are capability addresses in the caller's own CSpace; an occupied slot is -EEXIST.  Everything
 * given counts against the caller's budget (-ENOMEM past it) and is taken back when the task ends. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "annot.h"

IFACE_DIRECT(root)
struct root;

typedef uint64_t cptr_t;

enum { ROOT_NAME_MAX = 32, ROOT_LOG_MAX = 480 };

/* A send-only capability, badged with the caller, to the named task's endpoint.  Waits until that task
 * has said root_ready; -ENOENT if the composition has no such task, -EPERM if it is none of the caller's deps. */
int root_find_service(struct root *r, const char *name, cptr_t slot OUT_CAP);
/* The caller serves its endpoint from now on. */
int root_ready(struct root *r);

/* IRQ handler capability, bound to the caller's notification; returns the bit (0..61) that is set in the
 * badge when it comes.  -EPERM if the task's description does not grant the interrupt. */
int root_register_irq(struct root *r, uint32_t irq, cptr_t slot OUT_CAP);
/* A fresh notification object. */
int root_notification(struct root *r, cptr_t slot OUT_CAP);
/* A 4 KiB frame, unmapped. */
int root_page(struct root *r, cptr_t slot OUT_CAP);
/* An untyped of 2^size_bits bytes; *paddr is its physical address.  Added to size_bits: the caller will give it back
 * (root_untyped_free), so that it is kept apart from what stays. */
enum { ROOT_UNTYPED_RETURNS = 1 << 8 };
int root_untyped(struct root *r, uint32_t size_bits, cptr_t slot OUT_CAP, uint64_t *paddr OUT);
/* As root_untyped for 2 MiB and more, recorded as a region: returns the region's number. */
int root_region(struct root *r, uint32_t size_bits, cptr_t slot OUT_CAP, uint64_t *paddr OUT);
int root_asid_pool(struct root *r, cptr_t slot OUT_CAP);
/* Maps `bytes` of fresh zeroed memory at the end of the caller's heap; returns 0. */
int root_grow_heap(struct root *r, uint64_t bytes);
/* Physical address of memory that root-task mapped for the caller; -EFAULT otherwise. */
int root_translate(struct root *r, uint64_t vaddr, uint64_t *paddr OUT);

/* Shared memory of `bytes` (whole pages) with task `peer`, mapped in the caller at *vaddr; `slot`
 * receives a capability that signals the peer.  Returns the bit set in the caller's badge when the
 * peer signals.  *id names the channel for root_channel_join by that peer, and by no one else. */
int root_channel_create(struct root *r, const char *peer, uint64_t bytes, cptr_t slot OUT_CAP,
                        uint64_t *vaddr OUT, uint32_t *id OUT);
/* `creator` is the badge of the task that must have created it (-EPERM): who names a channel to a server
 * must be its owner.  When a side ends, the other one is signalled. */
int root_channel_join(struct root *r, uint32_t id, uint64_t creator, cptr_t slot OUT_CAP, uint64_t *vaddr OUT,
                      uint64_t *bytes OUT);
/* The caller leaves the channel: its mapping goes, the other side is signalled; the memory is free when both have
 * left.  -ENOENT if it is in no such channel. */
int root_channel_leave(struct root *r, uint32_t id);
/* Channel number `index` that is in use (a side that has left is 0); -ENOENT past the last. */
struct root_channel_state { uint64_t creator, peer, bytes; uint32_t id, joined; };
int root_channel(struct root *r, uint32_t index, struct root_channel_state *state OUT);

/* Writes text to the system log (serial line), with time and the caller's name, line by line. */
int root_log(struct root *r, const char *text);
/* Bytes of RAM in all, still free, and given to the caller. */
int root_memory(struct root *r, uint64_t *total OUT, uint64_t *free OUT, uint64_t *mine OUT);
/* Name, badge and state of task number `index`; -ENOENT past the last. */
#define ROOT_NO_TIME UINT64_MAX
enum root_task_phase { ROOT_TASK_ABSENT, ROOT_TASK_STARTING, ROOT_TASK_READY, ROOT_TASK_DEAD };
struct root_task_state {
    char name[32];
    uint64_t badge, bytes; /* memory it has */
    uint32_t state;        /* enum root_task_phase */
    uint32_t priority, restarts;
    uint32_t clients;      /* tasks that found it, and live */
    uint64_t run_ms;       /* processor time, by the kernel's tick; ROOT_NO_TIME: the kernel does not count it */
};
int root_task(struct root *r, uint32_t index, struct root_task_state *state OUT);
/* Takes a task down and makes it again (only for a task that may manage; -EPERM).  Its clients' pending calls end
 * with -EIO. */
int root_restart(struct root *r, const char *name);
/* Ends the system (only for a task that may; -EPERM).  reason is logged. */
int root_shutdown(struct root *r, const char *reason);

/* The named task may name bytes of the caller's regions in its own requests (docs/bulk-data.md), these and later ones. */
int root_region_share(struct root *r, const char *peer);
/* Gives a region back (by its number): all capabilities made of it end.  -EBUSY while a driver uses it. */
int root_region_free(struct root *r, uint32_t region);
/* From a task that sees the table of regions: its last use of a region that has ended is over. */
int root_region_done(struct root *r, uint32_t region);
/* Gives back what root_untyped gave, named by its physical address: all capabilities made of it end.  -ENOENT if the
 * caller has no such untyped. */
int root_untyped_free(struct root *r, uint64_t paddr);
