/* SPDX-License-Identifier: BSD-2-Clause */
/* The first program of the reference system: Debian's kernel driven like the kit itself. */
#ifndef ORACLE_H
#define ORACLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the host asked for (docs/testing.md, "control stream").  Each list holds NUL-terminated strings one
 * after the other; the pointers are owned by the request.
 */
struct request {
    char *argv[256];
    char *envp[256];
    char *mounts[65]; /* source, target, type, options; four entries a mount */
    char *cwd;
    unsigned short rows, columns;
};

/* Opens the virtio port of this name; -1 if the machine has none. */
int port_open(const char *name);

/* Reads frames until GOGO. */
void request_read(int control, struct request *request);
/* Reads one later frame; returns 0 for end of file, 1 otherwise and sets rows and columns of WINS. */
int request_read_more(int control, struct request *request);
/* Sends a frame with a text as its payload. */
void frame_send(int control, const char type[5], const char *text);

/* Loads the modules that /modules/list names, in that order. */
void modules_load(void);
/* Mounts the disk as the root directory, the usual file systems, and what the request lists. */
void root_enter(const struct request *request);
/* Writes everything back and leaves the disk clean. */
void root_leave(void);

/* Ends the machine with a message. */
void die(const char *what) __attribute__((noreturn));

#endif
