/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/names.c: names of errors, signals and flags. */
#include "trace/names.h"

#include <stdbool.h>
#include <stddef.h>

#include <linux/signal.h>

#include "fs/text.h"

#define ERRORS(X)                                                                                                  \
    X(1, EPERM, "Operation not permitted") X(2, ENOENT, "No such file or directory") X(3, ESRCH, "No such process") \
    X(4, EINTR, "Interrupted system call") X(5, EIO, "Input/output error") X(6, ENXIO, "No such device or address") \
    X(7, E2BIG, "Argument list too long") X(8, ENOEXEC, "Exec format error") X(9, EBADF, "Bad file descriptor")     \
    X(10, ECHILD, "No child processes") X(11, EAGAIN, "Resource temporarily unavailable")                          \
    X(12, ENOMEM, "Cannot allocate memory") X(13, EACCES, "Permission denied") X(14, EFAULT, "Bad address")         \
    X(15, ENOTBLK, "Block device required") X(16, EBUSY, "Device or resource busy") X(17, EEXIST, "File exists")    \
    X(18, EXDEV, "Invalid cross-device link") X(19, ENODEV, "No such device") X(20, ENOTDIR, "Not a directory")     \
    X(21, EISDIR, "Is a directory") X(22, EINVAL, "Invalid argument") X(23, ENFILE, "Too many open files in system") \
    X(24, EMFILE, "Too many open files") X(25, ENOTTY, "Inappropriate ioctl for device")                           \
    X(26, ETXTBSY, "Text file busy") X(27, EFBIG, "File too large") X(28, ENOSPC, "No space left on device")        \
    X(29, ESPIPE, "Illegal seek") X(30, EROFS, "Read-only file system") X(31, EMLINK, "Too many links")             \
    X(32, EPIPE, "Broken pipe") X(33, EDOM, "Numerical argument out of domain")                                     \
    X(34, ERANGE, "Numerical result out of range") X(35, EDEADLK, "Resource deadlock avoided")                      \
    X(36, ENAMETOOLONG, "File name too long") X(37, ENOLCK, "No locks available")                                   \
    X(38, ENOSYS, "Function not implemented") X(39, ENOTEMPTY, "Directory not empty")                               \
    X(40, ELOOP, "Too many levels of symbolic links") X(42, ENOMSG, "No message of desired type")                   \
    X(43, EIDRM, "Identifier removed") X(61, ENODATA, "No data available") X(62, ETIME, "Timer expired")            \
    X(71, EPROTO, "Protocol error") X(74, EBADMSG, "Bad message")                                                   \
    X(75, EOVERFLOW, "Value too large for defined data type")                                                      \
    X(80, ELIBBAD, "Accessing a corrupted shared library")                                                         \
    X(84, EILSEQ, "Invalid or incomplete multibyte or wide character") X(88, ENOTSOCK, "Socket operation on non-socket") \
    X(89, EDESTADDRREQ, "Destination address required") X(90, EMSGSIZE, "Message too long")                         \
    X(91, EPROTOTYPE, "Protocol wrong type for socket") X(92, ENOPROTOOPT, "Protocol not available")                \
    X(93, EPROTONOSUPPORT, "Protocol not supported") X(94, ESOCKTNOSUPPORT, "Socket type not supported")            \
    X(95, EOPNOTSUPP, "Operation not supported") X(96, EPFNOSUPPORT, "Protocol family not supported")               \
    X(97, EAFNOSUPPORT, "Address family not supported by protocol") X(98, EADDRINUSE, "Address already in use")     \
    X(99, EADDRNOTAVAIL, "Cannot assign requested address") X(100, ENETDOWN, "Network is down")                     \
    X(101, ENETUNREACH, "Network is unreachable") X(103, ECONNABORTED, "Software caused connection abort")          \
    X(104, ECONNRESET, "Connection reset by peer") X(105, ENOBUFS, "No buffer space available")                     \
    X(106, EISCONN, "Transport endpoint is already connected")                                                     \
    X(107, ENOTCONN, "Transport endpoint is not connected")                                                        \
    X(108, ESHUTDOWN, "Cannot send after transport endpoint shutdown") X(110, ETIMEDOUT, "Connection timed out")    \
    X(111, ECONNREFUSED, "Connection refused") X(113, EHOSTUNREACH, "No route to host")                             \
    X(114, EALREADY, "Operation already in progress") X(115, EINPROGRESS, "Operation now in progress")              \
    X(116, ESTALE, "Stale file handle") X(122, EDQUOT, "Disk quota exceeded") X(125, ECANCELED, "Operation canceled") \
    X(130, EOWNERDEAD, "Owner died") X(131, ENOTRECOVERABLE, "State not recoverable")                               \
    X(512, ERESTARTSYS, "To be restarted if SA_RESTART is set") X(513, ERESTARTNOINTR, "To be restarted")           \
    X(514, ERESTARTNOHAND, "To be restarted if no handler") X(516, ERESTART_RESTARTBLOCK, "Interrupted by signal")

const char *trace_error_name(int error)
{
    switch (error) {
#define X(number, name, text) case number: return #name;
        ERRORS(X)
#undef X
    }
    return NULL;
}

const char *trace_error_text(int error)
{
    switch (error) {
#define X(number, name, text) case number: return text;
        ERRORS(X)
#undef X
    }
    return NULL;
}

void trace_signal(struct text *out, int signo)
{
    switch (signo) {
#define X(number, name) case number: text_printf(out, "SIG" #name); return;
        SIGNALS(X)
#undef X
    }
    if (signo >= SIGRTMIN && signo <= SIGRTMAX)
        text_printf(out, "SIGRT_%d", signo - SIGRTMIN);
    else
        text_printf(out, "%d", signo);
}

struct flag {
    const char *name;
    uint64_t value;
    uint8_t set;
    bool is_value; /* one of several numbers */
};

static const struct flag flags[] = {
#define FLAG(set, name, value, state, note)  {#name, (uint64_t)(value), TRACE_##set, false},
#define VALUE(set, name, value, state, note) {#name, (uint64_t)(value), TRACE_##set, true},
#include <linux/flags.def>
#undef FLAG
#undef VALUE
    {NULL, 0, TRACE_NO_ARGUMENT, false},
};

/* Bits that belong to flags of a set. */
static uint64_t flag_bits(const struct flag *first)
{
    uint64_t bits = 0;

    for (const struct flag *f = first; f->set == first->set; f++)
        if (!f->is_value)
            bits |= f->value;
    return bits;
}

static const struct flag *first_of(enum trace_kind set)
{
    const struct flag *f = flags;

    while (f->name && f->set != set)
        f++;
    return f;
}

/* The name of no bit at all, and names beside which other bits may be: access modes, futex operations. */
static bool is_alone(enum trace_kind set, const struct flag *f)
{
    return f->is_value && f->value == 0 && (set == TRACE_PROT || set == TRACE_ACCMODE);
}

void trace_flags(struct text *out, enum trace_kind set, uint64_t value)
{
    const struct flag *first = first_of(set);
    uint64_t low = set == TRACE_OFLAGS ? value & 3 : value & ~flag_bits(first), left = value;
    const char *between = "";

    for (const struct flag *f = first; f->name && f->set == (uint8_t)set; f++) {
        bool is = f->is_value ? (uint32_t)f->value == (uint32_t)low : (left & f->value) == f->value;
        if (!is || (is_alone(set, f) && value != 0))
            continue;
        text_printf(out, "%s%s", between, f->name);
        between = "|";
        left &= f->is_value ? ~low : ~f->value;
    }
    if (left)
        text_printf(out, "%s0x%lx", between, (unsigned long)left);
    else if (!*between)
        text_printf(out, "0");
}
