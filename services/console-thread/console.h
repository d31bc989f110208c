/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio console device with several ports (virtio 1.2, 5.3).
 *
 * Each port has a receive and a transmit queue.  What the host sends waits in the receive buffers
 * until it is read; a buffer goes back to the device only then, so a reader that is slow slows the
 * host down and nothing is lost.  The control queue carries names and whether the host's end of a
 * port is open. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include <ipc/uart.h>
#include <rt/waitq.h>
#include <virtio/dma.h>
#include <virtio/queue.h>

enum {
    CONSOLE_PORTS = 12, /* port numbers below this are served */
    PORT_NAME_MAX = 64,
    PORT_RX_BUFFERS = 4,
    PORT_TX_BUFFERS = 2,
    PORT_BUFFER_BYTES = 4096,
    PORT_QUEUE_SIZE = 8,
    CONTROL_QUEUE_SIZE = 32,
    CONTROL_BUFFER_BYTES = 8 + PORT_NAME_MAX,
};

/* A buffer of a port, in DMA memory. */
struct port_buffer {
    char *vaddr;
    uint64_t paddr;
    uint32_t bytes, taken;    /* received; of these given to readers */
    struct port_buffer *next; /* in the list of received ones, or of free ones */
    bool sent;                /* transmit: the device has taken it */
    bool left;                /* transmit: nobody waits for that any more */
};

struct port {
    bool added;               /* the device says it exists */
    bool host_open;           /* somebody is at the host's end */
    char name[PORT_NAME_MAX]; /* "" until the device says it */
    struct virtq rx, tx;
    bool queues;  /* the two are set up */
    bool buffers; /* receive buffers have been given to the device */
    struct port_buffer rx_buffer[PORT_RX_BUFFERS], tx_buffer[PORT_TX_BUFFERS];
    struct port_buffer *received, *received_last; /* oldest first */
    struct port_buffer *tx_free;
    struct rt_waitq rx_wait, tx_wait;
    struct rt_mutex reader, writer; /* one at a time, in order */
};

struct console {
    struct virtio_device dev;
    struct dma_area area;
    int irq;        /* handle */
    bool multiport; /* else: port 0 alone, without a name, always open */
    struct virtq control_rx, control_tx;
    struct dma_piece control_rx_memory, control_tx_memory;
    unsigned control_tx_next;
    struct port port[CONSOLE_PORTS];
};

/* Starts the device that virtio_find found, and learns its ports.  Negative errno; the reason is
 * logged. */
int console_start(struct console *c);

/* control.c: the control queues. */
int control_start(struct console *c);
/* Tells the device that the driver is there: it answers with its ports. */
void control_hello(struct console *c);
/* Takes the device's messages. */
void control_take(struct console *c);
/* The device has said all it is expected to: at least one port, and the name of each. */
bool control_settled(const struct console *c);

/* port.c: the streams. */
/* Sets the port's queues up; before the device is ready.  -ENODEV if the device has no such port.
 */
int port_init(struct console *c, unsigned number);
/* The device has the port: gives it memory to receive into. */
int port_begin(struct console *c, struct port *p);
/* Takes what the device has received and sent; wakes readers and writers. */
void port_take(struct port *p);
/* The host's end opened or closed, after all that it had sent. */
void port_host(struct port *p, bool open);
ssize_t port_read(struct port *p, void *buf, uint32_t count);
ssize_t port_write(struct port *p, const void *buf, uint32_t count);
