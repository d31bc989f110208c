/* SPDX-License-Identifier: BSD-2-Clause */
/* console-thread/control.c: the control queues (virtio 1.2, 5.3.6.2). */
#include "console.h"

#include <string.h>

#include <linux/errno.h>
#include <rt/log.h>

enum control_event {
    EVENT_DEVICE_READY = 0,
    EVENT_PORT_ADD = 1,
    EVENT_PORT_REMOVE = 2,
    EVENT_PORT_READY = 3,
    EVENT_CONSOLE_PORT = 4,
    EVENT_RESIZE = 5,
    EVENT_PORT_OPEN = 6,
    EVENT_PORT_NAME = 7,
};

struct control_message {
    uint32_t port;
    uint16_t event;
    uint16_t value;
};
_Static_assert(sizeof(struct control_message) == 8, "virtio 1.2, 5.3.6.2");

static void give_rx(struct console *c, char *buffer)
{
    uint64_t offset = (uint64_t)(buffer - (char *)c->control_rx_memory.vaddr);
    struct virtq_buffer piece = {c->control_rx_memory.paddr + offset, CONTROL_BUFFER_BYTES};
    (void)virtq_add(&c->control_rx, &piece, 0, 1, buffer);
}

int control_start(struct console *c)
{
    int err = virtq_init(&c->control_rx, &c->dev, 2, CONTROL_QUEUE_SIZE, &c->area);
    if (!err)
        err = virtq_init(&c->control_tx, &c->dev, 3, CONTROL_QUEUE_SIZE, &c->area);
    if (err)
        return err;
    c->control_rx_memory = dma_take(&c->area, CONTROL_QUEUE_SIZE * CONTROL_BUFFER_BYTES, 64);
    c->control_tx_memory =
        dma_take(&c->area, CONTROL_QUEUE_SIZE * sizeof(struct control_message), 64);
    if (c->control_rx_memory.vaddr == NULL || c->control_tx_memory.vaddr == NULL)
        return -ENOMEM;
    for (unsigned i = 0; i < c->control_rx.size; i++)
        give_rx(c, (char *)c->control_rx_memory.vaddr + i * CONTROL_BUFFER_BYTES);
    return 0;
}

/* Sends a message; they are few, and a device that does not take the oldest loses the newest. */
static void tell(struct console *c, uint32_t port, enum control_event event, uint16_t value)
{
    uint32_t written;
    while (virtq_take(&c->control_tx, &written) != NULL)
        continue;
    unsigned slot = c->control_tx_next++ % c->control_tx.size;
    struct control_message *m = (struct control_message *)c->control_tx_memory.vaddr + slot;
    struct virtq_buffer piece = {c->control_tx_memory.paddr + slot * sizeof(*m), sizeof(*m)};
    *m = (struct control_message){.port = port, .event = (uint16_t)event, .value = value};
    if (virtq_add(&c->control_tx, &piece, 1, 0, m) != 0) {
        log_error("console: device takes no control messages; event %d of port %u is lost", event,
                  port);
        return;
    }
    virtq_kick(&c->control_tx);
}

static void add_port(struct console *c, uint32_t number)
{
    bool usable = number < CONSOLE_PORTS && c->port[number].queues;
    int err = usable ? port_begin(c, &c->port[number]) : -ENODEV;
    if (err) {
        log_warn("console: port %u is not served: error %d", number, err);
        tell(c, number, EVENT_PORT_READY, 0);
        return;
    }
    tell(c, number, EVENT_PORT_READY, 1);
    /* the driver's end is open from the start: the host's bytes wait in the receive buffers */
    tell(c, number, EVENT_PORT_OPEN, 1);
}

static void set_name(struct port *p, const char *name, uint32_t bytes)
{
    if (bytes >= PORT_NAME_MAX)
        bytes = PORT_NAME_MAX - 1;
    memcpy(p->name, name, bytes);
    p->name[bytes] = '\0';
}

/* m and the text behind it are copies. */
static void handle(struct console *c, const struct control_message *m, const char *text,
                   uint32_t bytes)
{
    if (m->event == EVENT_PORT_ADD) {
        add_port(c, m->port);
        return;
    }
    if (m->port >= CONSOLE_PORTS || !c->port[m->port].added)
        return;
    struct port *p = &c->port[m->port];
    switch (m->event) {
    case EVENT_PORT_REMOVE:
        port_host(p, false);
        p->added = false;
        p->name[0] = '\0';
        break;
    case EVENT_PORT_OPEN:
        port_host(p, m->value != 0);
        break;
    case EVENT_PORT_NAME:
        set_name(p, text, bytes);
        break;
    default: /* CONSOLE_PORT, RESIZE: nothing to do */
        break;
    }
}

void control_take(struct console *c)
{
    uint32_t written;
    char *buffer = virtq_take(&c->control_rx, &written);
    bool any = buffer != NULL;
    for (; buffer != NULL; buffer = virtq_take(&c->control_rx, &written)) {
        char copy[CONTROL_BUFFER_BYTES];
        memcpy(copy, buffer, sizeof(copy));
        give_rx(c, buffer);
        struct control_message m;
        memcpy(&m, copy, sizeof(m));
        if (written >= sizeof(m))
            handle(c, &m, copy + sizeof(m), written - (uint32_t)sizeof(m));
    }
    if (any)
        virtq_kick(&c->control_rx);
}

void control_hello(struct console *c)
{
    virtq_kick(&c->control_rx);
    tell(c, 0, EVENT_DEVICE_READY, 1);
}

bool control_settled(const struct console *c)
{
    unsigned added = 0;
    for (unsigned i = 0; i < CONSOLE_PORTS; i++) {
        added += c->port[i].added;
        if (c->port[i].added && c->port[i].name[0] == '\0')
            return false;
    }
    return added > 0;
}
