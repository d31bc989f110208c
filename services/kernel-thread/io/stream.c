/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports of the console service as streams. */
#include "io/stream.h"

#include <ipc/uart_gen.h>
#include <linux/errno.h>
#include <linux/poll.h>
#include <rt/fiber.h>
#include <stdlib.h>

#include "io/byte_ring.h"
#include "io/console.h"
#include "mm/user.h"
#include "sig/signal.h"

struct stream {
    struct uart *dev;       /* borrowed service */
    uint32_t port;
    struct byte_ring in, out;
    struct rt_waitq wait;   /* anything changed: programs and the fibers */
    char ended;             /* input: the other side has closed */
    char broken;            /* output: nobody is there */
    char sending, held;     /* the device has bytes; output is stopped */
    void (*on_input)(void *ctx, const char *bytes, size_t n);
    void *ctx;
};

static void changed(struct stream *s)
{
    rt_waitq_wake_all(&s->wait);
}

static void deliver(struct stream *s, const char *bytes, size_t n)
{
    if (s->on_input)
        s->on_input(s->ctx, bytes, n);
    else
        (void)byte_ring_put(&s->in, bytes, n); /* it fits: only so much was read */
}

/* Fiber: port to ring. */
static void pump_in(void *arg)
{
    struct stream *s = arg;
    char *buf = malloc(UART_MAX_BYTES);

    while (buf && !s->ended) {
        size_t room = s->on_input ? UART_MAX_BYTES : byte_ring_room(&s->in);
        if (!room) {
            (void)rt_wait(&s->wait);
            continue;
        }
        ssize_t n = console_read(s->dev, s->port, buf, (uint32_t)(room < UART_MAX_BYTES ? room : UART_MAX_BYTES));
        if (n > UART_MAX_BYTES)
            n = -EIO;
        if (n > 0)
            deliver(s, buf, (size_t)n);
        else
            s->ended = 1;
        changed(s);
    }
    s->ended = 1;
    free(buf);
    if (s->on_input)
        s->on_input(s->ctx, NULL, 0);
    changed(s);
}

/* Fiber: ring to port. */
static void pump_out(void *arg)
{
    struct stream *s = arg;
    const char *bytes;

    for (;;) {
        if (!s->out.fill || s->held) {
            (void)rt_wait(&s->wait);
            continue;
        }
        size_t n = byte_ring_front(&s->out, &bytes);
        if (n > UART_MAX_BYTES)
            n = UART_MAX_BYTES;
        s->sending = 1;
        ssize_t sent = s->broken ? -EPIPE : console_write(s->dev, s->port, bytes, (uint32_t)n);
        s->sending = 0;
        if (sent < 0)
            s->broken = 1;
        byte_ring_skip(&s->out, n < s->out.fill ? n : s->out.fill);
        changed(s);
    }
}

int stream_open(struct uart *dev, const char *name, int ways, struct stream **out)
{
    int port = uart_port(dev, name);

    if (port < 0)
        return port;
    struct stream *s = calloc(1, sizeof *s);
    if (!s)
        return -ENOMEM;
    s->dev = dev;
    s->port = (uint32_t)port;
    int err = ways & STREAM_IN ? rt_fiber_start(pump_in, s) : 0;
    if (!err && (ways & STREAM_OUT))
        err = rt_fiber_start(pump_out, s);
    if (!err)
        *out = s;
    return err; /* a fiber that was started keeps s for ever */
}

ssize_t stream_read(struct stream *s, struct uio *uio, int nonblock)
{
    const char *bytes;

    if (!uio->left)
        return 0;
    while (!s->in.fill) {
        if (s->ended)
            return 0;
        if (nonblock)
            return -EAGAIN;
        int err = wait_interruptible(&s->wait, RT_NEVER);
        if (err)
            return err;
    }
    size_t n = byte_ring_front(&s->in, &bytes);
    ssize_t moved = uio_copy_to(uio, bytes, n < uio->left ? n : uio->left);
    if (moved > 0)
        byte_ring_skip(&s->in, (size_t)moved < s->in.fill ? (size_t)moved : s->in.fill);
    changed(s);
    return moved;
}

/* One piece of the program's bytes into the ring. */
static ssize_t write_some(struct stream *s, struct uio *uio)
{
    char buf[512];
    size_t n = byte_ring_room(&s->out) < sizeof buf ? byte_ring_room(&s->out) : sizeof buf;
    ssize_t got = uio_copy_from(uio, buf, n);

    if (got > 0)
        (void)byte_ring_put(&s->out, buf, (size_t)got); /* what does not fit now: see stream_write */
    return got;
}

ssize_t stream_write(struct stream *s, struct uio *uio, int nonblock)
{
    ssize_t done = 0, n = 0;

    while (uio->left) {
        if (s->broken) {
            n = -EPIPE;
            break;
        }
        /* Copying may wait for a page while others write: only start with room to spare. */
        if (byte_ring_room(&s->out) < 2048) {
            n = nonblock ? -EAGAIN : wait_interruptible(&s->wait, RT_NEVER);
            if (n)
                break;
            continue;
        }
        n = write_some(s, uio);
        if (n <= 0)
            break;
        done += n;
        changed(s);
    }
    return done ? done : n;
}

size_t stream_put(struct stream *s, const char *bytes, size_t n)
{
    size_t put = s->broken ? n : byte_ring_put(&s->out, bytes, n);

    changed(s);
    return put;
}

size_t stream_room(const struct stream *s)
{
    return byte_ring_room(&s->out);
}

void stream_hold(struct stream *s, int hold)
{
    s->held = hold != 0;
    changed(s);
}

void stream_discard(struct stream *s)
{
    if (!s->sending)
        s->out.fill = 0;
    changed(s);
}

size_t stream_unsent(const struct stream *s)
{
    return s->out.fill;
}

void stream_on_input(struct stream *s, void (*fn)(void *ctx, const char *bytes, size_t n), void *ctx)
{
    s->ctx = ctx;
    s->on_input = fn;
}

void stream_drain(struct stream *s)
{
    while ((s->out.fill || s->sending) && !s->broken && !s->held)
        (void)rt_wait(&s->wait);
}

uint32_t stream_events(struct stream *s)
{
    uint32_t events = 0;

    if (s->in.fill || s->ended)
        events |= POLLIN | POLLRDNORM;
    if (byte_ring_room(&s->out) >= 2048)
        events |= POLLOUT | POLLWRNORM;
    if (s->broken)
        events |= POLLERR;
    return events;
}

struct rt_waitq *stream_waitq(struct stream *s)
{
    return &s->wait;
}
