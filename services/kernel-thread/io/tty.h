/* SPDX-License-Identifier: BSD-2-Clause */
/* Terminals: a line discipline between a stream of raw bytes and the programs.
 *
 * Input bytes come in by tty_input (from a port's fiber, or the master side of a pseudo terminal).
 * Cells of the input buffer are bytes with marks; [tail, canon) are complete lines, [canon, head) is the
 * line being typed.  In raw mode canon follows head. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

#include <linux/termios.h>
#include <rt/waitq.h>

struct file;
struct proc;
struct tty;
struct uio;

enum { TTY_INPUT_CELLS = 4096, CELL_END = 0x100 /* ends a line */, CELL_EOF = 0x200 /* ^D: ends it, is not read */ };

/* Where output goes. */
struct tty_driver {
    size_t (*put)(void *ctx, const char *bytes, size_t n); /* takes what fits */
    size_t (*room)(void *ctx);
    void (*hold)(void *ctx, int hold);                     /* ^S, ^Q */
    void (*discard)(void *ctx);
    size_t (*unsent)(void *ctx);
    struct rt_waitq *(*wait)(void *ctx);                   /* woken when room grows */
    void (*opened)(void *ctx, int open); /* the first file on it (1), the last gone (0); or NULL */
    void (*freed)(void *ctx);            /* the tty is gone; or NULL */
    /* New settings, which it may correct, are about to hold; or NULL. */
    void (*settings)(void *ctx, const struct linux_termios *old, struct linux_termios *new);
    void (*flushed)(void *ctx);          /* input was thrown away; or NULL */
};

struct tty {
    unsigned refs;
    const struct tty_driver *driver;
    void *ctx;                    /* of the driver */
    uint32_t rdev;
    struct linux_termios termios;
    struct linux_termios locked;  /* bits that settings do not change (TIOCSLCKTRMIOS) */
    uint32_t ispeed, ospeed;      /* bits a second */
    struct linux_winsize size;
    int session, pgrp;            /* 0: none */
    unsigned files;               /* open ones */
    char hung_up;
    char exclusive;               /* TIOCEXCL: nobody else opens it */
    char stopped;                 /* ^S */
    char quote_next;              /* after ^V */
    unsigned column;              /* of the cursor, for tabs and erasing */
    struct rt_waitq read_wait;
    struct rt_mutex read_lock, write_lock;
    uint32_t tail, canon, head;   /* free running; index modulo TTY_INPUT_CELLS */
    uint16_t cells[TTY_INPUT_CELLS];
};

struct tty *tty_new(const struct tty_driver *driver, void *ctx, uint32_t rdev);
void tty_get(struct tty *tty);
void tty_put(struct tty *tty);

/* tty_input.c: raw bytes from the outside. */
void tty_input(struct tty *tty, const char *bytes, size_t n);
void tty_hang_up(struct tty *tty);
void tty_flush_input(struct tty *tty);
/* Is there something that a read would give? */
int tty_readable(const struct tty *tty);
/* tty_output.c: processed output, waiting for room; echo goes past the waiting. */
ssize_t tty_write_out(struct tty *tty, struct uio *uio, int nonblock);
void tty_echo(struct tty *tty, const char *bytes, size_t n);
/* Output processing of one byte into out (at most 8 bytes); returns how many. */
unsigned tty_process(struct tty *tty, unsigned char c, char *out);

/* tty_job.c: job control. */
int tty_check_background(struct tty *tty, int sig); /* 0: may go on; -ERESTARTSYS, -EIO */
void tty_signal(struct tty *tty, int sig);          /* to the foreground group */
long tty_job_ioctl(struct tty *tty, uint32_t command, uint64_t argument);
void tty_forget(const struct tty *tty); /* it goes: no process has it as its terminal any more */
void tty_maybe_become_controlling(struct tty *tty);
void tty_give_to(struct tty *tty, struct proc *p); /* p leads a session: its terminal from now on */

/* tty_ioctl.c */
long tty_ioctl(struct tty *tty, uint32_t command, uint64_t argument);
int tty_wait_sent(struct tty *tty); /* output sent so far has left: 0, -ERESTARTSYS */
void tty_resize(struct tty *tty, const struct linux_winsize *size);

/* tty_termio.c */
long tty_settings_get(struct tty *tty, uint32_t command, uint64_t uaddr);
long tty_settings_set(struct tty *tty, uint32_t command, uint64_t uaddr);
long tty_settings_lock(struct tty *tty, uint64_t uaddr);

/* tty.c: the file operations; file->priv is the tty (counted). */
extern const struct file_ops tty_file_ops;
/* /dev/hvc0, /dev/console and /dev/tty.  console: the tty that /dev/console means, NULL: the log. */
int tty_register(struct tty *console);
