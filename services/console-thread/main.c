/* SPDX-License-Identifier: BSD-2-Clause */
/* console-thread: the ports of the virtio console, served to other tasks. */
#include <ipc/uart_gen.h>
#include <rt/loop.h>
#include <rt/panic.h>

struct uart *console_thread_new(void);

static struct uart *dev;

static int start(void *arg)
{
    (void)arg;
    dev = console_thread_new();
    return dev != NULL ? 0 : -1;
}

int main(void)
{
    if (rt_run(start, NULL) != 0)
        rt_panic("console-thread cannot start");
    uart_serve(dev);
}
