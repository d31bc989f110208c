/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/sys_futex.c: futex and futex_waitv. */
#include <stdlib.h>

#include <linux/errno.h>
#include <linux/time.h>
#include <rt/fiber.h>
#include <rt/timer.h>

#include "mm/user.h"
#include "proc/futex.h"
#include "proc/futex_int.h"
#include "proc/proc.h"
#include "time/clock.h"
#include "time/timespec.h"
#include "trace/syscalls.h"

enum {
    FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_REQUEUE = 3, FUTEX_CMP_REQUEUE = 4, FUTEX_WAKE_OP = 5, FUTEX_LOCK_PI = 6,
    FUTEX_UNLOCK_PI = 7, FUTEX_TRYLOCK_PI = 8, FUTEX_WAIT_BITSET = 9, FUTEX_WAKE_BITSET = 10,
    FUTEX_WAIT_REQUEUE_PI = 11, FUTEX_CMP_REQUEUE_PI = 12, FUTEX_LOCK_PI2 = 13
};

static long wait(struct thread *t, uint64_t addr, unsigned flags, uint32_t expected, uint32_t bits, uint64_t deadline)
{
    struct mm *mm = t->proc->mm;
    struct futex_waiter w = {.bits = bits, .thread = t, .fiber = rt_fiber_self()};
    if (bits == 0)
        return -EINVAL;
    int err = futex_key_make(mm, addr, flags, false, &w.key);
    if (err)
        return err;
    const uint32_t *word = futex_word(mm, addr, false);
    if (word == NULL)
        return -EFAULT;
    if (*word != expected)
        return -EAGAIN;
    futex_hold(&w, mm);
    futex_enqueue(&w);
    err = thread_park(deadline);
    futex_dequeue(&w);
    futex_release(&w);
    if (w.woken)
        return 0;
    if (err != -ERESTARTSYS || deadline == RT_NEVER)
        return err;
    t->restart = (struct restart_block){
        .kind = RESTART_FUTEX, .deadline_ns = deadline, .user = addr, .arg = {flags, expected, bits}};
    return -ERESTART_RESTARTBLOCK;
}

long futex_restart(struct thread *t, const struct restart_block *r)
{
    return wait(t, r->user, (unsigned)r->arg[0], (uint32_t)r->arg[1], (uint32_t)r->arg[2], r->deadline_ns);
}

/* Wakes some at the first address and moves others to the second. */
static long requeue(struct mm *mm, const uint64_t a[6], unsigned flags, bool compare)
{
    struct futex_key from, to;
    int wakes = (int)a[2], moves = (int)a[3], done = 0;
    if (wakes < 0 || moves < 0)
        return -EINVAL;
    int err = futex_key_make(mm, a[0], flags, false, &from);
    if (err == 0)
        err = futex_key_make(mm, a[4], flags, false, &to);
    if (err)
        return err;
    if (compare) {
        const uint32_t *word = futex_word(mm, a[0], false);
        if (word == NULL)
            return -EFAULT;
        if (*word != (uint32_t)a[5])
            return -EAGAIN;
    }
    struct futex_waiter *w, *next;
    for (w = TAILQ_FIRST(futex_list_of(&from)); w != NULL && done - wakes < moves; w = next) {
        next = TAILQ_NEXT(w, link);
        if (!futex_key_same(&w->key, &from))
            continue;
        if (w->requeue_to_pi || w->pi != NULL)
            return -EINVAL;
        if (++done <= wakes)
            futex_unpark(w);
        else if (!futex_key_same(&from, &to))
            futex_move(w, &to);
    }
    return done;
}

/* The operation of FUTEX_WAKE_OP: the old value decides about the second wake-up.  1, 0, or -errno. */
static int word_operate(uint32_t *word, uint32_t op)
{
    uint32_t old = *word;
    int32_t operand = (int32_t)(op << 8) >> 20, compare = (int32_t)(op << 20) >> 20;
    if (op >> 31)
        operand = (int32_t)(1u << (operand & 31));
    switch (op >> 28 & 7) {
    case 0: *word = (uint32_t)operand; break;
    case 1: *word = old + (uint32_t)operand; break;
    case 2: *word = old | (uint32_t)operand; break;
    case 3: *word = old & ~(uint32_t)operand; break;
    case 4: *word = old ^ (uint32_t)operand; break;
    default: return -ENOSYS;
    }
    int32_t v = (int32_t)old;
    switch (op >> 24 & 15) {
    case 0: return v == compare;
    case 1: return v != compare;
    case 2: return v < compare;
    case 3: return v <= compare;
    case 4: return v > compare;
    case 5: return v >= compare;
    default: return -ENOSYS;
    }
}

static long wake_op(struct mm *mm, const uint64_t a[6], unsigned flags)
{
    struct futex_key first, second;
    int err = futex_key_make(mm, a[0], flags, false, &first);
    if (err == 0)
        err = futex_key_make(mm, a[4], flags, true, &second);
    if (err)
        return err;
    uint32_t *word = futex_word(mm, a[4], true);
    if (word == NULL)
        return -EFAULT;
    int holds = word_operate(word, (uint32_t)a[5]);
    if (holds < 0)
        return holds;
    long done = futex_wake_key(&first, (int)a[2], UINT32_MAX);
    if (done < 0 || !holds)
        return done;
    long more = futex_wake_key(&second, (int)a[3], UINT32_MAX);
    return more < 0 ? more : done + more;
}

static long wake(struct mm *mm, uint64_t addr, unsigned flags, int count, uint32_t bits)
{
    struct futex_key k;
    if (bits == 0)
        return -EINVAL;
    int err = futex_key_make(mm, addr, flags, false, &k);
    return err ? err : futex_wake_key(&k, count, bits);
}

/* When the call gives up, as rt_now_ns; RT_NEVER without a time.  -EFAULT, -EINVAL. */
static int deadline_of(struct thread *t, const uint64_t a[6], int command, uint64_t *deadline)
{
    struct linux_timespec ts;
    bool has_time = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI ||
                    command == FUTEX_LOCK_PI2 || command == FUTEX_WAIT_REQUEUE_PI;
    *deadline = RT_NEVER;
    if (!has_time || a[3] == 0)
        return 0;
    int err = timespec_in(t->proc->mm, a[3], &ts);
    if (err)
        return err;
    int64_t ns = timespec_to_ns(&ts);
    bool real = command == FUTEX_LOCK_PI || (a[1] & FUTEX_CLOCK_REALTIME) != 0;
    if (command == FUTEX_WAIT)
        *deadline = rt_now_ns() + (uint64_t)ns;
    else
        *deadline = clock_deadline(real ? CLOCK_REALTIME : CLOCK_MONOTONIC, ns);
    return 0;
}

long sys_futex(struct thread *t, const uint64_t a[6])
{
    struct mm *mm = t->proc->mm;
    unsigned flags = (unsigned)a[1] & (FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME);
    int command = (int)((unsigned)a[1] & ~(unsigned)(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME));
    uint64_t deadline;
    int err = deadline_of(t, a, command, &deadline);
    if (err)
        return err;
    if ((flags & FUTEX_CLOCK_REALTIME) && command != FUTEX_WAIT_BITSET && command != FUTEX_WAIT_REQUEUE_PI &&
        command != FUTEX_LOCK_PI2)
        return -ENOSYS;
    switch (command) {
    case FUTEX_WAIT:
        return wait(t, a[0], flags, (uint32_t)a[2], UINT32_MAX, deadline);
    case FUTEX_WAIT_BITSET:
        return wait(t, a[0], flags, (uint32_t)a[2], (uint32_t)a[5], deadline);
    case FUTEX_WAKE:
        return wake(mm, a[0], flags, (int)a[2], UINT32_MAX);
    case FUTEX_WAKE_BITSET:
        return wake(mm, a[0], flags, (int)a[2], (uint32_t)a[5]);
    case FUTEX_REQUEUE:
        return requeue(mm, a, flags, false);
    case FUTEX_CMP_REQUEUE:
        return requeue(mm, a, flags, true);
    case FUTEX_WAKE_OP:
        return wake_op(mm, a, flags);
    case FUTEX_LOCK_PI: case FUTEX_LOCK_PI2:
        return futex_lock_pi(t, a[0], flags, deadline, false);
    case FUTEX_TRYLOCK_PI:
        return futex_lock_pi(t, a[0], flags, RT_NEVER, true);
    case FUTEX_UNLOCK_PI:
        return futex_unlock_pi(t, a[0], flags);
    case FUTEX_WAIT_REQUEUE_PI:
        return futex_wait_requeue_pi(t, a, flags, deadline);
    case FUTEX_CMP_REQUEUE_PI:
        return futex_requeue_pi(t, a, flags);
    default:
        return -ENOSYS;
    }
}

struct linux_futex_waitv {
    uint64_t value, addr;
    uint32_t flags, reserved;
};
enum { WAITV_MOST = 128, WAITV_32 = 2 };

/* Who of the waiters was woken, the last of them; -1: none.  Takes all off their queues. */
static int waitv_end(struct futex_waiter *w, unsigned count)
{
    int woken = -1;
    for (unsigned i = 0; i < count; i++) {
        futex_dequeue(&w[i]);
        futex_release(&w[i]);
        if (w[i].woken)
            woken = (int)i;
    }
    return woken;
}

static long waitv(struct thread *t, const struct linux_futex_waitv *v, struct futex_waiter *w, unsigned count,
                  uint64_t deadline)
{
    struct mm *mm = t->proc->mm;
    for (unsigned i = 0; i < count; i++) { /* this may park, so it comes first */
        w[i] = (struct futex_waiter){.bits = UINT32_MAX, .thread = t, .fiber = rt_fiber_self()};
        int err = futex_key_make(mm, v[i].addr, v[i].flags & FUTEX_PRIVATE, false, &w[i].key);
        if (err)
            return err;
    }
    for (unsigned i = 0; i < count; i++) {
        const uint32_t *word = futex_word(mm, v[i].addr, false);
        long err = word == NULL ? -EFAULT : *word != (uint32_t)v[i].value ? -EAGAIN : 0;
        if (err) {
            int woken = waitv_end(w, i);
            return woken >= 0 ? woken : err;
        }
        futex_hold(&w[i], mm);
        futex_enqueue(&w[i]);
    }
    int err = 0;
    for (bool any = false; !any && err == 0;) {
        err = thread_park(deadline);
        for (unsigned i = 0; i < count; i++)
            any |= w[i].woken;
    }
    int woken = waitv_end(w, count);
    return woken >= 0 ? woken : err;
}

static int waitv_in(struct thread *t, uint64_t addr, struct linux_futex_waitv *v, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (copy_in(t->proc->mm, &v[i], addr + i * sizeof(v[0]), sizeof(v[0])) != 0)
            return -EFAULT;
        if ((v[i].flags & ~(uint32_t)(WAITV_32 | FUTEX_PRIVATE)) != 0 || v[i].reserved != 0 ||
            (v[i].flags & WAITV_32) == 0)
            return -EINVAL;
    }
    return 0;
}

long sys_futex_waitv(struct thread *t, const uint64_t a[6])
{
    unsigned count = (unsigned)a[1];
    int clock = (int)a[4];
    uint64_t deadline = RT_NEVER;
    struct linux_timespec ts;
    if ((uint32_t)a[2] != 0 || count == 0 || count > WAITV_MOST || a[0] == 0)
        return -EINVAL;
    if (a[3] != 0) {
        if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
            return -EINVAL;
        int err = timespec_in(t->proc->mm, a[3], &ts);
        if (err)
            return err;
        deadline = clock_deadline(clock, timespec_to_ns(&ts));
    }
    struct linux_futex_waitv *v = calloc(count, sizeof(*v));
    struct futex_waiter *w = calloc(count, sizeof(*w));
    long result = v == NULL || w == NULL ? -ENOMEM : waitv_in(t, a[0], v, count);
    if (result == 0)
        result = waitv(t, v, w, count, deadline);
    free(v);
    free(w);
    return result;
}
