/* SPDX-License-Identifier: BSD-2-Clause */
/* console-thread/ops.c: the interface uart over the ports of a virtio console. */
#include <string.h>

#include <ipc/uart_gen.h>
#include <linux/errno.h>
#include <rt/log.h>
#include <rt/task.h>

#include "console.h"

#define DMA_NAME "dma:console-thread"

static struct {
    struct uart base;
    struct console console;
} self;

static int ops_port(struct uart *dev, const char *name)
{
    (void)dev;
    for (int i = 0; i < CONSOLE_PORTS; i++) {
        const struct port *p = &self.console.port[i];
        if (p->added && p->name[0] != '\0' && strcmp(p->name, name) == 0)
            return i;
    }
    return -ENODEV;
}

static struct port *find_port(uint32_t number)
{
    struct port *p = number < CONSOLE_PORTS ? &self.console.port[number] : NULL;
    return p != NULL && p->buffers ? p : NULL;
}

static ssize_t ops_read(struct uart *dev, uint32_t port, void *buf, uint32_t count)
{
    (void)dev;
    struct port *p = find_port(port);
    if (p == NULL)
        return -ENODEV;
    return count <= UART_MAX_BYTES ? port_read(p, buf, count) : -EINVAL;
}

static ssize_t ops_write(struct uart *dev, uint32_t port, const void *buf, uint32_t count)
{
    (void)dev;
    struct port *p = find_port(port);
    if (p == NULL)
        return -ENODEV;
    return count <= UART_MAX_BYTES ? port_write(p, buf, count) : -EINVAL;
}

static const struct uart_ops ops = {.port = ops_port, .read = ops_read, .write = ops_write};

static void log_ports(void)
{
    for (int i = 0; i < CONSOLE_PORTS; i++) {
        const struct port *p = &self.console.port[i];
        if (p->added)
            log_info("port %d: \"%s\"%s", i, p->name, p->host_open ? "" : ", nobody there");
    }
}

struct uart *console_thread_new(void);

/* Starts the console; without a device it has no ports.  NULL without memory for one. */
struct uart *console_thread_new(void)
{
    struct console *c = &self.console;
    const struct task_mem *dma = rt_task_mem(DMA_NAME, 0);
    self.base.ops = &ops;
    if (virtio_find(&c->dev, "virtio,mmio:console", VIRTIO_ID_CONSOLE, 0) != 0) {
        log_info("no virtio console");
        return &self.base;
    }
    if (dma == NULL) {
        log_error("console: there is no DMA area %s", DMA_NAME);
        return NULL;
    }
    c->area =
        (struct dma_area){.vaddr = (char *)dma->vaddr, .paddr = dma->paddr, .bytes = dma->bytes};
    if (console_start(c) != 0)
        return NULL;
    log_ports();
    return &self.base;
}
