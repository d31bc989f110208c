/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host asks for at start: the frames up to GOGO. */
#pragma once
#include <stddef.h>

#include <linux/termios.h>

struct control_link;

enum { REQUEST_STRINGS_MAX = 4096 };

struct request {
    char **argv;  /* NULL-terminated, empty: interactive; owned, as its text */
    char **envp;
    char **mounts; /* source, target, type, options in turn */
    char *argv_text, *envp_text, *mounts_text;
    char *cwd;    /* NULL: / */
    char *trace;  /* words for strace_configure; NULL: nothing is traced */
    struct linux_winsize size; /* rows 0: not told */
};

/* Reads frames until GOGO.  0 or -errno.  May park. */
int request_read(struct control_link *link, struct request *r);
/* What was not asked for: nothing to run, a usual environment.  0 or -ENOMEM. */
int request_defaults(struct request *r);
/* "rows cols" into a size; rows stay 0 if it is not that. */
struct linux_winsize request_size(const char *text);
