/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of the control stream: four letters, eight hexadecimal digits of length, payload. */
#include "oracle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER 12

static int read_all(int fd, void *buffer, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t n = read(fd, (char *)buffer + done, size - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return 0;
        done += n;
    }
    return 1;
}

/* Reads a frame; the payload is allocated, with a NUL behind it.  NULL at end of file. */
static char *frame_read(int fd, char type[5], size_t *length)
{
    char header[HEADER + 1] = "";

    if (!read_all(fd, header, HEADER))
        return NULL;
    *length = strtoul(header + 4, NULL, 16);
    header[4] = 0;
    memcpy(type, header, 5);
    char *payload = malloc(*length + 1);
    if (!payload || !read_all(fd, payload, *length))
        die("control stream ends inside a frame");
    payload[*length] = 0;
    return payload;
}

static void split(char *text, size_t length, char **list, size_t max)
{
    size_t count = 0;

    for (size_t at = 0; at < length && count + 1 < max; at += strlen(text + at) + 1)
        list[count++] = text + at;
    list[count] = NULL;
}

static void window_size(struct request *request, const char *text)
{
    sscanf(text, "%hu %hu", &request->rows, &request->columns);
}

void request_read(int control, struct request *request)
{
    char type[5] = "";

    while (strcmp(type, "GOGO") != 0) {
        size_t length;
        char *payload = frame_read(control, type, &length);

        if (!payload)
            die("control stream ends before GOGO");
        if (strcmp(type, "ARGV") == 0)
            split(payload, length, request->argv, 256);
        else if (strcmp(type, "ENVV") == 0)
            split(payload, length, request->envp, 256);
        else if (strcmp(type, "MNTS") == 0)
            split(payload, length, request->mounts, 65);
        else if (strcmp(type, "CWDD") == 0)
            request->cwd = payload;
        else if (strcmp(type, "WINS") == 0)
            window_size(request, payload);
    }
}

int request_read_more(int control, struct request *request)
{
    char type[5];
    size_t length;
    char *payload = frame_read(control, type, &length);

    if (!payload)
        return 0;
    if (strcmp(type, "WINS") == 0)
        window_size(request, payload);
    free(payload);
    return 1;
}

void frame_send(int control, const char type[5], const char *text)
{
    char frame[512];
    int length = snprintf(frame, sizeof(frame), "%s%08zx%s", type, strlen(text), text);

    if (write(control, frame, length) != length)
        die("cannot write to the control stream");
}
