/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/kinds.c: the arguments of each system call, from the list. */
#include "trace/kinds.h"

#include "trace/syscalls.h"

enum {
#define X(name) name = TRACE_##name,
    TRACE_PLAIN(X) TRACE_INPUT(X) TRACE_OUTPUT(X) TRACE_SETS(X)
#undef X
};

#define LIST(...) {__VA_ARGS__}
static const uint8_t table[SYSCALL_COUNT][TRACE_ARGUMENTS + 1] = {
#define SYS(number, name, kinds, result, group) [number] = LIST kinds,
#define ZERO(number, name, kinds, why)          [number] = LIST kinds,
#define NONE(number, name, kinds, why)          [number] = LIST kinds,
#include <linux/syscalls.def>
#undef SYS
#undef ZERO
#undef NONE
};

const uint8_t *trace_kinds(uint32_t number)
{
    return table[number];
}
