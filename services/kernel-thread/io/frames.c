/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of the control stream. */
#include "io/frames.h"

#include <ipc/uart_gen.h>
#include <linux/errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/console.h"

enum { HEAD_BYTES = 12 };

static int read_exactly(struct control_link *link, char *to, size_t n)
{
    while (n) {
        if (link->at == link->fill) {
            ssize_t got = console_read(link->dev, link->port, link->buf, sizeof link->buf);
            if (got <= 0 || (size_t)got > sizeof link->buf)
                return got < 0 ? (int)got : -EPIPE;
            link->at = 0;
            link->fill = (size_t)got;
        }
        size_t part = link->fill - link->at < n ? link->fill - link->at : n;
        memcpy(to, link->buf + link->at, part);
        link->at += part;
        to += part;
        n -= part;
    }
    return 0;
}

int control_frame_read(struct control_link *link, struct control_frame *f)
{
    char head[HEAD_BYTES + 1] = { 0 }, *end;
    int err = read_exactly(link, head, HEAD_BYTES);

    if (err)
        return err;
    uint64_t len = strtoull(head + 4, &end, 16);
    if (*end || len > FRAME_BYTES_MAX)
        return -EPROTO;
    memcpy(f->type, head, 4);
    f->type[4] = 0;
    f->len = len;
    f->payload = malloc(len + 1);
    if (!f->payload)
        return -ENOMEM;
    f->payload[len] = 0;
    err = read_exactly(link, f->payload, len);
    if (err)
        control_frame_fini(f);
    return err;
}

void control_frame_fini(struct control_frame *f)
{
    free(f->payload);
    f->payload = NULL;
}

static int write_all(struct control_link *link, const char *bytes, size_t n)
{
    while (n) {
        size_t part = n < UART_MAX_BYTES ? n : UART_MAX_BYTES;
        ssize_t sent = console_write(link->dev, link->port, bytes, (uint32_t)part);
        if (sent < 0)
            return (int)sent;
        bytes += part;
        n -= part;
    }
    return 0;
}

int control_frame_write(struct control_link *link, const char *type, const char *payload, size_t len)
{
    char head[HEAD_BYTES + 1];

    snprintf(head, sizeof head, "%.4s%08x", type, (unsigned)len);
    int err = write_all(link, head, HEAD_BYTES);
    return err ? err : write_all(link, payload, len);
}
