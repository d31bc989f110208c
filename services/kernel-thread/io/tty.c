/* SPDX-License-Identifier: BSD-2-Clause */
/* Terminals as files. */
#include "io/tty.h"

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <rt/timer.h>
#include <stdlib.h>
#include <string.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "io/logdev.h"
#include "io/pty.h"
#include "mm/user.h"
#include "proc/proc.h"

static struct tty *console_tty;

static const struct linux_termios sane = {
    .c_iflag = ICRNL | IXON,
    .c_oflag = OPOST | ONLCR,
    .c_cflag = B38400 | CS8 | CREAD | HUPCL,
    .c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
    .c_cc = { [VINTR] = 3, [VQUIT] = 28, [VERASE] = 127, [VKILL] = 21, [VEOF] = 4, [VMIN] = 1, [VSTART] = 17,
              [VSTOP] = 19, [VSUSP] = 26, [VREPRINT] = 18, [VDISCARD] = 15, [VWERASE] = 23, [VLNEXT] = 22 },
};

struct tty *tty_new(const struct tty_driver *driver, void *ctx, uint32_t rdev)
{
    struct tty *tty = calloc(1, sizeof *tty);

    if (!tty)
        return NULL;
    tty->refs = 1;
    tty->driver = driver;
    tty->ctx = ctx;
    tty->rdev = rdev;
    tty->termios = sane;
    tty->ispeed = tty->ospeed = 38400;
    tty->size = (struct linux_winsize){ 24, 80, 0, 0 };
    return tty;
}

void tty_get(struct tty *tty)
{
    tty->refs++;
}

void tty_put(struct tty *tty)
{
    if (--tty->refs)
        return;
    tty_forget(tty);
    if (tty->driver->freed)
        tty->driver->freed(tty->ctx);
    free(tty);
}

/* One line, or what of it fits; the byte that ends it is the last one given. */
static ssize_t read_line(struct tty *tty, struct uio *uio)
{
    ssize_t done = 0;

    while (tty->tail != tty->canon && uio->left) {
        char line[128];
        size_t n = 0;
        uint16_t c = 0;
        while (n < sizeof line && n < uio->left && tty->tail != tty->canon && !(c & (CELL_END | CELL_EOF))) {
            c = tty->cells[tty->tail++ % TTY_INPUT_CELLS];
            if (!(c & CELL_EOF))
                line[n++] = (char)c;
        }
        if (n) {
            ssize_t m = uio_copy_to(uio, line, n);
            if (m < 0)
                return done ? done : m;
            done += m;
        }
        if (c & (CELL_END | CELL_EOF))
            break;
    }
    /* An end of file right behind a line that filled the buffer exactly belongs to it. */
    if (!uio->left && done && tty->tail != tty->canon && (tty->cells[tty->tail % TTY_INPUT_CELLS] & CELL_EOF))
        tty->tail++;
    return done;
}

static ssize_t read_cells(struct tty *tty, struct uio *uio)
{
    char bytes[256];
    size_t n = 0;

    while (n < sizeof bytes && n < uio->left && tty->tail != tty->head)
        bytes[n++] = (char)tty->cells[tty->tail++ % TTY_INPUT_CELLS];
    if (tty->canon - tty->tail > TTY_INPUT_CELLS)
        tty->canon = tty->tail;
    return uio_copy_to(uio, bytes, n);
}

static int wait_input(struct tty *tty, uint64_t deadline, int nonblock)
{
    int err = tty_check_background(tty, SIGTTIN);

    if (err)
        return err;
    return nonblock ? -EAGAIN : wait_interruptible(&tty->read_wait, deadline);
}

static ssize_t read_canonical(struct tty *tty, struct uio *uio, int nonblock)
{
    while (tty->tail == tty->canon) {
        if (tty->hung_up)
            return 0;
        if (!(tty->termios.c_lflag & ICANON))
            return -EAGAIN; /* the mode changed: the caller starts over */
        int err = wait_input(tty, RT_NEVER, nonblock);
        if (err)
            return err;
    }
    return read_line(tty, uio);
}

/* MIN bytes, TIME tenths of a second between them (MIN 0: in all). */
static ssize_t read_raw(struct tty *tty, struct uio *uio, int nonblock)
{
    unsigned min = tty->termios.c_cc[VMIN], tenths = tty->termios.c_cc[VTIME];
    uint64_t gap = tenths * 100000000ull;
    uint64_t deadline = !min && tenths ? rt_now_ns() + gap : RT_NEVER;
    ssize_t done = 0;

    for (;;) {
        if (tty->tail != tty->head) {
            ssize_t n = read_cells(tty, uio);
            if (n < 0)
                return done ? done : n;
            done += n;
            if (tenths && min)
                deadline = rt_now_ns() + gap;
        }
        if (!uio->left || (unsigned)done >= (min ? min : 1) || tty->hung_up || (!min && !tenths))
            return done;
        int err = wait_input(tty, deadline, nonblock);
        if (err == -ETIMEDOUT)
            return done;
        if (err)
            return done ? done : err;
    }
}

static ssize_t tty_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct tty *tty = f->priv;
    int nonblock = (f->flags & O_NONBLOCK) != 0;
    ssize_t n;

    (void)offset;
    if (!uio->left)
        return 0;
    int err = tty_check_background(tty, SIGTTIN);
    if (err)
        return err;
    do {
        n = tty->termios.c_lflag & ICANON ? read_canonical(tty, uio, nonblock) : read_raw(tty, uio, nonblock);
    } while (n == -EAGAIN && !nonblock);
    return n;
}

static ssize_t tty_write(struct file *f, struct uio *uio, uint64_t offset)
{
    struct tty *tty = f->priv;

    (void)offset;
    if (tty->termios.c_lflag & TOSTOP) {
        int err = tty_check_background(tty, SIGTTOU);
        if (err)
            return err;
    }
    return tty_write_out(tty, uio, (f->flags & O_NONBLOCK) != 0);
}

static uint32_t tty_poll(struct file *f, struct poll_table *pt)
{
    struct tty *tty = f->priv;
    uint32_t events = 0;

    if (tty->hung_up)
        return POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLERR | POLLHUP;
    poll_wait_for(pt, &tty->read_wait, POLLIN | POLLRDNORM | POLLHUP);
    poll_wait_for(pt, tty->driver->wait(tty->ctx), POLLOUT | POLLWRNORM);
    if (tty_readable(tty))
        events |= POLLIN | POLLRDNORM;
    if (tty->driver->room(tty->ctx) >= 64)
        events |= POLLOUT | POLLWRNORM;
    return events;
}

static long tty_file_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    struct tty *tty = f->priv;

    if (tty->hung_up)
        return command == TIOCSPGRP ? -ENOTTY : -EIO;
    return tty_ioctl(tty, command, argument);
}

static void tty_release(struct file *f)
{
    struct tty *tty = f->priv;

    if (--tty->files == 0 && tty->driver->opened)
        tty->driver->opened(tty->ctx, 0);
    tty_put(tty);
}

/* Which terminal a device node means now. */
static struct tty *tty_of(uint32_t rdev, int *locked)
{
    if (rdev == RDEV(5, 0))
        return current() ? current()->proc->ctty : NULL;
    return RDEV_MAJOR(rdev) == PTS_MAJOR ? pty_slave(RDEV_MINOR(rdev), locked) : console_tty;
}

static int tty_open(struct inode *inode, struct file *f)
{
    int locked = 0;
    struct tty *tty = tty_of(inode->rdev, &locked);

    if (!tty && RDEV_MAJOR(inode->rdev) == PTS_MAJOR)
        return -EIO;
    if (!tty)
        return inode->rdev == RDEV(5, 1) ? logdev_open(f) : -ENXIO;
    if (locked)
        return -EIO;
    if (tty->exclusive && !cred_has(current(), CAP_SYS_ADMIN))
        return -EBUSY;
    if (tty->files++ == 0 && tty->driver->opened)
        tty->driver->opened(tty->ctx, 1);
    tty_get(tty);
    f->priv = tty;
    f->kind |= FILE_STREAM;
    if (!(f->opening_flags & O_NOCTTY) && inode->rdev != RDEV(5, 0) && inode->rdev != RDEV(5, 1))
        tty_maybe_become_controlling(tty);
    return 0;
}

const struct file_ops tty_file_ops = {
    .open = tty_open,
    .release = tty_release,
    .read = tty_read,
    .write = tty_write,
    .poll = tty_poll,
    .async = ASYNC_INPUT,
    .ioctl = tty_file_ioctl,
    .splice = FILE_SPLICE,
};

int tty_register(struct tty *console)
{
    console_tty = console;
    int err = device_register("tty", S_IFCHR | 0666, RDEV(5, 0), &tty_file_ops);

    if (!err)
        err = device_register("console", S_IFCHR | 0600, RDEV(5, 1), &tty_file_ops);
    if (!err && console)
        err = device_register("hvc0", S_IFCHR | 0620, console->rdev, &tty_file_ops);
    return err;
}
