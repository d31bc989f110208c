/* SPDX-License-Identifier: BSD-2-Clause */
/* The terminal on a port of the console. */
#include "io/hvc.h"

#include "fs/device.h"
#include "io/stream.h"
#include "io/tty.h"

enum { HVC_MAJOR = 229 };

static size_t put(void *ctx, const char *bytes, size_t n)
{
    return stream_put(ctx, bytes, n);
}

static size_t room(void *ctx)
{
    return stream_room(ctx);
}

static void hold(void *ctx, int on)
{
    stream_hold(ctx, on);
}

static void discard(void *ctx)
{
    stream_discard(ctx);
}

static size_t unsent(void *ctx)
{
    return stream_unsent(ctx);
}

static struct rt_waitq *wait(void *ctx)
{
    return stream_waitq(ctx);
}

static const struct tty_driver driver = {
    .put = put, .room = room, .hold = hold, .discard = discard, .unsent = unsent, .wait = wait,
};

static void input(void *ctx, const char *bytes, size_t n)
{
    if (n)
        tty_input(ctx, bytes, n);
    else
        tty_hang_up(ctx);
}

struct tty *hvc_new(struct stream *s)
{
    struct tty *tty = tty_new(&driver, s, RDEV(HVC_MAJOR, 0));

    if (tty) {
        tty->termios.c_iflag |= IUTF8; /* the host's terminal, and no getty that would say so */
        stream_on_input(s, input, tty);
    }
    return tty;
}
