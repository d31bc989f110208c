/* SPDX-License-Identifier: BSD-2-Clause */
/* Terminal input: signals, editing of the line, echo. */
#include <linux/signal.h>

#include "io/tty.h"

static unsigned char cc(const struct tty *tty, unsigned which)
{
    return tty->termios.c_cc[which];
}

static int is_cc(const struct tty *tty, unsigned which, unsigned char c)
{
    return cc(tty, which) != 0 && cc(tty, which) == c;
}

static int l_flag(const struct tty *tty, uint32_t flag)
{
    return (tty->termios.c_lflag & flag) != 0;
}

static uint16_t *cell(struct tty *tty, uint32_t at)
{
    return &tty->cells[at % TTY_INPUT_CELLS];
}

int tty_readable(const struct tty *tty)
{
    if (tty->termios.c_lflag & ICANON)
        return tty->tail != tty->canon;
    unsigned min = cc(tty, VTIME) ? 1 : cc(tty, VMIN); /* who reads without time between bytes waits for so many */
    return tty->head - tty->tail >= (min ? min : 1);
}

void tty_flush_input(struct tty *tty)
{
    tty->tail = tty->canon = tty->head = 0;
    if (tty->driver->flushed)
        tty->driver->flushed(tty->ctx);
}

static void echo_text(struct tty *tty, const char *s, size_t n)
{
    tty_echo(tty, s, n);
}

static int is_control(unsigned char c)
{
    return c < 32 || c == 127;
}

/* Shows a typed byte, control bytes as ^X. */
static void echo_byte(struct tty *tty, unsigned char c)
{
    char shown[2] = { '^', (char)(c ^ 0x40) };
    char plain = (char)c;

    if (!l_flag(tty, ECHO))
        return;
    if (is_control(c) && c != '\t' && c != '\n' && l_flag(tty, ECHOCTL))
        echo_text(tty, shown, 2);
    else
        echo_text(tty, &plain, 1);
}

/* Columns a byte of the line takes; bytes in the middle of a UTF-8 character take none. */
static unsigned width_of(const struct tty *tty, unsigned char c, unsigned column)
{
    if (c == '\t')
        return 8 - column % 8;
    if (is_control(c))
        return l_flag(tty, ECHOCTL) ? 2 : 0;
    if ((tty->termios.c_iflag & IUTF8) && (c & 0xc0) == 0x80)
        return 0;
    return 1;
}

/* Columns of the whole typed line, which begins where the cursor would be without it. */
static unsigned line_width(struct tty *tty, unsigned start)
{
    unsigned column = start;

    for (uint32_t at = tty->canon; at != tty->head; at++)
        column += width_of(tty, (unsigned char)*cell(tty, at), column);
    return column - start;
}

/* A tab leaves nothing on the screen to be wiped out. */
static void rub_out(struct tty *tty, unsigned columns, int tab)
{
    while (columns-- > 0)
        echo_text(tty, "\b \b", tab ? 1 : 3);
}

/* Takes the last character off the line and off the screen. */
static void erase_one(struct tty *tty)
{
    unsigned now = tty->column, whole = line_width(tty, 0);
    unsigned start = now >= whole ? now - whole : 0;
    unsigned before = line_width(tty, start);

    int tab = (char)*cell(tty, tty->head - 1) == '\t';

    do {
        tty->head--;
    } while (tty->head != tty->canon && (tty->termios.c_iflag & IUTF8) && (*cell(tty, tty->head) & 0xc0) == 0x80);
    if (!l_flag(tty, ECHO))
        return;
    if (l_flag(tty, ECHOE))
        rub_out(tty, before - line_width(tty, start), tab);
    else
        echo_byte(tty, cc(tty, VERASE));
}

static void erase_word(struct tty *tty)
{
    int seen = 0;

    while (tty->head != tty->canon) {
        unsigned char c = (unsigned char)*cell(tty, tty->head - 1);
        int word = (c >= '0' && c <= '9') || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a) || c == '_' || c >= 0x80;
        if (seen && !word)
            return;
        seen |= word;
        erase_one(tty);
    }
}

static void kill_line(struct tty *tty)
{
    if (l_flag(tty, ECHO) && !(l_flag(tty, ECHOKE) && l_flag(tty, ECHOE))) {
        tty->head = tty->canon;
        echo_byte(tty, cc(tty, VKILL));
        if (l_flag(tty, ECHOK))
            echo_text(tty, "\n", 1);
        return;
    }
    while (tty->head != tty->canon)
        erase_one(tty);
}

static void reprint(struct tty *tty)
{
    echo_byte(tty, cc(tty, VREPRINT));
    echo_text(tty, "\n", 1);
    for (uint32_t at = tty->canon; at != tty->head; at++)
        echo_byte(tty, (unsigned char)*cell(tty, at));
}

/* Appends a cell; the line being typed keeps one place free for its end. */
static int append(struct tty *tty, uint16_t value)
{
    uint32_t limit = value & (CELL_END | CELL_EOF) ? TTY_INPUT_CELLS : TTY_INPUT_CELLS - 1;

    if (tty->head - tty->tail >= limit)
        return 0;
    *cell(tty, tty->head++) = value;
    return 1;
}

static void end_line(struct tty *tty, uint16_t value)
{
    if (!append(tty, value))
        return;
    tty->canon = tty->head;
    rt_waitq_wake_all(&tty->read_wait);
}

/* ^C ^\ ^Z: 1 if the byte was one of them. */
static int signal_byte(struct tty *tty, unsigned char c)
{
    int sig = is_cc(tty, VINTR, c) ? SIGINT : is_cc(tty, VQUIT, c) ? SIGQUIT : is_cc(tty, VSUSP, c) ? SIGTSTP : 0;

    if (!sig)
        return 0;
    if (!l_flag(tty, NOFLSH)) {
        tty_flush_input(tty);
        tty->driver->discard(tty->ctx);
    }
    echo_byte(tty, c);
    tty_signal(tty, sig);
    return 1;
}

static int flow_byte(struct tty *tty, unsigned char c)
{
    int stop = is_cc(tty, VSTOP, c), start = is_cc(tty, VSTART, c);

    if (!stop && !start)
        return 0;
    tty->stopped = (char)(stop && !start);
    tty->driver->hold(tty->ctx, tty->stopped);
    return 1;
}

/* Editing keys of canonical mode: 1 if the byte was one. */
static int edit_byte(struct tty *tty, unsigned char c)
{
    int empty = tty->head == tty->canon;

    if (is_cc(tty, VERASE, c)) {
        if (!empty)
            erase_one(tty);
    } else if (is_cc(tty, VKILL, c)) {
        kill_line(tty);
    } else if (is_cc(tty, VEOF, c)) {
        end_line(tty, CELL_EOF);
    } else if (l_flag(tty, IEXTEN) && is_cc(tty, VWERASE, c)) {
        erase_word(tty);
    } else if (l_flag(tty, IEXTEN) && is_cc(tty, VREPRINT, c)) {
        reprint(tty);
    } else {
        return 0;
    }
    return 1;
}

static void canonical_byte(struct tty *tty, unsigned char c)
{
    if (c == '\n' || is_cc(tty, VEOL, c) || is_cc(tty, VEOL2, c)) {
        if (l_flag(tty, ECHO) || (c == '\n' && l_flag(tty, ECHONL)))
            echo_text(tty, (const char *)&c, 1);
        end_line(tty, (uint16_t)(c | CELL_END));
        return;
    }
    if (append(tty, c))
        echo_byte(tty, c);
    else if (tty->termios.c_iflag & IMAXBEL)
        echo_text(tty, "\a", 1);
}

static void raw_byte(struct tty *tty, unsigned char c)
{
    if (!append(tty, c))
        return;
    tty->canon = tty->head;
    if (c == '\n' && l_flag(tty, ECHO))
        echo_text(tty, "\n", 1);
    else
        echo_byte(tty, c);
    rt_waitq_wake_all(&tty->read_wait);
}

static void stored_byte(struct tty *tty, unsigned char c)
{
    if (l_flag(tty, ICANON))
        canonical_byte(tty, c);
    else
        raw_byte(tty, c);
}

static void input_byte(struct tty *tty, unsigned char c)
{
    uint32_t iflag = tty->termios.c_iflag;

    if (iflag & ISTRIP)
        c &= 0x7f;
    if ((iflag & IUCLC) && l_flag(tty, IEXTEN) && c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    if (tty->quote_next) {
        tty->quote_next = 0;
        if (l_flag(tty, ICANON) && append(tty, c))
            echo_byte(tty, c);
        else if (!l_flag(tty, ICANON))
            raw_byte(tty, c);
        return;
    }
    if ((iflag & IXON) && flow_byte(tty, c))
        return;
    if (tty->stopped && (iflag & IXANY)) {
        tty->stopped = 0;
        tty->driver->hold(tty->ctx, 0);
    }
    if (l_flag(tty, ISIG) && signal_byte(tty, c))
        return;
    if (c == '\r' && (iflag & IGNCR))
        return;
    if (c == '\r' && (iflag & ICRNL))
        c = '\n';
    else if (c == '\n' && (iflag & INLCR))
        c = '\r';
    if (l_flag(tty, ICANON) && l_flag(tty, IEXTEN) && is_cc(tty, VLNEXT, c)) {
        tty->quote_next = 1;
        if (l_flag(tty, ECHO) && l_flag(tty, ECHOCTL))
            echo_text(tty, "^\b", 2);
        return;
    }
    if (l_flag(tty, ICANON) && edit_byte(tty, c))
        return;
    stored_byte(tty, c);
}

void tty_input(struct tty *tty, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        input_byte(tty, (unsigned char)bytes[i]);
}

void tty_hang_up(struct tty *tty)
{
    tty->hung_up = 1;
    tty_signal(tty, SIGHUP);
    tty_signal(tty, SIGCONT);
    rt_waitq_wake_all(&tty->read_wait);
}
