/* SPDX-License-Identifier: BSD-2-Clause */
/* Input of lines with echo, backspace, Ctrl-U and Ctrl-C; output with CR LF. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <rt/log.h>
#include <rt/panic.h>

#include "cli.h"

enum { CTRL_C = 3, BACKSPACE = 8, CTRL_U = 21, DELETE = 127 };

static struct uart *line;

static void put(const char *text, size_t bytes)
{
    while (bytes > 0) {
        ssize_t done = uart_write(line, 0, text, bytes > UART_MAX_BYTES ? UART_MAX_BYTES : (uint32_t)bytes);
        if (done <= 0)
            return; /* the line is gone: the next read says so */
        text += done;
        bytes -= (size_t)done;
    }
}

void cli_print(const char *format, ...)
{
    char text[256], out[2 * sizeof(text)];
    size_t used = 0;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            out[used++] = '\r';
        out[used++] = *p;
    }
    put(out, used);
}

/* Takes one byte into the text; true when the line is complete. */
static bool take(char *text, size_t *length, char byte)
{
    switch (byte) {
    case '\r':
    case '\n':
        cli_print("\n");
        return true;
    case CTRL_C:
        cli_print("^C\n");
        *length = 0;
        return true;
    case CTRL_U:
        for (; *length; --*length)
            put("\b \b", 3);
        return false;
    case BACKSPACE:
    case DELETE:
        if (*length) {
            --*length;
            put("\b \b", 3);
        }
        return false;
    }
    if (byte >= ' ' && *length < CLI_LINE_MAX - 1) {
        text[(*length)++] = byte;
        put(&byte, 1);
    }
    return false;
}

static void read_line(char *text)
{
    static char input[64];
    static size_t used, next;
    size_t length = 0;

    for (;;) {
        if (next == used) {
            ssize_t got = uart_read(line, 0, input, sizeof(input));
            if (got <= 0)
                rt_panic("the serial line ended: %ld", (long)got);
            used = (size_t)got;
            next = 0;
        }
        if (take(text, &length, input[next++]))
            break;
    }
    text[length] = '\0';
}

_Noreturn void cli_loop(struct uart *on)
{
    char text[CLI_LINE_MAX], *words[CLI_WORDS_MAX];

    line = on;
    cli_print("\nsimple-cli: 'help' lists the commands\n");
    for (;;) {
        unsigned count = 0;
        char *rest = text;

        cli_print("cli> ");
        read_line(text);
        for (char *word; count < CLI_WORDS_MAX && (word = strtok_r(rest, " ", &rest)) != NULL;)
            words[count++] = word;
        if (count > 0)
            command_run(count, words);
    }
}
