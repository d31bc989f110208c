/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/futex.c: waiting for words in programs' memory.
 *
 * A futex is named by its address space and address, or, where the mapping is shared, by the page: page
 * numbers do not change while somebody waits, as waiters hold a reference to the page. */
#include "proc/futex.h"

#include <linux/errno.h>
#include <linux/time.h>
#include <rt/timer.h>

#include "mm/space.h"
#include "mm/user.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "trace/syscalls.h"

enum {
    FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_REQUEUE = 3, FUTEX_CMP_REQUEUE = 4, FUTEX_WAKE_OP = 5,
    FUTEX_WAIT_BITSET = 9, FUTEX_WAKE_BITSET = 10, FUTEX_CMD = 0x7f, FUTEX_PRIVATE = 128,
    FUTEX_CLOCK_REALTIME = 256, BUCKETS = 64
};

struct key {
    const void *space;     /* struct mm, or struct page for shared mappings */
    uint64_t offset;
};

struct futex_waiter {
    struct key key;
    uint32_t bits;
    struct rt_fiber *fiber;
    bool woken;
    TAILQ_ENTRY(futex_waiter) link;
};
TAILQ_HEAD(futex_list, futex_waiter);

static struct futex_list buckets[BUCKETS];

static struct futex_list *bucket_of(const struct key *k)
{
    struct futex_list *l = &buckets[((uintptr_t)k->space / 64 + k->offset / 4) % BUCKETS];
    if (l->tqh_last == NULL)
        TAILQ_INIT(l);
    return l;
}

static bool key_same(const struct key *a, const struct key *b)
{
    return a->space == b->space && a->offset == b->offset;
}

/* Also makes the word readable (writable for shared memory).  May park. */
static int key_make(struct mm *mm, uint64_t addr, struct key *k)
{
    uint32_t word;
    if ((addr & 3) != 0)
        return -EINVAL;
    if (copy_in(mm, &word, addr, sizeof(word)) != 0)
        return -EFAULT;
    *k = (struct key){mm, addr};
    struct region *r = mm_find(mm, addr);
    struct pte *e = pte_find(mm, addr);
    if (r != NULL && (r->flags & REGION_SHARED) && e != NULL && e->present)
        *k = (struct key){pte_page(e), addr & (PAGE_BYTES - 1)};
    return 0;
}

static unsigned wake(const struct key *k, unsigned count, uint32_t bits)
{
    struct futex_list *l = bucket_of(k);
    struct futex_waiter *w, *next;
    unsigned done = 0;
    for (w = TAILQ_FIRST(l); w != NULL && done < count; w = next) {
        next = TAILQ_NEXT(w, link);
        if (!key_same(&w->key, k) || (w->bits & bits) == 0)
            continue;
        TAILQ_REMOVE(l, w, link);
        w->woken = true;
        rt_unpark(w->fiber, 0);
        done++;
    }
    return done;
}

int futex_wake(struct mm *mm, uint64_t addr, unsigned count)
{
    struct key k;
    int err = key_make(mm, addr, &k);
    return err ? err : (int)wake(&k, count, UINT32_MAX);
}

static long wait(struct thread *t, uint64_t addr, uint32_t expected, uint32_t bits, uint64_t deadline)
{
    struct mm *mm = t->proc->mm;
    struct futex_waiter w = {.bits = bits, .fiber = rt_fiber_self()};
    uint32_t word;
    int err = key_make(mm, addr, &w.key);
    if (err)
        return err;
    if (copy_in(mm, &word, addr, sizeof(word)) != 0) /* does not park: it was there just now */
        return -EFAULT;
    if (word != expected)
        return -EAGAIN;

    struct page *page = NULL;
    if (w.key.space != mm) {
        page = pte_page(pte_find(mm, addr));
        page_get(page);
    }
    TAILQ_INSERT_TAIL(bucket_of(&w.key), &w, link);
    err = thread_park(deadline);
    if (!w.woken)
        TAILQ_REMOVE(bucket_of(&w.key), &w, link);
    if (page != NULL)
        page_put(page);
    return w.woken ? 0 : err;
}

/* Wakes some at the first address and moves others to the second. */
static long requeue(struct mm *mm, const uint64_t a[6], bool compare)
{
    struct key from, to;
    uint32_t word;
    int err = key_make(mm, a[0], &from);
    if (err == 0)
        err = key_make(mm, a[4], &to);
    if (err)
        return err;
    if ((int)a[2] < 0 || (int)a[3] < 0)
        return -EINVAL;
    if (compare && (copy_in(mm, &word, a[0], sizeof(word)) != 0 || word != (uint32_t)a[5]))
        return -EAGAIN;
    long done = wake(&from, (unsigned)a[2], UINT32_MAX);
    struct futex_waiter *w, *next;
    unsigned moved = 0;
    for (w = TAILQ_FIRST(bucket_of(&from)); w != NULL && moved < (unsigned)a[3]; w = next) {
        next = TAILQ_NEXT(w, link);
        if (!key_same(&w->key, &from))
            continue;
        TAILQ_REMOVE(bucket_of(&from), w, link);
        w->key = to;
        TAILQ_INSERT_TAIL(bucket_of(&to), w, link);
        moved++;
    }
    return compare ? done + moved : done;
}

static long wake_op(struct mm *mm, const uint64_t a[6])
{
    uint32_t op = (uint32_t)a[5], old, new;
    struct key first, second;
    int err = key_make(mm, a[0], &first);
    if (err == 0)
        err = key_make(mm, a[4], &second);
    if (err)
        return err;
    if (copy_in(mm, &old, a[4], sizeof(old)) != 0)
        return -EFAULT;
    int32_t operand = (int32_t)(op << 8) >> 20, compare = (int32_t)(op << 20) >> 20;
    if (op >> 31)
        operand = (int32_t)(1u << (operand & 31));
    switch (op >> 28 & 7) {
    case 0: new = (uint32_t)operand; break;
    case 1: new = old + (uint32_t)operand; break;
    case 2: new = old | (uint32_t)operand; break;
    case 3: new = old & ~(uint32_t)operand; break;
    case 4: new = old ^ (uint32_t)operand; break;
    default: return -ENOSYS;
    }
    if (copy_out(mm, a[4], &new, sizeof(new)) != 0)
        return -EFAULT;
    int32_t v = (int32_t)old;
    bool holds;
    switch (op >> 24 & 15) {
    case 0: holds = v == compare; break;
    case 1: holds = v != compare; break;
    case 2: holds = v < compare; break;
    case 3: holds = v <= compare; break;
    case 4: holds = v > compare; break;
    case 5: holds = v >= compare; break;
    default: return -ENOSYS;
    }
    long done = wake(&first, (unsigned)a[2], UINT32_MAX);
    return holds ? done + wake(&second, (unsigned)a[3], UINT32_MAX) : done;
}

long sys_futex(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    int command = (int)a[1] & FUTEX_CMD;
    uint64_t deadline = RT_NEVER;
    struct linux_timespec ts;
    struct key k;

    if ((command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET) && a[3] != 0) {
        if (copy_in(mm, &ts, a[3], sizeof(ts)) != 0)
            return -EFAULT;
        if (ts.sec < 0 || ts.nsec < 0 || ts.nsec >= NS_PER_SEC)
            return -EINVAL;
        int clock = (int)a[1] & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
        deadline = command == FUTEX_WAIT ? rt_now_ns() + (uint64_t)timespec_ns(&ts)
                                         : clock_deadline(clock, timespec_ns(&ts));
    }
    switch (command) {
    case FUTEX_WAIT:
        return wait(t, a[0], (uint32_t)a[2], UINT32_MAX, deadline);
    case FUTEX_WAIT_BITSET:
        return (uint32_t)a[5] == 0 ? -EINVAL : wait(t, a[0], (uint32_t)a[2], (uint32_t)a[5], deadline);
    case FUTEX_WAKE:
        return futex_wake(mm, a[0], (unsigned)a[2]);
    case FUTEX_WAKE_BITSET: {
        int err = key_make(mm, a[0], &k);
        return (uint32_t)a[5] == 0 ? -EINVAL : err ? err : (long)wake(&k, (unsigned)a[2], (uint32_t)a[5]);
    }
    case FUTEX_REQUEUE:
        return requeue(mm, a, false);
    case FUTEX_CMP_REQUEUE:
        return requeue(mm, a, true);
    case FUTEX_WAKE_OP:
        return wake_op(mm, a);
    default:
        return -ENOSYS;
    }
}
