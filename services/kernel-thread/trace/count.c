/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/count.c: how often each system call was made. */
#include "trace/count.h"

#include <stdbool.h>
#include <stdio.h>

#include "fs/text.h"

struct syscall_count syscall_counts[SYSCALL_COUNT];

static void row(struct text *out, const struct syscall_count *count, const char *name)
{
    char errors[24] = "";

    if (count->errors)
        snprintf(errors, sizeof errors, "%lu", (unsigned long)count->errors);
    text_printf(out, "%9lu %9s %s\n", (unsigned long)count->calls, errors, name);
}

void syscall_counts_table(struct text *out)
{
    struct syscall_count sum = {0};
    bool shown[SYSCALL_COUNT] = {false};

    text_printf(out, "    calls    errors syscall\n--------- --------- ----------------\n");
    for (;;) {
        uint32_t most = SYSCALL_COUNT;
        for (uint32_t n = 0; n < SYSCALL_COUNT; n++)
            if (!shown[n] && syscall_counts[n].calls &&
                (most == SYSCALL_COUNT || syscall_counts[n].calls > syscall_counts[most].calls))
                most = n;
        if (most == SYSCALL_COUNT)
            break;
        const struct syscall_entry *e = syscall_find(most);
        shown[most] = true;
        sum.calls += syscall_counts[most].calls;
        sum.errors += syscall_counts[most].errors;
        row(out, &syscall_counts[most], e ? e->name : "unknown");
    }
    text_printf(out, "--------- --------- ----------------\n");
    row(out, &sum, "total");
}
