/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of system calls, made from interfaces/linux/syscalls.def. */
#pragma once
#include <stdint.h>

struct thread;

enum { SYSCALL_COUNT = 512 /* numbers below this have a place in the table */ };

enum syscall_result { RET_INT, RET_FD, RET_LEN, RET_PTR, RET_PID };
enum syscall_group {
    G_FILE, G_DESC, G_PROC, G_MEM, G_SIG, G_TIME, G_NET, G_IPC, G_SYS, G_CRED
};

typedef long syscall_fn(struct thread *t, const uint64_t a[6]);

struct syscall_entry {
    syscall_fn *fn;      /* NULL: not there */
    const char *name;
    const char *kinds;   /* of the arguments, as text */
    uint8_t result, group;
    uint8_t is_zero;     /* accepted and does nothing */
};

/* NULL when the number has no name at all. */
const struct syscall_entry *syscall_find(uint64_t number);
/* What handles the number, which t->syscall also says; also for those that are accepted and those that are missing. */
syscall_fn *syscall_handler(uint64_t number);
long syscall_missing(struct thread *t, const uint64_t a[6]); /* -ENOSYS */

#define SYS(number, name, kinds, result, group) long sys_##name(struct thread *t, const uint64_t a[6]);
#define ZERO(number, name, kinds, why)
#define NONE(number, name, kinds, why)
#include <linux/syscalls.def>
#undef SYS
#undef ZERO
#undef NONE
