/* SPDX-License-Identifier: BSD-2-Clause */
/* uart-thread/ops.c: the interface uart over the board's serial line, port 0, "pl011". */
#include <string.h>

#include <ipc/uart_gen.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <rt/task.h>

#include "pl011.h"

static struct {
    struct uart base;
    struct pl011 line;
} self;

static int ops_port(struct uart *dev, const char *name)
{
    (void)dev;
    return strcmp(name, "pl011") == 0 ? 0 : -ENODEV;
}

static ssize_t ops_read(struct uart *dev, uint32_t port, void *buf, uint32_t count)
{
    (void)dev;
    if (port != 0)
        return -ENODEV;
    return count <= UART_MAX_BYTES ? pl011_read(&self.line, buf, count) : -EINVAL;
}

static ssize_t ops_write(struct uart *dev, uint32_t port, const void *buf, uint32_t count)
{
    (void)dev;
    if (port != 0)
        return -ENODEV;
    return count <= UART_MAX_BYTES ? pl011_write(&self.line, buf, count) : -EINVAL;
}

static const struct uart_ops ops = {.port = ops_port, .read = ops_read, .write = ops_write};

struct uart *uart_thread_new(void);

/* Starts the line; NULL if the task has none. */
struct uart *uart_thread_new(void)
{
    const struct task_mem *mem = rt_task_mem("arm,pl011", 0);
    if (mem == NULL) {
        log_error("the task has no serial line");
        return NULL;
    }
    self.line.regs = (volatile uint32_t *)mem->vaddr;
    self.line.irq_number = mem->irq;
    int err = pl011_start(&self.line);
    if (err) {
        log_error("serial line at 0x%lx, interrupt %u: error %d", (unsigned long)mem->paddr,
                  self.line.irq_number, err);
        return NULL;
    }
    self.base.ops = &ops;
    return &self.base;
}
