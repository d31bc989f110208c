/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of the control stream: four letters, eight hexadecimal digits of length, the payload. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct uart;

enum { FRAME_BYTES_MAX = 1 << 20 };

struct control_frame {
    char type[5];  /* NUL-terminated */
    size_t len;
    char *payload; /* owned; a NUL follows the len bytes */
};

/* The stream of frames of a port, with its buffer. */
struct control_link {
    struct uart *dev;
    uint32_t port;
    size_t fill, at;
    char buf[4096];
};

/* Reads the next frame; 0, -EPIPE at the end of the stream, -EPROTO for nonsense, -ENOMEM.  May park. */
int control_frame_read(struct control_link *link, struct control_frame *f);
void control_frame_fini(struct control_frame *f);
/* Sends one; 0 or -errno.  May park. */
int control_frame_write(struct control_link *link, const char *type, const char *payload, size_t len);
