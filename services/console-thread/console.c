/* SPDX-License-Identifier: BSD-2-Clause */
/* console-thread/console.c: starting the device, and its interrupt. */
#include "console.h"

#include <linux/errno.h>
#include <rt/fiber.h>
#include <rt/irq.h>
#include <rt/log.h>
#include <rt/timer.h>

enum {
    FEATURE_MULTIPORT = 1,
    CONFIG_MAX_PORTS = 4, /* offset */

    SETTLE_NS = 200000000,
};

static void take_all(struct console *c)
{
    /* the control queue first: the end of a stream looks at the stream's queue itself */
    if (c->multiport)
        control_take(c);
    for (unsigned i = 0; i < CONSOLE_PORTS; i++)
        port_take(&c->port[i]);
}

static void on_interrupt(void *ctx)
{
    struct console *c = ctx;
    virtio_interrupt(&c->dev);
    take_all(c);
    rt_irq_ack(c->irq);
}

static int init_queues(struct console *c)
{
    uint32_t ports = c->multiport ? virtio_config32(&c->dev, CONFIG_MAX_PORTS) : 1;
    int err = c->multiport ? control_start(c) : 0;
    for (unsigned i = 0; !err && i < CONSOLE_PORTS && i < ports; i++)
        err = port_init(c, i);
    return err;
}

/* Who asks for a port by its name must not be told "no such port" because the device has not said
 * it yet; no message says that all were named.  So, once, at start: take what it says until every
 * port has a name, for at most 200 ms (a port may have none). */
static void settle(struct console *c)
{
    uint64_t end = rt_now_ns() + SETTLE_NS;
    while (!control_settled(c) && rt_now_ns() < end) {
        rt_yield();
        take_all(c);
    }
}

int console_start(struct console *c)
{
    int err = virtio_start(&c->dev, 1ul << FEATURE_MULTIPORT);
    if (err)
        goto out;
    c->multiport = virtio_has(&c->dev, FEATURE_MULTIPORT);
    err = init_queues(c);
    if (err)
        goto fail;
    c->irq = rt_irq_attach(c->dev.irq, on_interrupt, c);
    if (c->irq < 0) {
        err = c->irq;
        goto fail;
    }
    virtio_ready(&c->dev);
    if (c->multiport) {
        control_hello(c);
        settle(c);
        return 0;
    }
    c->port[0].host_open = true;
    err = port_begin(c, &c->port[0]);
    if (!err)
        return 0;

fail:
    virtio_fail(&c->dev);
out:
    log_error("console at 0x%lx does not start: error %d", (unsigned long)c->dev.paddr, err);
    return err;
}
