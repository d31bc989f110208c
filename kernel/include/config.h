/* SPDX-License-Identifier: BSD-2-Clause */
/* config.h: what a build can choose.  Every value is a number that code tests with plain if. */
#pragma once

#ifndef NUM_DOMAINS
#define NUM_DOMAINS 1 /* 1 or 16 */
#endif
#ifndef ROOT_CNODE_SIZE_BITS
#define ROOT_CNODE_SIZE_BITS 19
#endif
#ifndef KERNEL_EXT
#define KERNEL_EXT 1 /* 0: exactly the common interface */
#endif
#ifndef KERNEL_FASTPATH
#define KERNEL_FASTPATH 1 /* 0: no short ways, for comparison */
#endif
#ifndef KERNEL_BENCHMARKS
#define KERNEL_BENCHMARKS 0 /* 1: BenchmarkNullSyscall is there */
#endif
#ifndef LOG_REFUSALS
#define LOG_REFUSALS 0 /* debug builds: print a line for each refused invocation */
#endif
#ifndef EXPORT_PCNT_USER
#define EXPORT_PCNT_USER 1 /* user mode reads the physical counter */
#endif
#ifndef EXPORT_VCNT_USER
#define EXPORT_VCNT_USER 0 /* ... the virtual counter */
#endif
#ifndef EXPORT_PMU_USER
#define EXPORT_PMU_USER 0 /* user mode programs and reads the performance counters: for measuring */
#endif
#ifndef EXPORT_PTMR_USER
#define EXPORT_PTMR_USER 1 /* user mode programs the physical timer */
#endif
#ifndef EXPORT_VTMR_USER
#define EXPORT_VTMR_USER 0 /* ... the virtual timer (the kernel's tick) */
#endif

enum {
    CONFIG_EXPORT_PCNT_USER = EXPORT_PCNT_USER,
    CONFIG_EXPORT_VCNT_USER = EXPORT_VCNT_USER,
    CONFIG_EXPORT_PMU_USER = EXPORT_PMU_USER,
    CONFIG_EXPORT_PTMR_USER = EXPORT_PTMR_USER,
    CONFIG_EXPORT_VTMR_USER = EXPORT_VTMR_USER,
    CONFIG_DOMAINS = NUM_DOMAINS,
    CONFIG_SCHEDULE_ENTRIES = NUM_DOMAINS > 1 ? 100 : 2,
    CONFIG_PRIORITIES = 256,
    CONFIG_TIME_SLICE = 5,       /* ticks */
    CONFIG_TICK_MS = 2,          /* length of a tick */
    CONFIG_PREEMPT_WORK = 100,   /* units of work between looks for an interrupt */
    CONFIG_RESET_CHUNK_BITS = 8, /* bytes zeroed per unit of work when an untyped is reset */
    CONFIG_RETYPE_MAX = 256,     /* objects in one retype */
    CONFIG_ROOT_CNODE_BITS = ROOT_CNODE_SIZE_BITS,
    CONFIG_UNTYPED_MAX = 230,    /* entries of the boot information's untyped list */
    CONFIG_BENCHMARKS = KERNEL_BENCHMARKS,
    CONFIG_EXT = KERNEL_EXT,
    CONFIG_FASTPATH = KERNEL_FASTPATH,
    CONFIG_DEBUG = BUILD_DEBUG,
    CONFIG_PRINTING = BUILD_DEBUG,
    CONFIG_LOG_REFUSALS = BUILD_DEBUG && LOG_REFUSALS,
};
