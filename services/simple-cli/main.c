/* SPDX-License-Identifier: BSD-2-Clause */
/* simple-cli: the operator's shell on the serial line. */
#include <ipc/uart.h>
#include <rt/loop.h>
#include <rt/panic.h>
#include <rt/task.h>
#include <wire.h>

#include "cli.h"

static int run(void *arg)
{
    (void)arg;
    struct uart *line = wire_uart();
    if (line == NULL)
        return -1;
    root_ready(rt_root());
    cli_loop(line);
}

int main(void)
{
    rt_run(run, NULL);
    rt_panic("simple-cli has no serial line");
}
