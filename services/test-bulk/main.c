/* SPDX-License-Identifier: BSD-2-Clause */
/* test-bulk: bulk data named instead of carried (docs/bulk-data.md), tried by a client that has a
 * region.
 *
 * tests/services/bulk makes the disk (it holds /big, 1 MiB of a pattern) and runs this in several
 * compositions: with file system and driver linked in, with each as a task of its own, with both.
 */
#include <rt/loop.h>
#include <rt/panic.h>
#include <rt/task.h>

#include "bulk.h"
#include "check.h"

unsigned checks, failures;

static int run(void *arg)
{
    (void)arg;
    region_make();
    test_files();
    test_names();
    const char *result = failures == 0 ? "test-bulk: PASS" : "test-bulk: FAIL";
    log_info("%s, %u checks, %u failed", result, checks, failures);
    return root_shutdown(rt_root(), result);
}

int main(void)
{
    int err = rt_run(run, NULL);
    rt_panic("the system did not end: error %d", err);
}
