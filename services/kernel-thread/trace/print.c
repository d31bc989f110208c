/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/print.c: plain arguments, strings and vectors of them. */
#include "trace/print.h"

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/uio.h>

#include "fs/text.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/names.h"
#include "trace/structs.h"

enum { STRING_LIMIT = 4096, VECTOR_SHOWN = 16 };

size_t trace_string_max = 32;

void trace_bytes(struct text *out, const char *bytes, size_t size, size_t shown)
{
    size_t n = size < shown ? size : shown;

    text_printf(out, "\"");
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        const char *escapes = "\a\b\t\n\v\f\r", *names = "abtnvfr", *e = escapes;

        while (*e && *e != bytes[i])
            e++;
        if (c == '"' || c == '\\')
            text_printf(out, "\\%c", c);
        else if (c && *e)
            text_printf(out, "\\%c", names[e - escapes]);
        else if (c < 32 || c > 126) /* three digits where one more would be taken for part of the number */
            text_printf(out, i + 1 < n && bytes[i + 1] >= '0' && bytes[i + 1] <= '9' ? "\\%03o" : "\\%o", c);
        else
            text_add(out, &bytes[i], 1);
    }
    text_printf(out, size > n ? "\"..." : "\"");
}

static void address(struct text *out, uint64_t value)
{
    if (value)
        text_printf(out, "0x%lx", (unsigned long)value);
    else
        text_printf(out, "NULL");
}

static void string(struct text *out, struct thread *t, uint64_t at, size_t shown)
{
    char text[STRING_LIMIT];
    ssize_t n = at ? copy_in_string(t->proc->mm, text, at, sizeof text) : -EFAULT;

    if (n == -ENAMETOOLONG)
        trace_bytes(out, text, sizeof text, shown);
    else if (n < 0)
        address(out, at);
    else
        trace_bytes(out, text, (size_t)n, shown);
}

static void buffer(struct text *out, struct thread *t, uint64_t at, uint64_t size)
{
    char bytes[STRING_LIMIT];
    size_t n = size < sizeof bytes ? size : sizeof bytes;

    n = n < trace_string_max ? n : trace_string_max;
    ssize_t got = at ? copy_in_some(t->proc->mm, bytes, at, n) : -EFAULT;
    if (got < 0 || (size_t)got < n)
        address(out, at);
    else
        trace_bytes(out, bytes, size, n);
}

/* A vector; what the call filled ends after `bytes`. */
static void vector(struct text *out, struct thread *t, uint64_t at, uint64_t count, uint64_t bytes)
{
    struct linux_iovec iov;

    text_printf(out, "[");
    for (uint64_t i = 0; i < count && i < VECTOR_SHOWN; i++) {
        if (copy_in(t->proc->mm, &iov, at + i * sizeof iov, sizeof iov)) {
            address(out, at + i * sizeof iov);
            break;
        }
        uint64_t here = iov.len < bytes ? iov.len : bytes;
        text_printf(out, "%s{iov_base=", i ? ", " : "");
        buffer(out, t, iov.base, here);
        text_printf(out, ", iov_len=%lu}", (unsigned long)iov.len);
        bytes -= here;
    }
    text_printf(out, count > VECTOR_SHOWN ? ", ...]" : "]");
}

static void strings(struct text *out, struct thread *t, uint64_t at)
{
    uint64_t item;

    if (!at) {
        address(out, at);
        return;
    }
    text_printf(out, "[");
    for (unsigned i = 0; !copy_in(t->proc->mm, &item, at + i * 8, 8) && item; i++) {
        if (i)
            text_printf(out, ", ");
        if (i == VECTOR_SHOWN * 2) {
            text_printf(out, "...");
            break;
        }
        string(out, t, item, trace_string_max);
    }
    text_printf(out, "]");
}

static void environment(struct text *out, struct thread *t, uint64_t at)
{
    unsigned count = 0;
    uint64_t item;

    address(out, at);
    while (at && !copy_in(t->proc->mm, &item, at + count * 8, 8) && item)
        count++;
    if (at)
        text_printf(out, " /* %u var%s */", count, count == 1 ? "" : "s");
}

static void plain(struct text *out, enum trace_kind kind, uint64_t value)
{
    switch (kind) {
    case TRACE_DIRFD:
        if ((int)value == AT_FDCWD) {
            text_printf(out, "AT_FDCWD");
            return;
        }
        text_printf(out, "%d", (int)value);
        return;
    case TRACE_INT:
    case TRACE_FD:
    case TRACE_PID:
        text_printf(out, "%d", (int)value);
        return;
    case TRACE_UINT:
        text_printf(out, "%u", (unsigned)value);
        return;
    case TRACE_LONG:
        text_printf(out, "%ld", (long)value);
        return;
    case TRACE_SIZE:
        text_printf(out, "%lu", (unsigned long)value);
        return;
    case TRACE_MODE:
        text_printf(out, "0%o", (unsigned)value & 0177777);
        return;
    case TRACE_HEX:
        text_printf(out, value ? "0x%lx" : "0", (unsigned long)value);
        return;
    case TRACE_SIG:
        trace_signal(out, (int)value);
        return;
    default:
        address(out, value);
        return;
    }
}

/* A set of flags; clone's low byte is a signal. */
static void flags(struct text *out, enum trace_kind kind, uint64_t value)
{
    if (kind != TRACE_CFLAGS) {
        trace_flags(out, kind, kind == TRACE_MFLAGS || kind == TRACE_PROT ? value : (uint32_t)value);
        return;
    }
    if (value & ~0xfful || !(value & 0xff))
        trace_flags(out, kind, value & ~0xfful);
    if (value & 0xff) {
        text_printf(out, value & ~0xfful ? "|" : "");
        trace_signal(out, (int)(value & 0xff));
    }
}

void trace_argument(struct text *out, struct thread *t, uint32_t number, const uint64_t a[6], unsigned n, long result)
{
    enum trace_kind kind = trace_kinds(number)[n];
    uint64_t value = a[n], next = n + 1 < TRACE_ARGUMENTS ? a[n + 1] : 0;

    if (trace_kind_is_output(kind) && result < 0) {
        address(out, value);
        return;
    }
    switch (kind) {
    case TRACE_PATH:
        string(out, t, value, STRING_LIMIT);
        break;
    case TRACE_STR:
        string(out, t, value, trace_string_max);
        break;
    case TRACE_INBUF:
        buffer(out, t, value, next);
        break;
    case TRACE_OUTBUF:
        buffer(out, t, value, (uint64_t)result < next ? (uint64_t)result : next);
        break;
    case TRACE_IOVEC:
        vector(out, t, value, next, UINT64_MAX);
        break;
    case TRACE_OUTIOVEC:
        vector(out, t, value, next, (uint64_t)result);
        break;
    case TRACE_ARGV:
        strings(out, t, value);
        break;
    case TRACE_ENVP:
        environment(out, t, value);
        break;
    default:
        if (kind >= TRACE_OFLAGS)
            flags(out, kind, value);
        else if (kind < TRACE_INBUF || !value)
            plain(out, kind, value);
        else
            trace_struct(out, t, kind, value, next, result);
        break;
    }
}
