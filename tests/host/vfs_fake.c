/* SPDX-License-Identifier: BSD-2-Clause */
/* Small stand-ins for memory, processes, signals and clocks. */
#include "vfs_fake.h"

#include "host_test.h"

#include <linux/errno.h>
#include <rt/log.h>
#include <rt/timer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fs/files.h"
#include "fs/loopfs.h"
#include "fs/procfs.h"
#include "fs/vfs.h"
#include "io/blockdev.h"
#include "mm/page.h"
#include "mm/random.h"
#include "mm/user.h"
#include "proc/oom.h"
#include "time/clock.h"

struct thread fake_thread;
int fake_signal;
unsigned fake_sigpipes;
unsigned fake_pages_left = 100000;
static struct proc fake_proc;
struct fs *fake_disk(void);

void fake_begin(void)
{
    rt_fiber_set_local(0, &fake_thread);
}

/* Pages: the descriptors on the heap, the contents in a window of which only what is used takes memory. */
enum { WINDOW_PAGES = 1 << 20 };
uintptr_t page_window;
static uint32_t free_numbers[WINDOW_PAGES];
static unsigned free_count, made;

static uint32_t new_number(void)
{
    if (!page_window) {
        void *window = mmap(NULL, (size_t)WINDOW_PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        assert_ptr_not_equal(window, MAP_FAILED);
        page_window = (uintptr_t)window;
    }
    assert_true(free_count || made < WINDOW_PAGES);
    return free_count ? free_numbers[--free_count] : made++;
}

struct page *page_alloc(void)
{
    struct page *p;

    if (!fake_pages_left && !pagecache_shrink(8))
        return NULL;
    fake_pages_left--;
    p = calloc(1, sizeof *p);
    p->number = new_number();
    p->refs = 1;
    memset(page_address(p), 0, PAGE_BYTES);
    return p;
}

struct page *page_alloc_dirty(void)
{
    return page_alloc();
}

void page_free(struct page *p)
{
    fake_pages_left++;
    free_numbers[free_count++] = p->number;
    free(p);
}

void page_unmap_all(struct page *p)
{
    (void)p;
}

void page_write_protect_all(struct page *p)
{
    (void)p;
}

void stub_sets_free(struct inode *inode)
{
    (void)inode;
}

void page_views_drop(struct page *p)
{
    (void)p;
}

void page_stats(struct page_stats *st)
{
    *st = (struct page_stats){ .made = 1000, .possible = fake_pages_left, .total = 1000 + fake_pages_left };
}

/* User memory is this program's; the system says which addresses there are. */
static ssize_t move(void *kernel, uint64_t uaddr, size_t size, int out)
{
    struct iovec here = { kernel, size }, there = { (void *)uaddr, size };

    if (!size)
        return 0;
    ssize_t n = out ? process_vm_writev(getpid(), &here, 1, &there, 1, 0)
                    : process_vm_readv(getpid(), &here, 1, &there, 1, 0);
    return n <= 0 ? -EFAULT : n;
}

static struct mm_near fake_mm; /* in which nothing is near */

ssize_t copy_in_some(struct mm *mm, void *dst, uint64_t uaddr, size_t size)
{
    (void)mm;
    return move(dst, uaddr, size, 0);
}

ssize_t copy_out_some(struct mm *mm, uint64_t uaddr, const void *src, size_t size)
{
    static char zeroes[PAGE_BYTES];

    (void)mm;
    if (src)
        return move((void *)src, uaddr, size, 1);
    return move(zeroes, uaddr, size < PAGE_BYTES ? size : PAGE_BYTES, 1);
}

int copy_in_any(struct mm *mm, void *dst, uint64_t uaddr, size_t size)
{
    return copy_in_some(mm, dst, uaddr, size) == (ssize_t)size ? 0 : -EFAULT;
}

int copy_out_any(struct mm *mm, uint64_t uaddr, const void *src, size_t size)
{
    return copy_out_some(mm, uaddr, src, size) == (ssize_t)size ? 0 : -EFAULT;
}

ssize_t copy_in_string(struct mm *mm, char *dst, uint64_t uaddr, size_t max)
{
    ssize_t n = copy_in_some(mm, dst, uaddr, max);

    if (n < 0)
        return n;
    size_t len = strnlen(dst, (size_t)n);
    if (len == (size_t)n)
        return len == max ? -ENAMETOOLONG : -EFAULT;
    return (ssize_t)len;
}

int cred_capable(const struct thread *t)
{
    return t->proc->cred.euid == 0;
}

void fake_user(uint32_t user, uint32_t group)
{
    struct cred *c = &fake_proc.cred;

    c->uid = c->euid = c->suid = c->fsuid = user;
    c->gid = c->egid = c->sgid = c->fsgid = group;
    c->cap_permitted = c->cap_effective = user ? 0 : UINT64_MAX;
}

uint64_t proc_rlimit(const struct proc *p, unsigned which)
{
    return p->limit[which].cur;
}

int signal_pending(struct thread *t)
{
    (void)t;
    return fake_signal;
}

int signal_fatal_pending(struct thread *t)
{
    (void)t;
    return 0;
}

int signal_thread(struct thread *t, const struct sig_info *info)
{
    (void)t;
    (void)info;
    fake_sigpipes++;
    return 0;
}

int signal_proc(struct proc *p, const struct sig_info *info)
{
    (void)p;
    (void)info;
    return 0;
}

struct proc_list *pgrp_members(int pgrp)
{
    static struct proc_list none;

    (void)pgrp;
    return &none;
}

int thread_park(uint64_t deadline_ns)
{
    if (fake_signal)
        return -ERESTARTSYS;
    int n = rt_park_deadline(deadline_ns, true);
    return n == -EINTR ? -ERESTARTSYS : n;
}

int wait_interruptible(struct rt_waitq *q, uint64_t deadline_ns)
{
    if (fake_signal)
        return -ERESTARTSYS;
    int n = deadline_ns == RT_NEVER ? rt_wait_intr(q, RT_NEVER) : rt_wait_intr(q, deadline_ns);
    return n == -EINTR ? -ERESTARTSYS : n;
}

int signal_mask_from_user(struct thread *t, uint64_t mask_addr, uint64_t mask_size)
{
    (void)t;
    (void)mask_addr;
    return mask_size == 8 ? 0 : -EINVAL;
}

void signal_mask_restore(struct thread *t)
{
    (void)t;
}

int64_t clock_realtime_ns(void)
{
    static int64_t now = 1700000000000000000;

    return now += 1000;
}

uint64_t clock_monotonic_ns(void)
{
    return rt_now_ns();
}

void random_bytes(void *buf, size_t size)
{
    memset(buf, 0x5a, size);
}

void random_add(const void *seed, size_t size)
{
    (void)seed;
    (void)size;
}

void rt_log(enum rt_log_level level, const char *format, ...)
{
    va_list args;

    (void)level;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void fake_start(void)
{
    fake_begin();
    fake_thread.proc = &fake_proc;
    fake_thread.tid = fake_proc.pid = 2;
    fake_proc.mm = (struct mm *)&fake_mm;
    fake_user(0, 0);
    for (unsigned i = 0; i < RLIMIT_COUNT; i++)
        fake_proc.limit[i].cur = fake_proc.limit[i].max = UINT64_MAX;
    fake_proc.limit[RLIMIT_NOFILE].cur = 64;
    assert_int_equal(vfs_init(fake_disk()), 0);
    fake_proc.files = files_new();
    fake_proc.fs = fs_ctx_new();
    assert_non_null(fake_proc.files);
    assert_non_null(fake_proc.fs);
}

/* /proc is not part of these tests. */
void procfs_register(void)
{
}

uint64_t clock_deadline(int clock, int64_t moment_ns)
{
    (void)clock;
    return (uint64_t)moment_ns;
}

bool page_mapped_for_writing(const struct inode *inode)
{
    (void)inode;
    return false;
}

/* There is one process. */
struct thread *thread_find(int tid)
{
    return tid == fake_thread.tid ? &fake_thread : NULL;
}

struct proc *proc_find(int pid)
{
    return pid == fake_proc.pid ? &fake_proc : NULL;
}

struct proc *proc_next(int after)
{
    return after < fake_proc.pid ? &fake_proc : NULL;
}

/* No device nodes: the disk is one that blockdev.c does not know. */
struct blockdev *blockdev_find(uint32_t rdev)
{
    (void)rdev;
    return NULL;
}

int blockdev_claim(struct blockdev *bd)
{
    (void)bd;
    return 0;
}

void blockdev_release(struct blockdev *bd)
{
    (void)bd;
}

struct fs *loopfs_get(struct blockdev *bd, int fat)
{
    (void)bd, (void)fat;
    return NULL;
}

void loopfs_put(struct fs *fs, int fat)
{
    (void)fs, (void)fat;
}

bool oom_relieve(void)
{
    return false; /* nobody to end */
}
