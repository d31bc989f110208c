/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings of a terminal in their three forms (struct termios, termios2 with speeds in numbers, the old termio),
 * and bits that an administrator locked. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/ioctl.h>
#include <string.h>

#include "io/tty.h"
#include "mm/user.h"
#include "proc/proc.h"

enum { TERMIO_CC = 8 };

struct termio {
    uint16_t iflag, oflag, cflag, lflag;
    uint8_t line, cc[TERMIO_CC];
};

struct termios2 {
    struct linux_termios t;
    uint32_t ispeed, ospeed;
};

static struct mm *caller_mm(void)
{
    return current()->proc->mm;
}

/* Bits a second of a speed's code. */
static uint32_t speed_of(uint32_t code)
{
    static const uint32_t low[] = { 0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400 };
    static const uint32_t high[] = { 0, 57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000,
                                     2000000, 2500000, 3000000, 3500000, 4000000 };

    return code & BOTHER ? high[code & 15] : low[code & 15];
}

/* Speeds follow the flags, unless these say that they are in numbers. */
static void take_speeds(struct tty *tty, uint32_t ispeed, uint32_t ospeed)
{
    uint32_t out = tty->termios.c_cflag & CBAUD, in = tty->termios.c_cflag >> IBSHIFT & CBAUD;

    tty->ospeed = out == BOTHER ? ospeed : speed_of(out);
    tty->ispeed = !in ? tty->ospeed : in == BOTHER ? ispeed : speed_of(in);
}

static uint32_t keep(uint32_t old, uint32_t new, uint32_t locked)
{
    return (old & locked) | (new & ~locked);
}

static void keep_locked(const struct tty *tty, struct linux_termios *new)
{
    const struct linux_termios *old = &tty->termios, *locked = &tty->locked;

    new->c_iflag = keep(old->c_iflag, new->c_iflag, locked->c_iflag);
    new->c_oflag = keep(old->c_oflag, new->c_oflag, locked->c_oflag);
    new->c_cflag = keep(old->c_cflag, new->c_cflag, locked->c_cflag);
    new->c_lflag = keep(old->c_lflag, new->c_lflag, locked->c_lflag);
    for (unsigned i = 0; i < LINUX_NCCS; i++)
        if (locked->c_cc[i])
            new->c_cc[i] = old->c_cc[i];
}

long tty_settings_get(struct tty *tty, uint32_t command, uint64_t uaddr)
{
    const struct linux_termios *t = &tty->termios;

    if (command == TCGETS2) {
        struct termios2 two = { *t, tty->ispeed, tty->ospeed };
        return copy_out(caller_mm(), uaddr, &two, sizeof two);
    }
    if (command == TCGETA) {
        struct termio old = { (uint16_t)t->c_iflag, (uint16_t)t->c_oflag, (uint16_t)t->c_cflag, (uint16_t)t->c_lflag,
                              t->c_line, { 0 } };
        memcpy(old.cc, t->c_cc, TERMIO_CC);
        return copy_out(caller_mm(), uaddr, &old, sizeof old);
    }
    return copy_out(caller_mm(), uaddr, command == TIOCGLCKTRMIOS ? &tty->locked : t, sizeof *t);
}

/* What the program asks for; the old form leaves the upper bits as they are. */
static int settings_in(const struct tty *tty, uint32_t command, uint64_t uaddr, struct termios2 *new)
{
    struct termio old;

    new->t = tty->termios;
    switch (command) {
    case TCSETS2: case TCSETSW2: case TCSETSF2:
        return copy_in(caller_mm(), new, uaddr, sizeof *new);
    case TCSETA: case TCSETAW: case TCSETAF: {
        int err = copy_in(caller_mm(), &old, uaddr, sizeof old);
        if (err)
            return err;
        new->t.c_iflag = (new->t.c_iflag & 0xffff0000) | old.iflag;
        new->t.c_oflag = (new->t.c_oflag & 0xffff0000) | old.oflag;
        new->t.c_cflag = (new->t.c_cflag & 0xffff0000) | old.cflag;
        new->t.c_lflag = (new->t.c_lflag & 0xffff0000) | old.lflag;
        new->t.c_line = old.line;
        memcpy(new->t.c_cc, old.cc, TERMIO_CC);
        return 0;
    }
    default:
        return copy_in(caller_mm(), &new->t, uaddr, sizeof new->t);
    }
}

static void apply(struct tty *tty, struct linux_termios *new)
{
    int was_canonical = (tty->termios.c_lflag & ICANON) != 0;
    int is_canonical = (new->c_lflag & ICANON) != 0;

    keep_locked(tty, new);
    if (tty->driver->settings)
        tty->driver->settings(tty->ctx, &tty->termios, new);
    tty->termios = *new;
    if (was_canonical != is_canonical) {
        tty->canon = tty->head; /* what is there can be read */
        if (is_canonical && tty->head != tty->tail)
            tty->cells[(tty->head - 1) % TTY_INPUT_CELLS] |= CELL_END;
        rt_waitq_wake_all(&tty->read_wait);
    }
    if (tty->stopped && !(new->c_iflag & IXON)) {
        tty->stopped = 0;
        tty->driver->hold(tty->ctx, 0);
    }
}

long tty_settings_set(struct tty *tty, uint32_t command, uint64_t uaddr)
{
    struct termios2 new = { .ispeed = tty->ispeed, .ospeed = tty->ospeed };
    int err = tty_check_background(tty, SIGTTOU);

    if (!err)
        err = settings_in(tty, command, uaddr, &new);
    if (!err && command != TCSETS && command != TCSETA && command != TCSETS2)
        err = tty_wait_sent(tty);
    if (err)
        return err;
    if (command == TCSETSF || command == TCSETAF || command == TCSETSF2)
        tty_flush_input(tty);
    apply(tty, &new.t);
    take_speeds(tty, new.ispeed, new.ospeed);
    return 0;
}

long tty_settings_lock(struct tty *tty, uint64_t uaddr)
{
    if (!cred_has(current(), CAP_SYS_ADMIN))
        return -EPERM;
    return copy_in(caller_mm(), &tty->locked, uaddr, sizeof tty->locked);
}
