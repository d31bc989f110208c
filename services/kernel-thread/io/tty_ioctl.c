/* SPDX-License-Identifier: BSD-2-Clause */
/* ioctl on terminals. */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/ioctl.h>
#include <string.h>

#include "fs/device.h"
#include "io/tty.h"
#include "mm/user.h"
#include "proc/proc.h"

static struct mm *caller_mm(void)
{
    return current()->proc->mm;
}

/* Output sent so far leaves before the call goes on (TCSETSW, TCSBRK). */
int tty_wait_sent(struct tty *tty)
{
    while (tty->driver->unsent(tty->ctx) && !tty->stopped && !tty->hung_up) {
        int err = wait_interruptible(tty->driver->wait(tty->ctx), RT_NEVER);
        if (err)
            return err;
    }
    return 0;
}

void tty_resize(struct tty *tty, const struct linux_winsize *size)
{
    int same = !memcmp(&tty->size, size, sizeof *size);

    tty->size = *size;
    if (!same)
        tty_signal(tty, SIGWINCH);
}

static long set_size(struct tty *tty, uint64_t uaddr)
{
    struct linux_winsize size;
    int err = copy_in(caller_mm(), &size, uaddr, sizeof size);

    if (!err)
        tty_resize(tty, &size);
    return err;
}

static long flush(struct tty *tty, uint64_t queue)
{
    int err = tty_check_background(tty, SIGTTOU);
    if (err || queue > TCIOFLUSH)
        return err ? err : -EINVAL;
    if (queue != TCOFLUSH)
        tty_flush_input(tty);
    if (queue != TCIFLUSH)
        tty->driver->discard(tty->ctx);
    return 0;
}

static long flow(struct tty *tty, uint64_t action)
{
    if (action > TCION)
        return -EINVAL;
    int err = tty_check_background(tty, SIGTTOU);
    if (err)
        return err;
    if (action <= TCOON) {
        tty->stopped = action == TCOOFF;
        tty->driver->hold(tty->ctx, tty->stopped);
    } else { /* the other side is told to stop or go on sending */
        char c = (char)tty->termios.c_cc[action == TCIOFF ? VSTOP : VSTART];
        if (c)
            (void)tty->driver->put(tty->ctx, &c, 1); /* a full line loses it */
    }
    return 0;
}

static long count(uint64_t uaddr, uint32_t n)
{
    return copy_out(caller_mm(), uaddr, &n, sizeof n);
}

/* Bytes that can be read: of complete lines, without the marks of ^D. */
static uint32_t input_count(const struct tty *tty)
{
    uint32_t n = 0;

    if (!(tty->termios.c_lflag & ICANON))
        return tty->head - tty->tail;
    for (uint32_t i = tty->tail; i != tty->canon; i++)
        n += !(tty->cells[i % TTY_INPUT_CELLS] & CELL_EOF);
    return n;
}

/* A byte as if it had been typed. */
static long type_byte(struct tty *tty, uint64_t uaddr)
{
    char c;

    if (current()->proc->ctty != tty && !cred_has(current(), CAP_SYS_ADMIN))
        return -EPERM;
    int err = copy_in(caller_mm(), &c, uaddr, 1);
    if (!err)
        tty_input(tty, &c, 1);
    return err;
}

/* There is one line discipline, number 0. */
static long set_discipline(struct tty *tty, uint64_t uaddr)
{
    int number;
    int err = copy_in(caller_mm(), &number, uaddr, sizeof number);

    if (!err)
        err = tty_check_background(tty, SIGTTOU);
    return err ? err : number == 0 ? 0 : -EINVAL;
}

static long set_local(struct tty *tty, uint64_t uaddr)
{
    int on;
    int err = copy_in(caller_mm(), &on, uaddr, sizeof on);

    if (!err)
        tty->termios.c_cflag = on ? tty->termios.c_cflag | CLOCAL : tty->termios.c_cflag & ~(uint32_t)CLOCAL;
    return err;
}

/* A break: after what was sent; there is no line that could carry it. */
static long send_break(struct tty *tty)
{
    int err = tty_check_background(tty, SIGTTOU);

    return err ? err : tty_wait_sent(tty);
}

/* A device number in the form of old: eight bits of minor, then the major. */
static uint32_t device_number(uint32_t rdev)
{
    return (RDEV_MINOR(rdev) & 0xff) | RDEV_MAJOR(rdev) << 8 | (RDEV_MINOR(rdev) & ~0xffu) << 12;
}

static long settings(struct tty *tty, uint32_t command, uint64_t argument)
{
    switch (command) {
    case TCGETS: case TCGETS2: case TCGETA: case TIOCGLCKTRMIOS: return tty_settings_get(tty, command, argument);
    case TCSETS: case TCSETSW: case TCSETSF:
    case TCSETS2: case TCSETSW2: case TCSETSF2:
    case TCSETA: case TCSETAW: case TCSETAF: return tty_settings_set(tty, command, argument);
    case TIOCSLCKTRMIOS: return tty_settings_lock(tty, argument);
    case TIOCGSOFTCAR: return count(argument, (tty->termios.c_cflag & CLOCAL) != 0);
    case TIOCSSOFTCAR: return set_local(tty, argument);
    case TIOCGETD: return count(argument, 0);
    case TIOCSETD: return set_discipline(tty, argument);
    case TIOCEXCL: tty->exclusive = 1; return 0;
    case TIOCNXCL: tty->exclusive = 0; return 0;
    case TIOCGEXCL: return count(argument, (uint32_t)tty->exclusive);
    default: return tty_job_ioctl(tty, command, argument);
    }
}

long tty_ioctl(struct tty *tty, uint32_t command, uint64_t argument)
{
    switch (command) {
    case TIOCGWINSZ: return copy_out(caller_mm(), argument, &tty->size, sizeof tty->size);
    case TIOCSWINSZ: return set_size(tty, argument);
    case TCFLSH: return flush(tty, argument);
    case TCXONC: return flow(tty, argument);
    case TCSBRK:
    case TCSBRKP:
    case TIOCSBRK:
    case TIOCCBRK: return send_break(tty);
    case TIOCSTI: return type_byte(tty, argument);
    case FIONREAD: return count(argument, input_count(tty));
    case TIOCOUTQ: return count(argument, (uint32_t)tty->driver->unsent(tty->ctx));
    case TIOCGDEV: return count(argument, device_number(tty->rdev));
    default: return settings(tty, command, argument);
    }
}
