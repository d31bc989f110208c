/* SPDX-License-Identifier: BSD-2-Clause */
/* test-demo: uses every service of root-task and says what it saw; "N passed, N failed" is its last word. */
#include <rt/log.h>
#include <rt/task.h>
#include <rt/timer.h>

#include "test.h"

static unsigned all_checks, failed_checks;

void check_eq(int64_t got, int64_t want, const char *what, const char *file, int line)
{
    all_checks++;
    if (got == want)
        return;
    failed_checks++;
    log_error("%s:%d: %s is %ld (0x%lx), want %ld", file, line, what, got, got, want);
}

int main(void)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } tests[] = {
#define TEST(name) {#name, test_##name},
        TEST_LIST
#undef TEST
    };
    unsigned passed = 0, failed = 0;

    root_ready(rt_root());
    log_info("%-20s %-8s %8s %10s", "test", "result", "checks", "us");
    for (unsigned i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
        unsigned before = failed_checks, checks_before = all_checks;
        uint64_t start = rt_now_ns();
        tests[i].run();
        bool ok = failed_checks == before;
        log_info("%-20s %-8s %8u %10lu", tests[i].name, ok ? "ok" : "not ok", all_checks - checks_before,
                 (unsigned long)((rt_now_ns() - start) / 1000));
        passed += ok;
        failed += !ok;
    }
    log_info("%u passed, %u failed", passed, failed);
    return root_shutdown(rt_root(), "tests are done");
}
