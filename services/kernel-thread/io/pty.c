/* SPDX-License-Identifier: BSD-2-Clause */
/* Pseudo terminals.
 *
 * What programs write to the slave's terminal goes through its line discipline into a ring that the
 * master reads; what the master writes is the terminal's input.  The slave's node in /dev/pts lives as
 * long as the master is open. */
#include "io/pty.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/ioctl.h>
#include <linux/poll.h>
#include <linux/stat.h>
#include <stdio.h>
#include <stdlib.h>

#include "fs/device.h"
#include "fs/file.h"
#include "fs/files.h"
#include "fs/namei.h"
#include "fs/poll.h"
#include "fs/tmpfs.h"
#include "io/byte_ring.h"
#include "io/tty.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { PTYS_MAX = 4096, GET_NUMBER = 0x80045430, SET_LOCK = 0x40045431, GET_LOCK = 0x80045439, GET_PEER = 0x5441 };

/* What a master in packet mode is told, before it reads data. */
enum { PKT_FLUSH_READ = 1, PKT_FLUSH_WRITE = 2, PKT_STOP = 4, PKT_START = 8, PKT_NO_STOP = 16, PKT_DO_STOP = 32,
       PKT_SETTINGS = 64 };

struct pty {
    uint32_t number;
    struct tty *slave;        /* counted */
    struct byte_ring output;  /* of the slave's programs */
    struct rt_waitq wait;     /* the ring or the ends changed */
    char locked, held;
    char master_open;
    char slave_was_open, slave_open;
    char packet;              /* TIOCPKT: a byte before what the master reads tells what it is */
    uint8_t events;           /* PKT_*: to be told */
};

static struct pty *ptys[PTYS_MAX];

static void changed(struct pty *p)
{
    rt_waitq_wake_all(&p->wait);
}

/* Something happened that a master in packet mode wants to know; it takes the place of its opposite. */
static void tell(struct pty *p, unsigned event, unsigned opposite)
{
    if (!p->packet)
        return;
    p->events = (uint8_t)((p->events & ~opposite) | event);
    changed(p);
}

static size_t out_put(void *ctx, const char *bytes, size_t n)
{
    struct pty *p = ctx;
    size_t put = p->master_open ? byte_ring_put(&p->output, bytes, n) : n;

    changed(p);
    return put;
}

static size_t out_room(void *ctx)
{
    struct pty *p = ctx;

    return p->held ? 0 : byte_ring_room(&p->output);
}

static void out_hold(void *ctx, int hold)
{
    struct pty *p = ctx;

    p->held = hold != 0;
    tell(p, hold ? PKT_STOP : PKT_START, hold ? PKT_START : PKT_STOP);
    changed(p);
}

static void out_discard(void *ctx)
{
    struct pty *p = ctx;

    p->output.fill = 0;
    tell(p, PKT_FLUSH_WRITE, 0);
    changed(p);
}

static size_t out_unsent(void *ctx)
{
    (void)ctx;
    return 0; /* what is in the ring is the master's already */
}

static struct rt_waitq *out_wait(void *ctx)
{
    return &((struct pty *)ctx)->wait;
}

static void slave_opened(void *ctx, int open)
{
    struct pty *p = ctx;

    p->slave_open = (char)open;
    p->slave_was_open = 1;
    changed(p);
}

static void input_flushed(void *ctx)
{
    tell(ctx, PKT_FLUSH_READ, 0);
}

/* Does the terminal stop at ^S and go on at ^Q? */
static int usual_flow(const struct linux_termios *t)
{
    enum { CTRL_Q = 17, CTRL_S = 19 };

    return (t->c_iflag & IXON) && t->c_cc[VSTOP] == CTRL_S && t->c_cc[VSTART] == CTRL_Q;
}

/* The line of a pseudo terminal is always the same. */
static void new_settings(void *ctx, const struct linux_termios *old, struct linux_termios *new)
{
    new->c_cflag = (new->c_cflag & ~(uint32_t)(CSIZE | PARENB)) | CS8 | CREAD;
    if (usual_flow(old) != usual_flow(new))
        tell(ctx, usual_flow(new) ? PKT_DO_STOP : PKT_NO_STOP, PKT_DO_STOP | PKT_NO_STOP);
    if ((old->c_lflag | new->c_lflag) & EXTPROC)
        tell(ctx, PKT_SETTINGS, 0);
}

static void slave_freed(void *ctx)
{
    free(ctx); /* the terminal was the last to know it */
}

static const struct tty_driver driver = {
    .put = out_put, .room = out_room, .hold = out_hold, .discard = out_discard, .unsent = out_unsent,
    .wait = out_wait, .opened = slave_opened, .freed = slave_freed, .settings = new_settings,
    .flushed = input_flushed,
};

struct tty *pty_slave(uint32_t minor, int *locked)
{
    struct pty *p = minor < PTYS_MAX ? ptys[minor] : NULL;

    if (!p || !p->master_open)
        return NULL;
    *locked = p->locked;
    return p->slave;
}

static ssize_t master_read(struct file *f, struct uio *uio, uint64_t offset)
{
    struct pty *p = f->priv;
    const char *bytes;

    (void)offset;
    if (!uio->left)
        return 0;
    while (!p->output.fill && !p->events) {
        if (p->slave_was_open && !p->slave_open)
            return -EIO;
        int err = f->flags & O_NONBLOCK ? -EAGAIN : wait_interruptible(&p->wait, RT_NEVER);
        if (err)
            return err;
    }
    if (p->packet) {
        uint8_t kind = p->events;
        p->events = 0;
        ssize_t told = uio_copy_to(uio, &kind, 1);
        if (told <= 0 || kind || !uio->left)
            return told;
    }
    size_t n = byte_ring_front(&p->output, &bytes);
    ssize_t moved = uio_copy_to(uio, bytes, n < uio->left ? n : uio->left);
    if (moved > 0)
        byte_ring_skip(&p->output, (size_t)moved < p->output.fill ? (size_t)moved : p->output.fill);
    changed(p);
    return moved < 0 ? moved : moved + p->packet;
}

static ssize_t master_write(struct file *f, struct uio *uio, uint64_t offset)
{
    struct pty *p = f->priv;
    ssize_t done = 0;
    char buf[256];

    (void)offset;
    while (uio->left) {
        ssize_t n = uio_copy_from(uio, buf, uio->left < sizeof buf ? uio->left : sizeof buf);
        if (n <= 0)
            return done ? done : n;
        tty_input(p->slave, buf, (size_t)n);
        done += n;
    }
    return done;
}

static uint32_t master_poll(struct file *f, struct poll_table *pt)
{
    struct pty *p = f->priv;
    uint32_t events = POLLOUT | POLLWRNORM;

    poll_wait(pt, &p->wait);
    if (p->output.fill)
        events |= POLLIN | POLLRDNORM;
    if (p->events)
        events |= POLLIN | POLLRDNORM | POLLPRI;
    if (p->slave_was_open && !p->slave_open)
        events |= POLLHUP;
    return events;
}

/* TIOCGPTPEER: the slave without its path. */
static long open_peer(struct pty *p, uint64_t flags)
{
    char path[24];
    struct file *f;

    snprintf(path, sizeof path, "/dev/pts/%u", p->number);
    int err = vfs_open(NULL, AT_FDCWD, path, (int)flags & (O_ACCMODE | O_NONBLOCK | O_NOCTTY), 0, &f);
    if (err)
        return err;
    int fd = fd_install(current(), f, (unsigned)flags, 0);
    if (fd < 0)
        file_put(f);
    return fd;
}

static long set_packet(struct pty *p, uint64_t uaddr)
{
    int on;
    int err = copy_in(current()->proc->mm, &on, uaddr, sizeof on);

    if (err)
        return err;
    if (on && !p->packet)
        p->events = 0;
    p->packet = on != 0;
    return 0;
}

/* A signal to the group in the foreground, as if its key had been typed. */
static long send_signal(struct pty *p, uint64_t sig)
{
    if (sig != SIGINT && sig != SIGQUIT && sig != SIGTSTP)
        return -EINVAL;
    tty_signal(p->slave, (int)sig);
    return 0;
}

static long master_ioctl(struct file *f, uint32_t command, uint64_t argument)
{
    struct mm *mm = current()->proc->mm;
    struct pty *p = f->priv;
    int value = p->locked;

    switch (command) {
    case GET_NUMBER: return copy_out(mm, argument, &p->number, sizeof p->number);
    case GET_LOCK: return copy_out(mm, argument, &value, sizeof value);
    case SET_LOCK: {
        int err = copy_in(mm, &value, argument, sizeof value);
        if (!err)
            p->locked = value != 0;
        return err;
    }
    case GET_PEER: return open_peer(p, argument);
    case FIONREAD:
        value = (int)p->output.fill;
        return copy_out(mm, argument, &value, sizeof value);
    case TIOCPKT: return set_packet(p, argument);
    case TIOCGPKT:
        value = p->packet;
        return copy_out(mm, argument, &value, sizeof value);
    case TIOCSIG: return send_signal(p, argument);
    case TIOCGPGRP: return copy_out(mm, argument, &p->slave->pgrp, sizeof p->slave->pgrp);
    case TIOCGSID:
        return p->slave->session ? copy_out(mm, argument, &p->slave->session, sizeof p->slave->session) : -ENOTTY;
    case TIOCSCTTY:
    case TIOCNOTTY: return -ENOTTY;
    default: return tty_ioctl(p->slave, command, argument);
    }
}

static void master_release(struct file *f)
{
    struct pty *p = f->priv;

    p->master_open = 0;
    ptys[p->number] = NULL;
    devpts_remove(p->number);
    tty_hang_up(p->slave);
    changed(p);
    tty_put(p->slave); /* and p with the last user of the terminal */
}

static int new_pty(struct pty **out)
{
    uint32_t number = 0;

    while (number < PTYS_MAX && ptys[number])
        number++;
    if (number == PTYS_MAX)
        return -ENOSPC;
    struct pty *p = calloc(1, sizeof *p);
    if (!p)
        return -ENOMEM;
    p->number = number;
    p->locked = p->master_open = 1;
    p->slave = tty_new(&driver, p, RDEV(PTS_MAJOR, number));
    if (!p->slave) {
        free(p);
        return -ENOMEM;
    }
    p->slave->size = (struct linux_winsize){ 0 };
    p->slave->termios.c_cflag &= ~(uint32_t)HUPCL;
    const struct cred *c = current() ? thread_cred(current()) : NULL;
    int err = devpts_add(number, c ? c->fsuid : 0);
    if (err) {
        tty_put(p->slave);
        return err;
    }
    ptys[number] = p;
    *out = p;
    return 0;
}

static int master_open(struct inode *inode, struct file *f)
{
    struct pty *p;

    (void)inode;
    int err = new_pty(&p);
    if (err)
        return err;
    f->priv = p;
    f->kind |= FILE_STREAM;
    return 0;
}

static const struct file_ops master_ops = {
    .open = master_open,
    .release = master_release,
    .read = master_read,
    .write = master_write,
    .poll = master_poll,
    .async = ASYNC_INPUT,
    .ioctl = master_ioctl,
    .splice = FILE_SPLICE,
};

int pty_init(void)
{
    int err = device_register("ptmx", S_IFCHR | 0666, RDEV(5, 2), &master_ops);

    if (!err)
        err = device_register_major(PTS_MAJOR, &tty_file_ops);
    if (!err)
        err = vfs_mknod(NULL, AT_FDCWD, "/dev/pts", S_IFDIR | 0755, 0);
    if (!err)
        err = vfs_mount(NULL, "devpts", "/dev/pts", "devpts", 0, "");
    return err;
}
