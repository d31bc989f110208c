/* SPDX-License-Identifier: BSD-2-Clause */
/* console-thread/port.c: the byte streams of one port. */
#include "console.h"

#include <string.h>

#include <linux/errno.h>

static unsigned rx_queue_of(unsigned port)
{
    return port == 0 ? 0 : 2 + 2 * port; /* virtio 1.2, 5.3.2: 2 and 3 are the control queues */
}

int port_init(struct console *c, unsigned number)
{
    struct port *p = &c->port[number];
    unsigned rx = rx_queue_of(number);
    int err = virtq_init(&p->rx, &c->dev, rx, PORT_QUEUE_SIZE, &c->area);
    if (!err)
        err = virtq_init(&p->tx, &c->dev, rx + 1, PORT_QUEUE_SIZE, &c->area);
    p->queues = err == 0;
    return err;
}

static int init_buffers(struct console *c, struct port_buffer *buffers, unsigned count)
{
    struct dma_piece memory = dma_take(&c->area, count * PORT_BUFFER_BYTES, PORT_BUFFER_BYTES);
    if (memory.vaddr == NULL)
        return -ENOMEM;
    for (unsigned i = 0; i < count; i++) {
        buffers[i] = (struct port_buffer){.vaddr = (char *)memory.vaddr + i * PORT_BUFFER_BYTES,
                                          .paddr = memory.paddr + i * PORT_BUFFER_BYTES};
    }
    return 0;
}

/* Hands an empty receive buffer to the device.  The queue has a descriptor for each buffer there
 * is. */
static void give_rx(struct port *p, struct port_buffer *b)
{
    struct virtq_buffer whole = {b->paddr, PORT_BUFFER_BYTES};
    b->bytes = b->taken = 0;
    (void)virtq_add(&p->rx, &whole, 0, 1, b);
}

int port_begin(struct console *c, struct port *p)
{
    if (!p->buffers) {
        int err = init_buffers(c, p->rx_buffer, PORT_RX_BUFFERS);
        if (!err)
            err = init_buffers(c, p->tx_buffer, PORT_TX_BUFFERS);
        if (err)
            return err;
        for (unsigned i = 0; i < PORT_RX_BUFFERS; i++)
            give_rx(p, &p->rx_buffer[i]);
        for (unsigned i = 0; i < PORT_TX_BUFFERS; i++) {
            p->tx_buffer[i].next = p->tx_free;
            p->tx_free = &p->tx_buffer[i];
        }
        p->buffers = true;
    }
    p->added = true;
    virtq_kick(&p->rx);
    return 0;
}

static void take_received(struct port *p)
{
    uint32_t written;
    struct port_buffer *b = virtq_take(&p->rx, &written);
    bool any = b != NULL;
    for (; b != NULL; b = virtq_take(&p->rx, &written)) {
        b->bytes = written;
        b->next = NULL;
        if (p->received != NULL)
            p->received_last->next = b;
        else
            p->received = b;
        p->received_last = b;
    }
    if (any)
        rt_waitq_wake_all(&p->rx_wait);
}

static void tx_give(struct port *p, struct port_buffer *b)
{
    b->next = p->tx_free;
    p->tx_free = b;
}

static void take_sent(struct port *p)
{
    uint32_t written;
    struct port_buffer *b = virtq_take(&p->tx, &written);
    bool any = b != NULL;
    for (; b != NULL; b = virtq_take(&p->tx, &written)) {
        b->sent = true;
        if (b->left)
            tx_give(p, b);
    }
    if (any)
        rt_waitq_wake_all(&p->tx_wait);
}

void port_take(struct port *p)
{
    if (!p->buffers)
        return;
    take_received(p);
    take_sent(p);
}

void port_host(struct port *p, bool open)
{
    port_take(p); /* what came before the end is read before the end */
    p->host_open = open;
    rt_waitq_wake_all(&p->rx_wait);
    rt_waitq_wake_all(&p->tx_wait);
}

/* Copies received bytes out; a buffer that is used up goes back to the device. */
static uint32_t copy_received(struct port *p, char *buf, uint32_t count)
{
    uint32_t copied = 0;
    bool given = false;
    while (p->received != NULL && copied < count) {
        struct port_buffer *b = p->received;
        uint32_t left = b->bytes - b->taken;
        uint32_t n = left < count - copied ? left : count - copied;
        memcpy(buf + copied, b->vaddr + b->taken, n);
        b->taken += n;
        copied += n;
        if (b->taken == b->bytes) {
            p->received = b->next;
            give_rx(p, b);
            given = true;
        }
    }
    if (given)
        virtq_kick(&p->rx);
    return copied;
}

ssize_t port_read(struct port *p, void *buf, uint32_t count)
{
    if (count == 0)
        return 0;
    rt_mutex_lock(&p->reader);
    uint32_t n = copy_received(p, buf, count);
    while (n == 0 && p->host_open) {
        rt_wait(&p->rx_wait);
        n = copy_received(p, buf, count);
    }
    rt_mutex_unlock(&p->reader);
    return n;
}

/* Sends up to one buffer; returns when the device has taken it, or the host has closed the port: then a device may keep it
 * for ever (QEMU does if it notices by writing).  False: the device has all buffers. */
static bool send(struct port *p, const char *bytes, uint32_t count)
{
    struct port_buffer *b = p->tx_free;
    if (b == NULL)
        return false;
    p->tx_free = b->next;
    memcpy(b->vaddr, bytes, count);
    b->sent = b->left = false;

    struct virtq_buffer piece = {b->paddr, count};
    (void)virtq_add(&p->tx, &piece, 1, 0, b);
    /* most hosts take it while they are told: then there is nothing to wait for */
    virtq_interrupts(&p->tx, false);
    virtq_kick(&p->tx);
    take_sent(p);
    if (!b->sent) {
        virtq_interrupts(&p->tx, true);
        take_sent(p); /* it may have been taken in between, without an interrupt */
    }
    while (!b->sent && p->host_open)
        rt_wait(&p->tx_wait);

    b->left = !b->sent;
    if (b->sent)
        tx_give(p, b);
    return true;
}

ssize_t port_write(struct port *p, const void *buf, uint32_t count)
{
    uint32_t done = 0;
    rt_mutex_lock(&p->writer);
    while (done < count && p->host_open) {
        uint32_t left = count - done;
        uint32_t piece = left < PORT_BUFFER_BYTES ? left : PORT_BUFFER_BYTES;
        if (!send(p, (const char *)buf + done, piece))
            break;
        done += piece;
    }
    bool open = p->host_open;
    rt_mutex_unlock(&p->writer);
    return (open && (done != 0 || count == 0)) || (done == count && count != 0) ? (ssize_t)done : -EPIPE;
}
