/* SPDX-License-Identifier: BSD-2-Clause */
/* What the cases about AF_UNIX share: names as addresses, and a socket with a name. */
#ifndef UNIX_H
#define UNIX_H

#include "check.h"

#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

/* The address of a path; with '@' as its first byte: of an abstract name. */
static inline struct sockaddr_un at(const char *path)
{
    struct sockaddr_un sun = { .sun_family = AF_UNIX };

    memcpy(sun.sun_path, path, strnlen(path, sizeof(sun.sun_path)));
    if (path[0] == '@')
        sun.sun_path[0] = 0;
    return sun;
}

static inline socklen_t size_of(const char *path)
{
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
}

/* Address and length of a name, as two arguments of a call. */
#define NAME(p) (struct sockaddr *)&(struct sockaddr_un[1]){ at(p) }, size_of(p)

static inline int bound(int type, const char *path, int backlog)
{
    int s = socket(AF_UNIX, type, 0);

    if (bind(s, NAME(path)) || (backlog >= 0 && listen(s, backlog)))
        printf("%s: %s\n", path, error_name(errno));
    return s;
}

static inline int joined(int type, const char *path)
{
    int s = socket(AF_UNIX, type, 0);

    if (connect(s, NAME(path)))
        printf("connect to %s: %s\n", path, error_name(errno));
    return s;
}

#endif
