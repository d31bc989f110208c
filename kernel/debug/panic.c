/* SPDX-License-Identifier: BSD-2-Clause */
/* debug/panic.c: the report of a kernel that cannot go on: cause, thread, registers, symbolised backtrace.
 *
 * The walk follows frame pointers and stays inside the kernel's stacks, so that a broken chain ends it instead of
 * faulting again.  A second panic inside the first stops at once. */
#include "arch/interface.h"
#include "debug/debug.h"

extern char kernel_stack_bottom[], panic_stack_top[];

enum { BACKTRACE_MAX = 32 };

static bool panicking;

static void print_location(unsigned frame, uint64_t pc)
{
    uint64_t offset;
    const char *name = symbol_find(pc, &offset);

    if (name)
        report("  #%u %s+0x%lx  (0x%lx)\n", frame, name, (unsigned long)offset, (unsigned long)pc);
    else
        report("  #%u 0x%lx\n", frame, (unsigned long)pc);
}

static void backtrace(uint64_t pc, uint64_t fp)
{
    unsigned frame = 0;

    if (pc)
        print_location(frame++, pc);
    while (frame < BACKTRACE_MAX && fp >= (uint64_t)kernel_stack_bottom && fp + 16 <= (uint64_t)panic_stack_top &&
           fp % 8 == 0) {
        const uint64_t *record = (const uint64_t *)fp;

        if (!record[1] || record[0] <= fp)
            fp = 0;
        else
            fp = record[0];
        if (record[1])
            print_location(frame++, record[1] - 4);
    }
}

static void panic_begin(void)
{
    if (panicking)
        arch_halt();
    panicking = true;
}

void panic_at(const char *file, int line, const char *format, ...)
{
    va_list args;

    panic_begin();
    report("\nPANIC kernel: ");
    va_start(args, format);
    reportv(format, args);
    va_end(args);
    report("  %s:%d\n", file, line);
    report_current_thread();
    backtrace(0, (uint64_t)__builtin_frame_address(0));
    arch_halt();
}

void panic_exception(const struct arch_context *ctx, const char *cause, uint64_t esr, uint64_t far)
{
    panic_begin();
    report("\nPANIC kernel: %s\n  pc 0x%lx  address 0x%lx  esr 0x%lx\n", cause, (unsigned long)ctx->pc, (unsigned long)far,
           (unsigned long)esr);
    report_current_thread();
    for (unsigned i = 0; i < 31; i++)
        report("  x%-2u %016lx%s", i, (unsigned long)ctx->x[i], i % 4 == 3 ? "\n" : "");
    report("  sp  %016lx\n", (unsigned long)ctx->sp);
    backtrace(ctx->pc, ctx->x[29]);
    arch_halt();
}
