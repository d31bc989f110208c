/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports of the console service as streams that Linux programs can wait for.
 *
 * A call to the service cannot be interrupted by a signal, so a fiber a direction moves bytes between
 * the port and a ring; programs wait at the ring. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <rt/waitq.h>

struct stream;
struct uart;
struct uio;

enum stream_ways { STREAM_IN = 1, STREAM_OUT = 2 };

/* Opens a port by name; lives for ever.  -ENODEV, -ENOMEM. */
int stream_open(struct uart *dev, const char *name, int ways, struct stream **out);

/* To a program or from one; wait unless nonblock (-EAGAIN).  0 of a read is the end of the stream;
 * -EPIPE of a write: nobody is there. */
ssize_t stream_read(struct stream *s, struct uio *uio, int nonblock);
ssize_t stream_write(struct stream *s, struct uio *uio, int nonblock);

/* For terminals: into the output ring at once, as much as fits. */
size_t stream_put(struct stream *s, const char *bytes, size_t n);
size_t stream_room(const struct stream *s);
/* Output is held back (1) or goes on (0). */
void stream_hold(struct stream *s, int hold);
/* Drops output that has not left the ring. */
void stream_discard(struct stream *s);
size_t stream_unsent(const struct stream *s);
/* Instead of the ring, input goes to this function, on the stream's fiber; n 0: the end. */
void stream_on_input(struct stream *s, void (*fn)(void *ctx, const char *bytes, size_t n), void *ctx);
/* Waits until all output has been taken by the device. */
void stream_drain(struct stream *s);

uint32_t stream_events(struct stream *s); /* POLLIN, POLLOUT ... */
struct rt_waitq *stream_waitq(struct stream *s);
