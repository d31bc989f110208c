/* SPDX-License-Identifier: BSD-2-Clause */
/* What Debian's build of libfdt expects: it is compiled with stack protection. */
#include <stdint.h>

#include <rt/panic.h>

extern const uintptr_t __stack_chk_guard;
_Noreturn void __stack_chk_fail(void);

const uintptr_t __stack_chk_guard = 0x5ca1ab1e0ddba11u;

_Noreturn void __stack_chk_fail(void)
{
    rt_panic("a function overran its stack frame");
}
