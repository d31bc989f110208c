/* SPDX-License-Identifier: BSD-2-Clause */
/* Flags of clone and scheduling policies. */
#pragma once
#include <stdint.h>

#define CSIGNAL 0xfful
#define CLONE_VM 0x100ul
#define CLONE_FS 0x200ul
#define CLONE_FILES 0x400ul
#define CLONE_SIGHAND 0x800ul
#define CLONE_PIDFD 0x1000ul
#define CLONE_PTRACE 0x2000ul
#define CLONE_VFORK 0x4000ul
#define CLONE_PARENT 0x8000ul
#define CLONE_THREAD 0x10000ul
#define CLONE_NEWNS 0x20000ul
#define CLONE_SYSVSEM 0x40000ul
#define CLONE_SETTLS 0x80000ul
#define CLONE_PARENT_SETTID 0x100000ul
#define CLONE_CHILD_CLEARTID 0x200000ul
#define CLONE_DETACHED 0x400000ul
#define CLONE_UNTRACED 0x800000ul
#define CLONE_CHILD_SETTID 0x1000000ul
#define CLONE_NEWTIME 0x80ul
#define CLONE_NEWUTS 0x4000000ul
#define CLONE_NEWUSER 0x10000000ul
#define CLONE_NEW_ALL 0x7e020080ul /* namespaces */
#define CLONE_IO 0x80000000ul
#define CLONE_CLEAR_SIGHAND 0x100000000ul

enum { SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE = 5, SCHED_DEADLINE = 6,
       SCHED_RESET_ON_FORK = 0x40000000 };
enum { SCHED_FLAG_RESET_ON_FORK = 1, SCHED_FLAG_KEEP_POLICY = 8, SCHED_FLAG_KEEP_PARAMS = 16, SCHED_FLAG_UTIL_MIN = 32,
       SCHED_FLAG_UTIL_MAX = 64, SCHED_FLAG_ALL = 127 };
enum { SCHED_ATTR_SIZE_0 = 48 };

struct linux_sched_attr {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t util_min, util_max;
};
_Static_assert(sizeof(struct linux_sched_attr) == 56, "struct sched_attr");

struct linux_clone_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
        set_tid_size, cgroup;
};
