/* SPDX-License-Identifier: BSD-2-Clause */
/* The kit's own pages in every process, above MM_TOP: the vDSO with the trampolines, its data, and a
 * scratch page for each thread that needed one.
 *
 * No seL4 invocation reads or writes another thread's FP/SIMD registers: the thread does it itself by
 * running a trampoline, which ends in a trap at KIT_TRAP_*. */
#pragma once
#include <stdint.h>

#include "mm/mm.h"

#define KIT_CODE MM_TOP                   /* one page: the vDSO's ELF image */
#define KIT_DATA (MM_TOP + 0x1000)        /* one page: struct kit_data, read only */
#define KIT_SCRATCH (MM_TOP + 0x100000)   /* a page for each thread */
enum { KIT_SCRATCH_MAX = 255 };

/* What the vDSO computes the time from: ns = (counter * mult) >> 32, plus the offset for real time. */
struct kit_data {
    uint64_t mult;
    uint64_t counter_base;
    int64_t realtime_offset_ns;
    uint64_t resolution_ns;
};

/* Floating-point registers as a trampoline stores them. */
struct kit_fp {
    uint32_t fpsr, fpcr;
    uint64_t reserved;
    uint64_t vregs[64];
};

/* Entry points, as addresses in a program. */
struct kit_entry {
    uint64_t fp_save;     /* x0: scratch address */
    uint64_t fp_load;     /* x0: scratch address */
    uint64_t fp_zero;
    uint64_t trap;        /* where all three end */
    uint64_t sig_enter;   /* x3: fpsimd_context to fill, x4: handler */
    uint64_t sig_return;  /* restorer */
};
extern struct kit_entry kit_entry;

int kit_fault(struct mm *mm, uint64_t addr, enum fault_kind kind);
struct kit_data *kit_data(void);
/* A slot of the scratch pages: 1.., or 0 when all are taken. */
unsigned kit_scratch_get(struct mm *mm);
void kit_scratch_put(struct mm *mm, unsigned slot);
static inline uint64_t kit_scratch_address(unsigned slot)
{
    return KIT_SCRATCH + (uint64_t)slot * 4096;
}
/* The contents of the slot, written by programs at any time; NULL: no memory. */
struct kit_fp *kit_scratch(struct mm *mm, unsigned slot);
