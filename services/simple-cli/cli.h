/* SPDX-License-Identifier: BSD-2-Clause */
/* simple-cli's parts: the line editor, and the commands it calls. */
#pragma once
#include <ipc/uart.h>

enum { CLI_LINE_MAX = 128, CLI_WORDS_MAX = 8 };

/* Reads lines and runs them, for ever. */
_Noreturn void cli_loop(struct uart *line);
/* Prints to the line; newlines become CR LF. */
void cli_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Runs one command; words[0] is its name, count > 0. */
void command_run(unsigned count, char *const words[]);
