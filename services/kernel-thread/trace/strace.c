/* SPDX-License-Identifier: BSD-2-Clause */
/* trace/strace.c: the lines of a trace. */
#include "trace/strace.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/fcntl.h>

#include "fs/text.h"
#include "proc/proc.h"
#include "sig/signal.h"
#include "trace/count.h"
#include "trace/maps.h"
#include "trace/names.h"
#include "trace/output.h"
#include "trace/print.h"
#include "trace/syscalls.h"
#include "transport/direct.h"

enum { RESULT_COLUMN = 39 /* results stand below each other, if the call is not longer */ };
enum { FAULT_CODES_FROM = 1, FAULT_CODES_TO = 9 };

bool strace_on;

static struct {
    bool follow, counts;
    bool filtered;                      /* only calls of `wanted` */
    uint8_t wanted[SYSCALL_COUNT / 8];
    const struct thread *first;
    const struct thread *open;          /* whose line has no end yet; only compared */
    unsigned threads;                   /* seen so far: lines name theirs from the second on */
} self;

static const struct { const char *name; uint8_t group; } groups[] = {
    {"%file", G_FILE}, {"%desc", G_DESC}, {"%process", G_PROC}, {"%memory", G_MEM}, {"%signal", G_SIG},
    {"%time", G_TIME}, {"%network", G_NET}, {"%ipc", G_IPC}, {"%system", G_SYS}, {"%creds", G_CRED},
};

/* Every call of that name, or of that group. */
static bool want(const char *name, size_t length)
{
    bool found = false;
    int group = -1;

    for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strlen(groups[i].name) == length && !memcmp(groups[i].name, name, length))
            group = groups[i].group;
    for (uint32_t n = 0; n < SYSCALL_COUNT; n++) {
        const struct syscall_entry *e = syscall_find(n);
        if (!e || !(group >= 0 ? e->group == group && e->fn : strlen(e->name) == length && !memcmp(e->name, name, length)))
            continue;
        self.wanted[n / 8] |= (uint8_t)(1u << n % 8);
        found = true;
    }
    self.filtered = true;
    return found;
}

static int calls(const char *list, size_t length)
{
    while (length) {
        const char *comma = memchr(list, ',', length);
        size_t n = comma ? (size_t)(comma - list) : length;
        if (!want(list, n))
            return -EINVAL;
        n += comma != NULL;
        list += n;
        length -= n;
    }
    return 0;
}

static int word(const char *text, size_t length)
{
    if (length == 4 && !memcmp(text, "maps", 4)) {
        trace_maps_on = true;
        return 0;
    }
    strace_on = true;
    direct_off();
    if (length == 6 && !memcmp(text, "follow", 6))
        self.follow = true;
    else if (length == 6 && !memcmp(text, "counts", 6))
        self.counts = true;
    else if (length > 5 && !memcmp(text, "size=", 5))
        trace_string_max = strtoul(text + 5, NULL, 10);
    else if (length > 6 && !memcmp(text, "calls=", 6))
        return calls(text + 6, length - 6);
    else
        return -EINVAL;
    return 0;
}

int strace_configure(const char *words)
{
    while (*words) {
        size_t length = strcspn(words, " ");
        int err = length ? word(words, length) : 0;
        if (err)
            return err;
        words += length + (words[length] == ' ');
    }
    return 0;
}

static bool is_traced(const struct thread *t)
{
    return !self.counts && (self.follow || t == self.first);
}

/* Begins a line; another thread's that has no end yet is left. */
static void line_begin(struct text *line, struct thread *t)
{
    if (self.open)
        text_printf(line, " <unfinished ...>\n");
    self.open = NULL;
    if (!t->trace.seen) {
        t->trace.seen = true;
        if (self.threads++)
            text_printf(line, "strace: Process %d attached\n", t->tid);
    }
    if (self.threads > 1)
        text_printf(line, "[pid %5d] ", t->tid);
}

static void line_send(struct text *line)
{
    if (!line->error)
        trace_output(line->buf, line->len);
    text_fini(line);
}

/* Arguments that a call has with these values of the others. */
static unsigned argument_count(uint32_t number, const uint64_t a[6])
{
    enum { FCNTL_CALL = 25, OPENAT_CALL = 56, FUTEX_CALL = 98, CREATE = O_CREAT | O_TMPFILE_BIT };
    enum { F_GETS = 1 << F_GETFD | 1 << F_GETFL | 1 << F_GETOWN };
    enum { FUTEX_WAIT_OP = 0, FUTEX_WAKE_OP = 1, FUTEX_OPS = 0x7f };

    switch (number) {
    case OPENAT_CALL:
        return a[2] & CREATE ? 4 : 3;
    case FCNTL_CALL:
        return a[1] < 32 && (F_GETS >> a[1] & 1) ? 2 : 3;
    case FUTEX_CALL:
        return (a[1] & FUTEX_OPS) == FUTEX_WAIT_OP ? 4 : (a[1] & FUTEX_OPS) == FUTEX_WAKE_OP ? 3 : TRACE_ARGUMENTS;
    default:
        return TRACE_ARGUMENTS;
    }
}

/* Arguments from the next one on: all, or those that are known before the call. */
static void arguments(struct text *line, struct thread *t, uint32_t number, const uint64_t a[6], bool before, long result)
{
    const uint8_t *kinds = trace_kinds(number);
    unsigned count = argument_count(number, a), first = t->trace.shown;

    for (; kinds[t->trace.shown] && t->trace.shown < count; t->trace.shown++) {
        if (t->trace.shown && (before || t->trace.shown != first)) /* the beginning ends with a comma if more follows */
            text_printf(line, ", ");
        if (before && trace_kind_is_output(kinds[t->trace.shown]))
            return;
        trace_argument(line, t, number, a, t->trace.shown, result);
    }
}

static bool is_wanted(uint32_t number)
{
    return !self.filtered || (number < SYSCALL_COUNT && self.wanted[number / 8] >> number % 8 & 1);
}

void strace_enter(struct thread *t, const struct syscall_entry *e, uint32_t number, const uint64_t a[6])
{
    struct text line = {0}, shown = {0};

    t->trace.in_call = false;
    if (!is_traced(t) || !is_wanted(number))
        return;
    trace_output_pace();
    t->trace.shown = 0;
    if (e)
        text_printf(&shown, "%s(", e->name);
    else
        text_printf(&shown, "syscall_0x%x(", number);
    if (e)
        arguments(&shown, t, number, a, true, 0); /* may park: other lines may come now, so the line is begun after it */
    line_begin(&line, t);
    if (shown.buf)
        text_add(&line, shown.buf, shown.len);
    size_t shown_width = shown.len;
    text_fini(&shown);
    t->trace.in_call = true;
    t->trace.width = (uint16_t)shown_width;
    self.open = t;
    line_send(&line);
}

static void result_text(struct text *line, const struct thread *t, const struct syscall_entry *e, long result)
{
    const char *name = result < 0 ? trace_error_name((int)-result) : NULL;

    text_printf(line, ")%*s= ", t->trace.width < RESULT_COLUMN ? RESULT_COLUMN - t->trace.width : 1, "");
    if (t->state == THREAD_DEAD || t->proc->exiting)
        text_printf(line, "?");
    else if (result <= -ERESTARTSYS && name)
        text_printf(line, "? %s (%s)", name, trace_error_text((int)-result));
    else if (name)
        text_printf(line, "-1 %s (%s)", name, trace_error_text((int)-result));
    else if (e && e->result == RET_PTR)
        text_printf(line, "0x%lx", (unsigned long)result);
    else
        text_printf(line, "%ld", result);
    text_printf(line, "\n");
}

/* The line of a call that began: goes on with it, or says whose end follows. */
static void line_resume(struct text *line, struct thread *t, const char *name)
{
    if (self.open != t) {
        line_begin(line, t);
        size_t before = line->len;
        text_printf(line, "<... %s resumed>", name);
        t->trace.width = (uint16_t)(line->len - before);
    }
    self.open = NULL;
}

void strace_leave(struct thread *t, const struct syscall_entry *e, uint32_t number, const uint64_t a[6], long result)
{
    struct text line = {0}, shown = {0};

    if (!t->trace.in_call)
        return;
    t->trace.in_call = false;
    if (e && t->state != THREAD_DEAD && !t->proc->exiting)
        arguments(&shown, t, number, a, false, result);
    line_resume(&line, t, e ? e->name : "syscall");
    if (shown.buf)
        text_add(&line, shown.buf, shown.len);
    t->trace.width += (uint16_t)shown.len;
    text_fini(&shown);
    result_text(&line, t, e, result);
    line_send(&line);
}

void strace_started(struct thread *t, const char *path, char *const argv[], unsigned environment)
{
    struct text line = {0};

    self.first = t;
    if (self.counts)
        return;
    line_begin(&line, t);
    text_printf(&line, "execve(");
    trace_bytes(&line, path, strlen(path), SIZE_MAX);
    text_printf(&line, ", [");
    for (unsigned i = 0; argv[i]; i++) {
        text_printf(&line, i ? ", " : "");
        trace_bytes(&line, argv[i], strlen(argv[i]), trace_string_max);
    }
    text_printf(&line, "], 0 /* %u vars */) = 0\n", environment);
    line_send(&line);
}

static const char *code_name(int signo, int code)
{
    if (code >= FAULT_CODES_FROM && code <= FAULT_CODES_TO) {
        if (signo == SIGSEGV)
            return code == SEGV_MAPERR ? "SEGV_MAPERR" : code == SEGV_ACCERR ? "SEGV_ACCERR" : NULL;
        if (signo == SIGBUS)
            return code == BUS_ADRALN ? "BUS_ADRALN" : code == BUS_ADRERR ? "BUS_ADRERR" : NULL;
        if (signo == SIGCHLD) {
            static const char *const names[] = {"CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED",
                                                "CLD_CONTINUED"};
            return code <= CLD_CONTINUED ? names[code - 1] : NULL;
        }
        return signo == SIGILL ? "ILL_ILLOPC" : signo == SIGFPE ? "FPE_INTDIV" : signo == SIGTRAP ? "TRAP_BRKPT" : NULL;
    }
    return code == SI_USER ? "SI_USER" : code == SI_KERNEL ? "SI_KERNEL" : code == SI_QUEUE ? "SI_QUEUE"
         : code == SI_TIMER ? "SI_TIMER" : code == SI_TKILL ? "SI_TKILL" : NULL;
}

void strace_signal(struct thread *t, const struct sig_info *info)
{
    struct text line = {0};
    bool fault = info->signo == SIGSEGV || info->signo == SIGBUS || info->signo == SIGILL || info->signo == SIGFPE ||
                 info->signo == SIGTRAP;
    const char *code = code_name(info->signo, info->code);

    if (!is_traced(t))
        return;
    line_begin(&line, t);
    text_printf(&line, "--- ");
    trace_signal(&line, info->signo);
    text_printf(&line, " {si_signo=");
    trace_signal(&line, info->signo);
    if (code)
        text_printf(&line, ", si_code=%s", code);
    else
        text_printf(&line, ", si_code=%d", info->code);
    if (fault && info->code > 0)
        text_printf(&line, ", si_addr=0x%lx", (unsigned long)info->value);
    else if (info->code != SI_KERNEL)
        text_printf(&line, ", si_pid=%d, si_uid=%u", info->pid, info->uid);
    if (info->signo == SIGCHLD && info->code > 0)
        text_printf(&line, ", si_status=%d", (int)info->value);
    text_printf(&line, "} ---\n");
    line_send(&line);
}

void strace_ended(struct thread *t, int status)
{
    struct text line = {0};

    if (t->trace.in_call) { /* exit, or an end from outside */
        const struct syscall_entry *e = syscall_find((uint32_t)(t->syscall < 0 ? SYSCALL_COUNT : t->syscall));
        t->trace.in_call = false;
        line_resume(&line, t, e ? e->name : "syscall");
        text_printf(&line, ")%*s= ?\n", t->trace.width < RESULT_COLUMN ? RESULT_COLUMN - t->trace.width : 1, "");
    }
    if (is_traced(t) && t->trace.seen) {
        line_begin(&line, t);
        if (status & 0x7f) {
            text_printf(&line, "+++ killed by ");
            trace_signal(&line, status & 0x7f);
            text_printf(&line, status & 0x80 ? " (core dumped) +++\n" : " +++\n");
        } else {
            text_printf(&line, "+++ exited with %d +++\n", status >> 8 & 0xff);
        }
    }
    if (self.open == t)
        self.open = NULL;
    if (line.buf)
        line_send(&line);
}

void strace_finish(void)
{
    struct text table = {0};

    if (self.counts) {
        syscall_counts_table(&table);
        line_send(&table);
    }
    trace_output_drain();
}
