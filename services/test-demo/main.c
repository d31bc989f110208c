/* SPDX-License-Identifier: BSD-2-Clause */
/* test-demo: uses every service of root-task and every interface and says what it saw; "N passed, N failed" is its last word. */
#include <rt/log.h>
#include <rt/loop.h>
#include <rt/panic.h>
#include <rt/task.h>
#include <rt/timer.h>

#include "test.h"

static unsigned all_checks, failed_checks, passed, failed;

void check_eq(int64_t got, int64_t want, const char *what, const char *file, int line)
{
    all_checks++;
    if (got == want)
        return;
    failed_checks++;
    log_error("%s:%d: %s is %ld (0x%lx), want %ld", file, line, what, got, got, want);
}

struct test {
    const char *name;
    void (*run)(void);
};

#define TEST(name) {#name, test_##name},
static const struct test of_root[] = {TEST_LIST};
static const struct test of_interfaces[] = {INTERFACE_LIST};
#undef TEST

/* Lines of the table. */
static void run_tests(const struct test *tests, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned before = failed_checks, checks_before = all_checks;
        uint64_t start = rt_now_ns();
        tests[i].run();
        bool ok = failed_checks == before;
        log_info("%-20s %-8s %8u %10lu", tests[i].name, ok ? "ok" : "not ok", all_checks - checks_before,
                 (unsigned long)((rt_now_ns() - start) / 1000));
        passed += ok;
        failed += !ok;
    }
}

static int run_interfaces(void *arg)
{
    (void)arg;
    run_tests(of_interfaces, sizeof(of_interfaces) / sizeof(of_interfaces[0]));
    return 0;
}

int main(void)
{
    root_ready(rt_root());
    log_info("%-20s %-8s %8s %10s", "test", "result", "checks", "us");
    run_tests(of_root, sizeof(of_root) / sizeof(of_root[0]));
    if (rt_run(run_interfaces, NULL) != 0)
        rt_panic("no memory for a fiber");
    log_info("%u passed, %u failed", passed, failed);
    return root_shutdown(rt_root(), "tests are done");
}
