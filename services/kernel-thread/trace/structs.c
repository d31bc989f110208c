/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/structs.c: structures of the system call interface as text. */
#include "trace/structs.h"

#include <string.h>

#include <linux/dirent.h>
#include <linux/poll.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/socket.h>
#include <linux/stat.h>
#include <linux/time.h>

#include "fs/text.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "trace/names.h"
#include "trace/print.h"

enum { ENTRIES_SHOWN = 16, UTSNAME_FIELD = 65 };

/* epoll_event, which is not packed on AArch64. */
struct event {
    uint32_t events, pad;
    uint64_t data;
};

static void mode(struct text *out, uint32_t value)
{
    static const struct { uint32_t bits; const char *name; } types[] = {
        {S_IFSOCK, "S_IFSOCK"}, {S_IFLNK, "S_IFLNK"}, {S_IFREG, "S_IFREG"}, {S_IFBLK, "S_IFBLK"},
        {S_IFDIR, "S_IFDIR"}, {S_IFCHR, "S_IFCHR"}, {S_IFIFO, "S_IFIFO"},
    };

    for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
        if ((value & S_IFMT) == types[i].bits)
            text_printf(out, "%s|", types[i].name);
    text_printf(out, "0%o", value & 07777);
}

static void timespec(struct text *out, const struct linux_timespec *ts)
{
    text_printf(out, "{tv_sec=%ld, tv_nsec=%ld}", (long)ts->sec, (long)ts->nsec);
}

static void timeval(struct text *out, const struct linux_timeval *tv)
{
    text_printf(out, "{tv_sec=%ld, tv_usec=%ld}", (long)tv->sec, (long)tv->usec);
}

static void signal_set(struct text *out, uint64_t set)
{
    const char *between = "";
    bool inverted = __builtin_popcountll(set) > 32;

    text_printf(out, inverted ? "~[" : "[");
    for (int n = 1; n <= LINUX_NSIG; n++) {
        if (!(set & SIGMASK(n)) == !inverted)
            continue;
        struct text name = {0};
        trace_signal(&name, n);
        if (!name.error) /* without "SIG", as in strace */
            text_printf(out, "%s%s", between, strncmp(name.buf, "SIG", 3) ? name.buf : name.buf + 3);
        text_fini(&name);
        between = " ";
    }
    text_printf(out, "]");
}

static void action(struct text *out, const struct linux_sigaction *act)
{
    text_printf(out, "{sa_handler=");
    if (act->handler == SIG_DFL || act->handler == SIG_IGN)
        text_printf(out, act->handler == SIG_DFL ? "SIG_DFL" : "SIG_IGN");
    else
        text_printf(out, "0x%lx", (unsigned long)act->handler);
    text_printf(out, ", sa_mask=");
    signal_set(out, act->mask);
    text_printf(out, ", sa_flags=");
    trace_flags(out, TRACE_SAFLAGS, (uint32_t)act->flags);
    text_printf(out, "}");
}

static void limit(struct text *out, uint64_t value)
{
    if (value == UINT64_MAX)
        text_printf(out, "RLIM64_INFINITY");
    else
        text_printf(out, "%lu", (unsigned long)value);
}

static void wait_status(struct text *out, int status)
{
    if ((status & 0x7f) == 0)
        text_printf(out, "[{WIFEXITED(s) && WEXITSTATUS(s) == %d}]", status >> 8 & 0xff);
    else if (status == 0xffff)
        text_printf(out, "[{WIFCONTINUED(s)}]");
    else {
        bool stopped = (status & 0xff) == 0x7f;
        text_printf(out, stopped ? "[{WIFSTOPPED(s) && WSTOPSIG(s) == " : "[{WIFSIGNALED(s) && WTERMSIG(s) == ");
        trace_signal(out, stopped ? status >> 8 & 0xff : status & 0x7f);
        text_printf(out, !stopped && (status & 0x80) ? " && WCOREDUMP(s)}]" : "}]");
    }
}

static void socket_address(struct text *out, const struct linux_sockaddr_un *un, uint64_t size)
{
    size_t length = size > 2 ? size - 2 : 0;

    length = length < SUN_PATH_BYTES ? length : SUN_PATH_BYTES;
    text_printf(out, "{sa_family=");
    trace_flags(out, TRACE_FAMILY, un->family);
    if (un->family == AF_UNIX && length) {
        bool abstract = un->path[0] == 0;
        text_printf(out, abstract ? ", sun_path=@" : ", sun_path=");
        trace_bytes(out, un->path + abstract, abstract ? length - 1 : strnlen(un->path, length), SUN_PATH_BYTES);
    }
    text_printf(out, "}");
}

static void poll_entries(struct text *out, struct thread *t, uint64_t at, uint64_t count)
{
    struct linux_pollfd entry;

    text_printf(out, "[");
    for (uint64_t i = 0; i < count && i < ENTRIES_SHOWN; i++) {
        if (copy_in(t->proc->mm, &entry, at + i * sizeof entry, sizeof entry))
            break;
        text_printf(out, "%s{fd=%d, events=", i ? ", " : "", entry.fd);
        trace_flags(out, TRACE_POLLEVENTS, (uint16_t)entry.events);
        text_printf(out, "}");
    }
    text_printf(out, count > ENTRIES_SHOWN ? ", ...]" : "]");
}

static void epoll_entries(struct text *out, struct thread *t, uint64_t at, uint64_t count, bool list)
{
    struct event entry;

    text_printf(out, list ? "[" : "");
    for (uint64_t i = 0; i < count && i < ENTRIES_SHOWN; i++) {
        if (copy_in(t->proc->mm, &entry, at + i * sizeof entry, sizeof entry))
            break;
        text_printf(out, "%s{events=", i ? ", " : "");
        trace_flags(out, TRACE_EPOLLEVENTS, entry.events);
        text_printf(out, ", data=0x%lx}", (unsigned long)entry.data);
    }
    text_printf(out, !list ? "" : count > ENTRIES_SHOWN ? ", ...]" : "]");
}

static void directory_entries(struct text *out, struct thread *t, uint64_t at, uint64_t bytes)
{
    uint16_t length;
    unsigned count = 0;

    for (uint64_t done = 0; done < bytes && !copy_in(t->proc->mm, &length, at + done + 16, 2) && length; count++)
        done += length;
    text_printf(out, "0x%lx /* %u entries */", (unsigned long)at, count);
}

/* Structures with a fixed size are read at once. */
union fixed {
    struct linux_stat stat;
    struct linux_statx statx;
    struct linux_timespec timespec[2];
    struct linux_timeval timeval;
    struct linux_itimerspec itimerspec;
    struct linux_itimerval itimerval;
    struct linux_sigaction action;
    struct linux_sigaltstack stack;
    struct linux_sockaddr_un address;
    uint64_t set, limits[2];
    int32_t numbers[2];
    char names[3 * UTSNAME_FIELD];
};

static size_t size_of(enum trace_kind kind, uint64_t next)
{
    const union fixed *f = 0;

    switch (kind) {
    case TRACE_OUTSTAT: return sizeof f->stat;
    case TRACE_OUTSTATX: return sizeof f->statx;
    case TRACE_TIMESPEC: case TRACE_OUTTIMESPEC: return sizeof f->timespec[0];
    case TRACE_TIMES: return sizeof f->timespec;
    case TRACE_OUTTIMEVAL: return sizeof f->timeval;
    case TRACE_ITIMERSPEC: case TRACE_OUTITIMERSPEC: return sizeof f->itimerspec;
    case TRACE_ITIMERVAL: case TRACE_OUTITIMERVAL: return sizeof f->itimerval;
    case TRACE_SIGACTION: case TRACE_OUTSIGACTION: return sizeof f->action;
    case TRACE_SIGSTACK: case TRACE_OUTSIGSTACK: return sizeof f->stack;
    case TRACE_SIGSET: case TRACE_OUTSIGSET: return sizeof f->set;
    case TRACE_RLIMITS: case TRACE_OUTRLIMITS: return sizeof f->limits;
    case TRACE_OUTINT: case TRACE_OUTSTATUS: return sizeof f->numbers[0];
    case TRACE_OUTFDS: return sizeof f->numbers;
    case TRACE_OUTUTSNAME: return sizeof f->names;
    case TRACE_SOCKADDR: return next < sizeof f->address ? next : sizeof f->address;
    default: return 0;
    }
}

static void times_pair(struct text *out, enum trace_kind kind, const union fixed *f)
{
    if (kind == TRACE_TIMES) {
        text_printf(out, "[");
        timespec(out, &f->timespec[0]);
        text_printf(out, ", ");
        timespec(out, &f->timespec[1]);
        text_printf(out, "]");
        return;
    }
    bool fine = kind == TRACE_ITIMERSPEC || kind == TRACE_OUTITIMERSPEC;
    text_printf(out, "{it_interval=");
    fine ? timespec(out, &f->itimerspec.interval) : timeval(out, &f->itimerval.interval);
    text_printf(out, ", it_value=");
    fine ? timespec(out, &f->itimerspec.value) : timeval(out, &f->itimerval.value);
    text_printf(out, "}");
}

static void stat_short(struct text *out, uint32_t bits, uint64_t size, const char *prefix)
{
    text_printf(out, "{%smode=", prefix);
    mode(out, bits);
    text_printf(out, ", %ssize=%lu, ...}", prefix, (unsigned long)size);
}

static void fixed(struct text *out, enum trace_kind kind, const union fixed *f, size_t size)
{
    switch (kind) {
    case TRACE_OUTSTAT: stat_short(out, f->stat.st_mode, (uint64_t)f->stat.st_size, "st_"); return;
    case TRACE_OUTSTATX: stat_short(out, f->statx.stx_mode, f->statx.stx_size, "stx_"); return;
    case TRACE_TIMESPEC: case TRACE_OUTTIMESPEC: timespec(out, &f->timespec[0]); return;
    case TRACE_OUTTIMEVAL: timeval(out, &f->timeval); return;
    case TRACE_SIGACTION: case TRACE_OUTSIGACTION: action(out, &f->action); return;
    case TRACE_SIGSET: case TRACE_OUTSIGSET: signal_set(out, f->set); return;
    case TRACE_OUTINT: text_printf(out, "[%d]", f->numbers[0]); return;
    case TRACE_OUTSTATUS: wait_status(out, f->numbers[0]); return;
    case TRACE_OUTFDS: text_printf(out, "[%d, %d]", f->numbers[0], f->numbers[1]); return;
    case TRACE_SOCKADDR: socket_address(out, &f->address, size); return;
    case TRACE_SIGSTACK: case TRACE_OUTSIGSTACK:
        text_printf(out, "{ss_sp=0x%lx, ss_flags=", (unsigned long)f->stack.sp);
        trace_flags(out, TRACE_SSFLAGS, (uint32_t)f->stack.flags);
        text_printf(out, ", ss_size=%lu}", (unsigned long)f->stack.size);
        return;
    case TRACE_RLIMITS: case TRACE_OUTRLIMITS:
        text_printf(out, "{rlim_cur=");
        limit(out, f->limits[0]);
        text_printf(out, ", rlim_max=");
        limit(out, f->limits[1]);
        text_printf(out, "}");
        return;
    case TRACE_OUTUTSNAME:
        text_printf(out, "{sysname=");
        trace_bytes(out, f->names, strnlen(f->names, UTSNAME_FIELD), UTSNAME_FIELD);
        text_printf(out, ", nodename=");
        trace_bytes(out, f->names + UTSNAME_FIELD, strnlen(f->names + UTSNAME_FIELD, UTSNAME_FIELD), UTSNAME_FIELD);
        text_printf(out, ", ...}");
        return;
    default: times_pair(out, kind, f); return;
    }
}

/* The length behind an address is itself at an address. */
static void returned_address(struct text *out, struct thread *t, uint64_t at, uint64_t length_at)
{
    struct linux_sockaddr_un address;
    uint32_t size = 0;

    (void)memset(&address, 0, sizeof address);
    if (length_at && !copy_in(t->proc->mm, &size, length_at, 4) && size > sizeof address)
        size = sizeof address;
    if (!size || copy_in(t->proc->mm, &address, at, size))
        text_printf(out, "0x%lx", (unsigned long)at);
    else
        socket_address(out, &address, size);
}

void trace_struct(struct text *out, struct thread *t, enum trace_kind kind, uint64_t at, uint64_t next, long result)
{
    union fixed f;
    size_t size = size_of(kind, next);

    switch (kind) {
    case TRACE_POLLFDS: poll_entries(out, t, at, next); return;
    case TRACE_EPOLLEVENT: epoll_entries(out, t, at, 1, false); return;
    case TRACE_OUTEVENTS: epoll_entries(out, t, at, (uint64_t)result, true); return;
    case TRACE_OUTDENTS: directory_entries(out, t, at, (uint64_t)result); return;
    case TRACE_OUTSOCKADDR: returned_address(out, t, at, next); return;
    default: break;
    }
    (void)memset(&f, 0, sizeof f);
    if (!size || copy_in(t->proc->mm, &f, at, size))
        text_printf(out, "0x%lx", (unsigned long)at);
    else
        fixed(out, kind, &f, size);
}
