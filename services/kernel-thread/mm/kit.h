/* SPDX-License-Identifier: BSD-2-Clause */
/* The kit's own pages in every process, above MM_TOP: the vDSO with the trampolines, its data, and a page
 * for each thread.
 *
 * No seL4 invocation reads or writes another thread's FP/SIMD registers: the thread does it itself by
 * running a trampoline, which ends in a trap at KIT_TRAP_*. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "mm/mm.h"
#include "mm/stub_layout.h"

#define KIT_CODE MM_TOP                   /* one page: the vDSO's ELF image */
#define KIT_DATA (MM_TOP + 0x1000)        /* one page: struct kit_data, read only */
#define KIT_STUBS (MM_TOP + 0x2000)       /* one page: stubs of the code page (stub.h) */
#define KIT_SCRATCH (MM_TOP + 0x100000)   /* a page for each thread, slot 0 unused */
enum { KIT_FUTEX_BUCKETS = 512 };

/* What programs may read.  The vDSO computes the time from it: ns = (counter * mult) >> 32, plus the offset for real
 * time. */
struct kit_data {
    uint64_t mult;
    uint64_t counter_base;
    int64_t realtime_offset_ns;
    uint64_t resolution_ns;
    uint32_t in_user;            /* threads that run or could run in their programs */
    uint32_t reserved[503];
    uint32_t futex[KIT_FUTEX_BUCKETS]; /* how many wait at an address that is 4n modulo 2048 */
};
_Static_assert(sizeof(struct kit_data) == 4096, "one page");

/* Floating-point registers as a trampoline stores them. */
struct kit_fp {
    uint32_t fpsr, fpcr;
    uint64_t reserved;
    uint64_t vregs[64];
};

/* A thread's own page: what stubs keep there and answer from (stub_layout.h), and floating-point registers on their
 * way.  The program may write all of it at any time. */
struct kit_thread {
    uint8_t unused[KIT_THREAD_BASE + KIT_SAVED_X0];
    uint64_t x0, x1, x2, x3, x4, x5, x7, x8, x30, x16, x17;
    uint64_t data;               /* KIT_DATA */
    uint64_t unused2[4];
    uint8_t kind[KIT_KINDS];     /* by number of the system call: KIND_* */
    uint32_t value[128];
    uint64_t unused3[64];
    struct kit_fp fp;
};
_Static_assert(offsetof(struct kit_thread, x17) == KIT_THREAD_BASE + KIT_SAVED_X17, "as stubs see it");
_Static_assert(offsetof(struct kit_thread, data) == KIT_THREAD_BASE + KIT_THREAD_DATA, "as stubs see it");
_Static_assert(offsetof(struct kit_thread, value) == KIT_THREAD_BASE + 4 * KIND_VALUE, "as stubs see it");
_Static_assert(sizeof(struct kit_thread) <= 4096, "in one page");

/* Entry points, as addresses in a program. */
struct kit_entry {
    uint64_t fp_save;     /* x0: scratch address */
    uint64_t fp_load;     /* x0: scratch address */
    uint64_t fp_zero;
    uint64_t trap;        /* where all three end */
    uint64_t sig_enter;   /* fills the signal frame at sp and calls the handler named there (sig/frame.c) */
    uint64_t sig_enter_result; /* the same, but x0 is in the frame */
    uint64_t sig_enter_stub;   /* ... and all of regs_stub_saved are */
    uint64_t sig_return;  /* restorer */
};
extern struct kit_entry kit_entry;

/* Where a byte of the vDSO's page lies in this task; NULL: the address is another's. */
const void *kit_code_at(uint64_t addr);
int kit_fault(struct mm *mm, uint64_t addr, enum fault_kind kind);
struct kit_data *kit_data(void);
/* A slot of the threads' pages: 1.., or 0 when all are taken. */
unsigned kit_scratch_get(struct mm *mm);
void kit_scratch_put(struct mm *mm, unsigned slot);
static inline uint64_t kit_scratch_address(unsigned slot)
{
    return KIT_SCRATCH + (uint64_t)slot * 4096;
}
/* Its contents, which stay in place as long as the slot is taken; NULL: no memory. */
struct kit_thread *kit_scratch(struct mm *mm, unsigned slot);
