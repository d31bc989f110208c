/* SPDX-License-Identifier: BSD-2-Clause */
/* test-devices: the drivers' interfaces, tried by a client. */
#include <ipc/root.h>
#include <rt/fiber.h>
#include <rt/loop.h>
#include <rt/panic.h>
#include <rt/task.h>

#include "check.h"

unsigned checks, failures;

static int run(void *arg)
{
    (void)arg;
    test_timer();
    test_uart();
    test_block();
    test_restart();
    test_console();
    log_info("deepest fiber stack: %zu bytes", rt_fiber_stack_peak());
    log_info("test-devices: %s, %u checks, %u failed", failures == 0 ? "PASS" : "FAIL", checks,
             failures);
    return root_shutdown(rt_root(), failures == 0 ? "test-devices: PASS" : "test-devices: FAIL");
}

int main(void)
{
    int err = rt_run(run, NULL);
    rt_panic("the system did not end: error %d", err);
}
