/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/core_notes.c: the notes of core dumps: registers, who the process was, its mapped files. */
#include <stdlib.h>
#include <string.h>

#include <linux/auxv.h>
#include <linux/ptrace.h>
#include <linux/time.h>
#include <sel4/sel4.h>

#include "fs/file.h"
#include "fs/files.h"
#include "mm/kit.h"
#include "mm/kobj.h"
#include "mm/mm.h"
#include "mm/user.h"
#include "proc/core.h"
#include "proc/proc.h"
#include "sig/frame.h"
#include "time/timespec.h"
#include "transport/transport.h"

enum { NT_PRPSINFO = 3, NT_AUXV = 6, NT_SIGINFO = 0x53494749, NT_FILE = 0x46494c45, AUXV_MOST = 64 };

struct linux_prstatus {
    int32_t signo, code, error;
    int16_t current, pad;
    uint64_t pending, blocked;
    int32_t pid, ppid, pgrp, session;
    struct linux_timeval utime, stime, child_utime, child_stime;
    struct linux_user_pt_regs regs;
    int32_t has_fp, pad2;
};
_Static_assert(sizeof(struct linux_prstatus) == 392, "struct elf_prstatus");

struct linux_prpsinfo {
    char state, letter, zombie, nice;
    uint32_t pad;
    uint64_t flags;
    uint32_t uid, gid;
    int32_t pid, ppid, pgrp, session;
    char name[16], args[80];
};
_Static_assert(sizeof(struct linux_prpsinfo) == 136, "struct elf_prpsinfo");

/* Notes as they grow; bytes NULL: out of memory. */
struct notes {
    uint8_t *bytes;
    size_t used, room;
    bool failed;
};

static void append(struct notes *n, const void *bytes, size_t size)
{
    if (n->used + size > n->room) {
        size_t room = (n->used + size) * 2;
        uint8_t *more = n->failed ? NULL : realloc(n->bytes, room);
        if (more == NULL) {
            n->failed = true;
            return;
        }
        n->bytes = more;
        n->room = room;
    }
    memcpy(n->bytes + n->used, bytes, size);
    n->used += size;
}

static void note(struct notes *n, const char *owner, uint32_t type, const void *bytes, size_t size)
{
    static const uint8_t zero[4];
    const uint32_t head[3] = {(uint32_t)strlen(owner) + 1, (uint32_t)size, type};
    append(n, head, sizeof(head));
    append(n, owner, head[0]);
    append(n, zero, -head[0] & 3);
    append(n, bytes, size);
    append(n, zero, -size & 3);
}

static void note_status(struct notes *n, struct thread *t, const struct user_regs *r, const struct sig_info *info)
{
    const struct proc *p = t->proc;
    uint64_t utime, stime;
    proc_times(p, &utime, &stime);
    struct linux_prstatus s = {
        .signo = info != NULL ? info->signo : 0, .code = info != NULL ? info->code : 0,
        .current = (int16_t)(info != NULL ? info->signo : 0), .pending = t->pending.set, .blocked = t->sig_mask,
        .pid = t->tid, .ppid = proc_parent_pid(p), .pgrp = p->pgrp, .session = p->session,
        .utime = ns_timeval((int64_t)utime), .stime = ns_timeval((int64_t)stime),
        .child_utime = ns_timeval((int64_t)p->child_utime_ns), .child_stime = ns_timeval((int64_t)p->child_stime_ns),
        .regs = {.sp = r->sp, .pc = r->pc, .pstate = r->spsr}, .has_fp = 1};
    for (unsigned i = 0; i < 31; i++)
        s.regs.regs[i] = regs_get(r, i);
    note(n, "CORE", NT_PRSTATUS, &s, sizeof(s));
}

static void note_process(struct notes *n, const struct proc *p)
{
    struct linux_prpsinfo s = {.letter = 'R', .nice = (char)(20 - (int)p->nice_plus_20), .uid = p->cred.uid, .gid = p->cred.gid,
                               .pid = p->pid, .ppid = proc_parent_pid(p), .pgrp = p->pgrp, .session = p->session};
    memcpy(s.name, p->comm, sizeof(s.name));
    size_t size = p->arg_end - p->arg_start < sizeof(s.args) - 1 ? p->arg_end - p->arg_start : sizeof(s.args) - 1;
    if (copy_in_some(p->mm, s.args, p->arg_start, size) < 0)
        size = 0;
    for (size_t i = 0; i < size; i++)
        if (s.args[i] == '\0')
            s.args[i] = ' ';
    note(n, "CORE", NT_PRPSINFO, &s, sizeof(s));
}

static void note_auxv(struct notes *n, const struct proc *p)
{
    uint64_t aux[AUXV_MOST][2];
    const struct mm_layout *l = mm_layout(p->mm);
    size_t size = l->aux_end - l->aux_start;
    if (size <= sizeof(aux) && copy_in(p->mm, aux, l->aux_start, size) == 0)
        note(n, "CORE", NT_AUXV, aux, size);
}

/* Which files are mapped where: a count, the size of a page, three words for each, then the names. */
static void note_files(struct notes *n, const struct proc *p)
{
    struct notes words = {0}, names = {0};
    uint64_t head[2] = {0, PAGE_BYTES};
    char path[PATH_BYTES];
    append(&words, head, sizeof(head));
    for (const struct region *r = mm_next_region(p->mm, 0); r != NULL; r = mm_next_region(p->mm, r->end)) {
        const char *name = r->file != NULL ? path_string(&r->file->path, &p->fs->root, path, sizeof(path)) : NULL;
        if (name == NULL)
            continue;
        const uint64_t place[3] = {r->start, r->end, r->index};
        append(&words, place, sizeof(place));
        append(&names, name, strlen(name) + 1);
        head[0]++;
    }
    append(&words, names.bytes, names.used);
    if (!words.failed && !names.failed) {
        memcpy(words.bytes, head, sizeof(head));
        note(n, "CORE", NT_FILE, words.bytes, words.used);
    }
    free(words.bytes);
    free(names.bytes);
}

static void note_fp(struct notes *n, struct thread *t)
{
    struct kit_fp fp;
    if (transport->fp_save(t, &fp) != 0)
        return;
    struct linux_user_fpsimd f = {.fpsr = fp.fpsr, .fpcr = fp.fpcr};
    for (int i = 0; i < 64; i++)
        f.vregs[i] = fp.vregs[i];
    note(n, "CORE", NT_PRFPREG, &f, sizeof(f));
}

size_t core_notes(struct thread *t, const struct sig_info *info, uint8_t **notes)
{
    struct notes n = {0};
    struct linux_siginfo si;
    struct thread *other;
    regs_read_all(t);
    struct user_regs regs = t->regs;
    note_status(&n, t, &regs, info);
    note_process(&n, t->proc);
    sig_info_to_user(info, &si);
    note(&n, "CORE", NT_SIGINFO, &si, sizeof(si));
    note_auxv(&n, t->proc);
    note_files(&n, t->proc);
    note_fp(&n, t);
    note(&n, "LINUX", NT_ARM_TLS, &regs.tpidr, sizeof(regs.tpidr));
    LIST_FOREACH (other, &t->proc->threads, in_proc) {
        if (other == t || other->state == THREAD_DEAD ||
            seL4_TCB_ReadRegisters(other->kobj->tcb, 0, 0, USER_REGS_WORDS, (seL4_UserContext *)&regs) != seL4_NoError)
            continue;
        note_status(&n, other, &regs, NULL);
        note(&n, "LINUX", NT_ARM_TLS, &regs.tpidr, sizeof(regs.tpidr));
    }
    *notes = n.bytes;
    return n.failed ? 0 : n.used;
}
