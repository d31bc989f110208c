/* SPDX-License-Identifier: BSD-2-Clause */
/* What the test programs print: expressions with their results, errors by name. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Prints `text = N`, or the name of the error for -1. */
#define VALUE(expr) show_value(#expr, (errno = 0, (long)(expr)))
/* Prints `text = ok` for any result but -1, for results that may differ (addresses, descriptors). */
#define OK(expr) show_ok(#expr, (errno = 0, (long)(expr)))
/* Prints `text = yes` or `no`. */
#define YES(expr) printf("%s = %s\n", #expr, (expr) ? "yes" : "no")

static inline const char *error_name(int error)
{
    static char text[32];
    static const struct {
        int error;
        const char *name;
    } names[] = {
#define NAME(x) {x, #x}
        NAME(EPERM),   NAME(ENOENT),  NAME(ESRCH),     NAME(EINTR),        NAME(EIO),
        NAME(ENXIO),   NAME(E2BIG),   NAME(ENOEXEC),   NAME(EBADF),        NAME(ECHILD),
        NAME(EAGAIN),  NAME(ENOMEM),  NAME(EACCES),    NAME(EFAULT),       NAME(EBUSY),
        NAME(EEXIST),  NAME(EXDEV),   NAME(ENODEV),    NAME(ENOTDIR),      NAME(EISDIR),
        NAME(EINVAL),  NAME(ENFILE),  NAME(EMFILE),    NAME(ENOTTY),       NAME(EFBIG),
        NAME(ENOSPC),  NAME(ESPIPE),  NAME(EROFS),     NAME(EMLINK),       NAME(EPIPE),
        NAME(EDOM),    NAME(ERANGE),  NAME(ENAMETOOLONG), NAME(ENOSYS),    NAME(ENOTEMPTY),
        NAME(ELOOP),   NAME(EOVERFLOW), NAME(EOPNOTSUPP), NAME(ETIMEDOUT), NAME(ETXTBSY),
        NAME(ENODATA), NAME(ENOTSOCK),  NAME(EAFNOSUPPORT), NAME(EADDRINUSE),   NAME(ECONNREFUSED),
        NAME(ENOTCONN), NAME(EISCONN),  NAME(ECONNRESET), NAME(EMSGSIZE),     NAME(EPROTONOSUPPORT),
        NAME(ESOCKTNOSUPPORT), NAME(EPROTOTYPE), NAME(ENOPROTOOPT), NAME(ENOBUFS), NAME(EDESTADDRREQ),
        NAME(EALREADY), NAME(EINPROGRESS), NAME(ESTALE),    NAME(EDEADLK),
#undef NAME
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].error == error)
            return names[i].name;
    snprintf(text, sizeof(text), "error %d", error);
    return text;
}

static inline long show_value(const char *text, long value)
{
    if (value == -1)
        printf("%s = -1 %s\n", text, error_name(errno));
    else
        printf("%s = %ld\n", text, value);
    fflush(stdout);
    return value;
}

static inline long show_ok(const char *text, long value)
{
    printf("%s = %s\n", text, value == -1 ? error_name(errno) : "ok");
    fflush(stdout);
    return value;
}

/* Prints how a child ended. */
static inline void show_child(const char *what, pid_t child)
{
    int status = 0;
    pid_t got = waitpid(child, &status, 0);

    if (got != child)
        printf("%s: wait failed: %s\n", what, error_name(errno));
    else if (WIFSIGNALED(status))
        printf("%s: signal %d\n", what, WTERMSIG(status));
    else
        printf("%s: exit %d\n", what, WEXITSTATUS(status));
    fflush(stdout);
}

/* Runs the statement in a child and prints how the child ended. */
#define IN_CHILD(what, ...)                                                                       \
    do {                                                                                           \
        fflush(stdout);                                                                            \
        pid_t child_ = fork();                                                                     \
        if (child_ == 0) {                                                                         \
            __VA_ARGS__;                                                                           \
            fflush(stdout);                                                                        \
            _exit(0);                                                                              \
        }                                                                                          \
        show_child(what, child_);                                                                  \
    } while (0)

#endif
