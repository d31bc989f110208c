/* SPDX-License-Identifier: BSD-2-Clause */
/* ioctl on terminals. */
#include <linux/errno.h>
#include <linux/ioctl.h>
#include <string.h>

#include "io/tty.h"
#include "mm/user.h"
#include "proc/proc.h"

static struct mm *caller_mm(void)
{
    return current()->proc->mm;
}

/* Output sent so far leaves before the call goes on (TCSETSW, TCSBRK). */
static int wait_sent(struct tty *tty)
{
    while (tty->driver->unsent(tty->ctx) && !tty->stopped && !tty->hung_up) {
        int err = wait_interruptible(tty->driver->wait(tty->ctx), RT_NEVER);
        if (err)
            return err;
    }
    return 0;
}

static void apply(struct tty *tty, const struct linux_termios *new)
{
    int was_canonical = (tty->termios.c_lflag & ICANON) != 0;
    int is_canonical = (new->c_lflag & ICANON) != 0;

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

static long set_termios(struct tty *tty, uint32_t command, uint64_t uaddr)
{
    struct linux_termios new;
    int err = tty_check_background(tty, SIGTTOU);

    if (!err)
        err = copy_in(caller_mm(), &new, uaddr, sizeof new);
    if (!err && command != TCSETS)
        err = wait_sent(tty);
    if (err)
        return err;
    if (command == TCSETSF)
        tty_flush_input(tty);
    apply(tty, &new);
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
    if (queue > TCIOFLUSH)
        return -EINVAL;
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
    if (action <= TCOON) {
        tty->stopped = action == TCOOFF;
        tty->driver->hold(tty->ctx, tty->stopped);
    }
    return 0;
}

static long count(uint64_t uaddr, uint32_t n)
{
    return copy_out(caller_mm(), uaddr, &n, sizeof n);
}

static uint32_t input_count(const struct tty *tty)
{
    return (tty->termios.c_lflag & ICANON ? tty->canon : tty->head) - tty->tail;
}

long tty_ioctl(struct tty *tty, uint32_t command, uint64_t argument)
{
    switch (command) {
    case TCGETS: return copy_out(caller_mm(), argument, &tty->termios, sizeof tty->termios);
    case TCSETS:
    case TCSETSW:
    case TCSETSF: return set_termios(tty, command, argument);
    case TIOCGWINSZ: return copy_out(caller_mm(), argument, &tty->size, sizeof tty->size);
    case TIOCSWINSZ: return set_size(tty, argument);
    case TCFLSH: return flush(tty, argument);
    case TCXONC: return flow(tty, argument);
    case TCSBRK: return argument ? wait_sent(tty) : 0;
    case FIONREAD: return count(argument, input_count(tty));
    case TIOCOUTQ: return count(argument, (uint32_t)tty->driver->unsent(tty->ctx));
    case TIOCEXCL:
    case TIOCNXCL: return 0;
    default: return tty_job_ioctl(tty, command, argument);
    }
}
