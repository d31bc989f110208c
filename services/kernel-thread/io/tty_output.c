/* SPDX-License-Identifier: BSD-2-Clause */
/* Terminal output: newline translation, columns, echo. */
#include <linux/errno.h>
#include <string.h>

#include "io/tty.h"
#include "mm/user.h"
#include "sig/signal.h"

static void move_column(struct tty *tty, unsigned char c)
{
    if (c == '\r')
        tty->column = 0;
    else if (c == '\b')
        tty->column -= tty->column > 0;
    else if (c == '\t')
        tty->column += 8 - tty->column % 8;
    else if (c >= 32 && c != 127 && (c & 0xc0) != 0x80)
        tty->column++;
}

unsigned tty_process(struct tty *tty, unsigned char c, char *out)
{
    uint32_t oflag = tty->termios.c_oflag;

    if (!(oflag & OPOST)) {
        move_column(tty, c);
        *out = (char)c;
        return 1;
    }
    if (c == '\r' && (oflag & ONOCR) && tty->column == 0)
        return 0;
    if (c == '\r' && (oflag & OCRNL))
        c = '\n';
    if ((oflag & OLCUC) && c >= 'a' && c <= 'z')
        c = (unsigned char)(c - 32);
    if (c == '\n') {
        if (oflag & ONLRET)
            tty->column = 0;
        if (oflag & ONLCR) {
            tty->column = 0;
            out[0] = '\r';
            out[1] = '\n';
            return 2;
        }
    }
    unsigned before = tty->column;
    move_column(tty, c);
    if (c == '\t' && (oflag & TABDLY) == XTABS) {
        memset(out, ' ', tty->column - before);
        return tty->column - before;
    }
    *out = (char)c;
    return 1;
}

void tty_echo(struct tty *tty, const char *bytes, size_t n)
{
    char out[8];

    for (size_t i = 0; i < n; i++) {
        unsigned m = tty_process(tty, (unsigned char)bytes[i], out);
        (void)tty->driver->put(tty->ctx, out, m); /* a full line loses echo, as it does on a real one */
    }
}

/* A piece of the program's bytes, processed, into a driver that has room for what becomes of `most`. */
static ssize_t write_piece(struct tty *tty, struct uio *uio, size_t most)
{
    char in[256], out[520];
    size_t n = 0, wider = (tty->termios.c_oflag & TABDLY) == XTABS ? 8 : 2; /* bytes that one can become */
    if (most > sizeof out / wider)
        most = sizeof out / wider;
    ssize_t got = uio_copy_from(uio, in, most < sizeof in ? most : sizeof in);

    for (ssize_t i = 0; i < got; i++)
        n += tty_process(tty, (unsigned char)in[i], out + n);
    if (n)
        (void)tty->driver->put(tty->ctx, out, n);
    return got;
}

ssize_t tty_write_out(struct tty *tty, struct uio *uio, int nonblock)
{
    ssize_t done = 0, n = 0;

    rt_mutex_lock(&tty->write_lock);
    while (uio->left) {
        size_t room = tty->driver->room(tty->ctx);
        if (tty->hung_up) {
            n = -EIO;
            break;
        }
        if (room < 64) {
            n = nonblock ? -EAGAIN : wait_interruptible(tty->driver->wait(tty->ctx), RT_NEVER);
            if (n)
                break;
            continue;
        }
        n = write_piece(tty, uio, room / ((tty->termios.c_oflag & TABDLY) == XTABS ? 8 : 2));
        if (n <= 0)
            break;
        done += n;
    }
    rt_mutex_unlock(&tty->write_lock);
    return done ? done : n;
}
