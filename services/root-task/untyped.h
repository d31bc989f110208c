/* SPDX-License-Identifier: BSD-2-Clause */
/* Physical memory: the untyped capabilities of boot, split and joined in halves. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <sel4/sel4.h>
#include <sys/queue.h>

#include <ipc/root.h>

enum untyped_state { UNTYPED_FREE, UNTYPED_SPLIT, UNTYPED_USED };

/* Pieces smaller than 2 MiB are kept together with others of their group while there is memory: what comes and goes does
 * not leave large memory in pieces around what stays. */
enum untyped_group { UNTYPED_STAYS, UNTYPED_RETURNS, UNTYPED_GROUPS };

struct untyped {
    cptr_t cap;
    uint64_t paddr;
    uint8_t bits;               /* size is 2^bits bytes */
    bool device;
    bool given;                 /* by root_untyped: its task may give it back */
    enum untyped_group group;   /* whose 2 MiB it lies in */
    enum untyped_state state;
    struct untyped *parent;     /* NULL: came from the kernel */
    struct untyped *half[2];    /* when split */
    TAILQ_ENTRY(untyped) link;  /* free list of its size, or the owner's list */
};
TAILQ_HEAD(untyped_list, untyped);

/* Takes everything bootinfo lists. */
void untyped_init(const seL4_BootInfo *bootinfo);

/* RAM of 2^bits bytes, aligned to its size; NULL if there is none. */
struct untyped *untyped_alloc(unsigned bits, enum untyped_group group);
/* The 2^bits bytes of device memory at paddr (aligned); NULL if the kernel did not give it or it is used. */
struct untyped *untyped_alloc_device(uint64_t paddr, unsigned bits);
/* Takes back: every capability made of it, wherever it is, disappears. */
void untyped_free(struct untyped *untyped);

uint64_t untyped_total_bytes(void); /* of RAM */
uint64_t untyped_free_bytes(void);
