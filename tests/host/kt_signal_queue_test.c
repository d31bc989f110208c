/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of pending signals, and the replacement of svc in code. */
#include "host_test.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "mm/rewrite.h"
#include "proc/proc.h"
#include "sig/queue.h"

enum { QUEUED_MOST = 1000 };
static struct proc owner;
static unsigned queued;

bool user_signal_add(uint32_t uid, uint64_t most)
{
    (void)uid;
    if (queued >= most)
        return false;
    queued++;
    return true;
}

void user_signal_remove(uint32_t uid)
{
    (void)uid;
    queued--;
}

uint64_t proc_rlimit(const struct proc *p, unsigned which)
{
    (void)p;
    return which == RLIMIT_SIGPENDING ? QUEUED_MOST : 0;
}

static void add(struct sig_queue *q, int signo, int code, uint64_t value)
{
    assert_int_equal(sig_queue_add(q, &owner, &(struct sig_info){.signo = signo, .code = code, .value = value}), 0);
}

static void take(struct sig_queue *q, uint64_t blocked, int signo, uint64_t value)
{
    struct sig_info info;
    assert_true(sig_queue_take(q, blocked, &info));
    assert_int_equal(info.signo, signo);
    assert_int_equal(info.value, value);
}

static void order(void **state)
{
    (void)state;
    struct sig_queue q;
    struct sig_info info;
    sig_queue_init(&q);
    add(&q, SIGTERM, SI_USER, 1);
    add(&q, SIGTERM, SI_USER, 2); /* pending already: lost */
    add(&q, SIGRTMIN + 2, SI_QUEUE, 3);
    add(&q, SIGRTMIN + 2, SI_QUEUE, 4);
    add(&q, SIGRTMIN, SI_QUEUE, 5);
    add(&q, SIGHUP, SI_USER, 6);
    add(&q, SIGSEGV, SEGV_MAPERR, 7); /* caused by the program itself: first */

    take(&q, 0, SIGSEGV, 7);
    take(&q, SIGMASK(SIGHUP), SIGTERM, 1);
    take(&q, SIGMASK(SIGHUP), SIGRTMIN, 5);
    take(&q, 0, SIGHUP, 6);
    take(&q, 0, SIGRTMIN + 2, 3);
    assert_int_equal(q.set, SIGMASK(SIGRTMIN + 2));
    take(&q, 0, SIGRTMIN + 2, 4);
    assert_false(sig_queue_take(&q, 0, &info));
    assert_int_equal(q.set, 0);
    assert_int_equal(q.count, 0);
}

static void limits(void **state)
{
    (void)state;
    struct sig_queue q;
    struct sig_info info = {.signo = SIGRTMIN, .code = SI_QUEUE};
    sig_queue_init(&q);
    int added = 0;
    while (sig_queue_add(&q, &owner, &info) == 0)
        assert_true(++added < 100000);
    assert_true(added > 100);
    add(&q, SIGINT, SI_USER, 9); /* a standard signal is never refused */
    take(&q, ~SIGMASK(SIGINT), SIGINT, 9);
    add(&q, SIGINT, SI_QUEUE, 9); /* nor this one; but it loses its information */
    take(&q, ~SIGMASK(SIGINT), SIGINT, 0);
    sig_queue_drop(&q, SIGMASK(SIGRTMIN));
    assert_int_equal(q.set, 0);
    assert_int_equal(q.count, 0);
    assert_true(TAILQ_EMPTY(&q.list));
}

static void rewriting(void **state)
{
    (void)state;
    uint32_t code[] = {0xd2800ba8 /* mov x8, #93 */, 0xd4000001 /* svc #0 */, 0xd4000021 /* svc #1 */,
                       0xd41fffe1 /* svc #0xffff */, 0xd4000002 /* hvc */, 0xd4200000 /* brk */,
                       0xd4000003 /* smc */, 0xd65f03c0 /* ret */};
    uint32_t before[8];
    memcpy(before, code, sizeof(code));
    assert_int_equal(rewrite_count(code, 8), 1); /* other immediates may be data */
    assert_memory_equal(before, code, sizeof(code));
    assert_int_equal(rewrite_svc(code, 8), 1);
    for (int i = 0; i < 8; i++)
        assert_int_equal(code[i], i == 1 ? REWRITE_WORD : before[i]);
    assert_int_equal(rewrite_svc(code, 8), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(order), cmocka_unit_test(limits), cmocka_unit_test(rewriting)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
