/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs every test, or those whose number is in the list at the end of the image, and counts. */
#include "driver.h"

void driver_main(const seL4_BootInfo *info);

static const char *outcome_name(enum outcome outcome)
{
    return outcome == PASSED ? "ok" : outcome == SKIPPED ? "skip" : "FAILED";
}

void driver_main(const seL4_BootInfo *info)
{
    unsigned count[NO_SUCH_TEST] = {0};

    seL4_SetIPCBuffer(info->ipcBuffer);
    memory_init(info);
    console_init();
    print("kernel tests start\n");
    bootinfo_tests(&count[PASSED], &count[FAILED]);
    process_init();
    for (uint32_t index = 0;; index++) {
        const char *text;
        enum outcome outcome = process_run(index, &text);
        if (outcome == NO_SUCH_TEST)
            break;
        count[outcome]++;
        print("%-6s %s\n", outcome_name(outcome), text);
        while (*text)
            text++;
        print("%s", text + 1); /* what it noted, measurements too */
    }
    print("%u passed, %u failed, %u skipped\n", count[PASSED], count[FAILED], count[SKIPPED]);
    stop("all tests have run");
}
