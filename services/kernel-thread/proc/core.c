/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/core.c: core dumps: which memory goes into the file, and where.
 *
 *   ELF header | program headers | notes | contents of regions, each at a page
 *
 * Anonymous memory is dumped, files' pages if the process has changed one of the region; what was never touched stays a
 * hole. */
#include "proc/core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/stat.h>
#include <rt/timer.h>
#include <rt/waitq.h>
#include <sel4/sel4.h>

#include "fs/attr.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/namei.h"
#include "mm/kobj.h"
#include "mm/space.h"
#include "mm/user.h"
#include "proc/elf.h"
#include "proc/hostname.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "transport/direct.h"

enum { ET_CORE = 4, PT_NOTE = 4, CHUNK_PAGES = 16, AT_CWD = -100 };

char core_pattern[128] = "core";
int core_uses_pid;

struct dump {
    struct thread *t;
    struct mm *mm;
    struct file *file;
    uint64_t limit;                /* RLIMIT_CORE */
    struct elf_segment *segment;   /* owned: the notes, then the regions */
    unsigned count;
    uint8_t *notes, *chunk;        /* owned */
    size_t note_bytes;
};

bool core_signal(int signo)
{
    const uint64_t with = SIGMASK(SIGQUIT) | SIGMASK(SIGILL) | SIGMASK(SIGTRAP) | SIGMASK(SIGABRT) | SIGMASK(SIGBUS) |
                          SIGMASK(SIGFPE) | SIGMASK(SIGSEGV) | SIGMASK(SIGXCPU) | SIGMASK(SIGXFSZ) | SIGMASK(SIGSYS);
    return (with & SIGMASK(signo)) != 0;
}

/* -- the file -- */

static int expand(const struct thread *t, int signo, char what, char *out, size_t room)
{
    const struct proc *p = t->proc;
    switch (what) {
    case '%': return snprintf(out, room, "%%");
    case 'p': case 'P': return snprintf(out, room, "%d", p->pid);
    case 'i': case 'I': return snprintf(out, room, "%d", t->tid);
    case 'u': return snprintf(out, room, "%u", p->cred.uid);
    case 'g': return snprintf(out, room, "%u", p->cred.gid);
    case 's': return snprintf(out, room, "%d", signo);
    case 't': return snprintf(out, room, "%ld", (long)(clock_realtime_ns() / 1000000000));
    case 'h': return snprintf(out, room, "%s", hostname_get());
    case 'e': return snprintf(out, room, "%s", t->comm);
    case 'c': return snprintf(out, room, "%lu", (unsigned long)proc_rlimit(p, RLIMIT_CORE));
    default: return 0;
    }
}

/* False: the pattern names a program, nothing, or too much. */
static bool name_make(const struct thread *t, int signo, char *name, size_t room)
{
    size_t used = 0;
    bool has_pid = false;
    if (core_pattern[0] == '|' || core_pattern[0] == '\0')
        return false;
    for (const char *s = core_pattern; *s != '\0' && used < room; s++) {
        if (*s == '%' && s[1] != '\0') {
            has_pid |= s[1] == 'p';
            used += (size_t)expand(t, signo, *++s, name + used, room - used);
        } else {
            name[used++] = *s;
        }
    }
    if (used < room && core_uses_pid && !has_pid)
        used += (size_t)snprintf(name + used, room - used, ".%d", t->proc->pid);
    if (used >= room)
        return false;
    name[used] = '\0';
    return true;
}

/* A regular file of the process's own user with one name, empty.  NULL: there is none. */
static struct file *file_make(struct thread *t, int signo)
{
    char name[PATH_BYTES];
    struct file *f;
    if (!name_make(t, signo, name, sizeof(name)))
        return NULL;
    (void)vfs_unlink(t, AT_CWD, name); /* the last one */
    if (vfs_open(t, AT_CWD, name, O_CREAT | O_RDWR | O_NOFOLLOW, 0600, &f) != 0)
        return NULL;
    const struct inode *i = f->inode;
    if (!S_ISREG(i->mode) || i->nlink != 1 || i->uid != t->proc->cred.fsuid || path_truncate(NULL, &f->path, 0) != 0) {
        file_put(f);
        return NULL;
    }
    return f;
}

/* False: the limit, the disk, or a fatal signal end the dump here. */
static bool put(struct dump *d, const void *bytes, size_t size, uint64_t at)
{
    struct uio uio;
    size_t most = at >= d->limit ? 0 : d->limit - at < size ? (size_t)(d->limit - at) : size;
    if (most == 0 || signal_fatal_pending(d->t))
        return false;
    uio_from_kernel(&uio, (void *)(uintptr_t)bytes, most);
    return file_pwrite(d->file, &uio, at) == (ssize_t)size;
}

/* -- the memory -- */

static bool is_there(struct mm *mm, uint64_t addr)
{
    const struct pte *e = pte_find(mm, addr);
    return e != NULL && e->present;
}

/* Has the process pages of its own in a region of a file? */
static bool has_own_pages(struct mm *mm, const struct region *r)
{
    for (uint64_t at = r->start; at < r->end; at += PAGE_BYTES) {
        const struct pte *e = pte_find(mm, at);
        if (e != NULL && e->present && pte_page(e)->inode == NULL)
            return true;
    }
    return false;
}

static bool wanted(struct mm *mm, const struct region *r)
{
    if (r->prot == PROT_NONE)
        return false;
    if (r->file == NULL || ((r->flags & REGION_SHARED) && r->file->inode->nlink == 0))
        return true;
    return (r->flags & REGION_SHARED) == 0 && (r->prot & PROT_EXEC) == 0 && has_own_pages(mm, r);
}

static int layout(struct dump *d)
{
    unsigned count = 1;
    for (const struct region *r = mm_next_region(d->mm, 0); r != NULL; r = mm_next_region(d->mm, r->end))
        count++;
    if (count > UINT16_MAX - 1 || (d->segment = calloc(count, sizeof(d->segment[0]))) == NULL)
        return -ENOMEM;
    uint64_t at = sizeof(struct elf_header) + count * sizeof(d->segment[0]);
    d->segment[d->count++] = (struct elf_segment){.type = PT_NOTE, .offset = at, .filesz = d->note_bytes, .align = 4};
    at = (at + d->note_bytes + PAGE_BYTES - 1) & ~(uint64_t)(PAGE_BYTES - 1);
    for (const struct region *r = mm_next_region(d->mm, 0); r != NULL && d->count < count;
         r = mm_next_region(d->mm, r->end)) {
        uint64_t size = r->end - r->start, filled = wanted(d->mm, r) ? size : 0;
        d->segment[d->count++] = (struct elf_segment){
            .type = PT_LOAD, .offset = at, .vaddr = r->start, .filesz = filled, .memsz = size, .align = PAGE_BYTES,
            .flags = (r->prot & PROT_READ ? PF_R : 0) | (r->prot & PROT_WRITE ? PF_W : 0) | (r->prot & PROT_EXEC ? PF_X : 0)};
        at += filled;
    }
    return 0;
}

/* Contents of one region; what is not there of anonymous memory is not written. */
static bool put_region(struct dump *d, const struct elf_segment *s)
{
    const struct region *r = mm_find(d->mm, s->vaddr);
    bool all = r != NULL && r->file != NULL;
    uint64_t end = s->vaddr + s->filesz;
    for (uint64_t at = s->vaddr; at < end;) {
        uint64_t most = end - at < CHUNK_PAGES * PAGE_BYTES ? end - at : CHUNK_PAGES * PAGE_BYTES, bytes = 0;
        while (bytes < most && (all || is_there(d->mm, at + bytes)))
            bytes += PAGE_BYTES;
        if (bytes == 0) {
            at += PAGE_BYTES;
            continue;
        }
        if (copy_in_some(d->mm, d->chunk, at, bytes) == (ssize_t)bytes && !put(d, d->chunk, bytes, s->offset + at - s->vaddr))
            return false;
        at += bytes;
    }
    return true;
}

static bool put_all(struct dump *d)
{
    struct elf_header h = {
        .ident = {0x7f, 'E', 'L', 'F', 2, 1, 1}, .type = ET_CORE, .machine = EM_AARCH64, .version = 1,
        .phoff = sizeof(h), .ehsize = sizeof(h), .phentsize = sizeof(d->segment[0]), .phnum = (uint16_t)d->count,
    };
    uint64_t size = d->segment[d->count - 1].offset + d->segment[d->count - 1].filesz;
    if (!put(d, &h, sizeof(h), 0) || !put(d, d->segment, d->count * sizeof(d->segment[0]), sizeof(h)) ||
        !put(d, d->notes, d->note_bytes, d->segment[0].offset))
        return false;
    for (unsigned i = 1; i < d->count; i++)
        if (!put_region(d, &d->segment[i]))
            return false;
    return size > d->limit || path_truncate(NULL, &d->file->path, (int64_t)size) == 0; /* holes at the end */
}

/* Those in their programs stay where they are; the others do not return there before the process ends. */
static void others_stop(struct thread *t)
{
    struct thread *other;
    direct_settle();
    LIST_FOREACH (other, &t->proc->threads, in_proc)
        if (other != t && other->state == THREAD_USER)
            seL4_TCB_Suspend(other->kobj->tcb);
}

static bool dump(struct thread *t, const struct sig_info *info)
{
    struct dump d = {.t = t, .mm = t->proc->mm, .limit = proc_rlimit(t->proc, RLIMIT_CORE)};
    bool done = false;
    d.note_bytes = core_notes(t, info, &d.notes);
    d.chunk = malloc(CHUNK_PAGES * PAGE_BYTES);
    if (d.note_bytes != 0 && d.chunk != NULL && layout(&d) == 0 && (d.file = file_make(t, info->signo)) != NULL) {
        (void)put_all(&d); /* what fits counts, too */
        done = true;
        file_put(d.file);
    }
    free(d.segment);
    free(d.notes);
    free(d.chunk);
    return done;
}

bool core_dump(struct thread *t, const struct sig_info *info)
{
    enum { LEAST_BYTES = PAGE_BYTES, LOOK_NS = 5000000 };
    struct proc *p = t->proc;
    while (p->dumping && !p->exiting) /* another thread does it, and ends this one then */
        (void)rt_sleep_until(rt_now_ns() + LOOK_NS, false);
    if (p->exiting || !p->dumpable || proc_rlimit(p, RLIMIT_CORE) < LEAST_BYTES)
        return false;
    p->dumping = true;
    others_stop(t);
    bool done = dump(t, info);
    p->dumping = false;
    return done;
}
