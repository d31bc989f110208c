/* SPDX-License-Identifier: BSD-2-Clause */
/* FUTEX_REQUEUE and FUTEX_CMP_REQUEUE: who is woken, who is moved, what they return. */
#include "futex.h"

static unsigned a, b, done;

static void *waiter(void *arg)
{
    futex(&a, WAIT | PRIVATE, 0, NULL, NULL, 0);
    __atomic_fetch_add(&done, 1, __ATOMIC_SEQ_CST);
    return arg;
}

int main(void)
{
    pthread_t t[6];
    unsigned *hole = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (long i = 0; i < 6; i++)
        pthread_create(&t[i], NULL, waiter, NULL);
    waiting(&a, 6);
    VALUE(futex(&a, CMP_REQUEUE | PRIVATE, 1, (void *)1, &b, 1));
    VALUE(futex(&a, CMP_REQUEUE | PRIVATE, -1, (void *)1, &b, 0));
    VALUE(futex(&a, CMP_REQUEUE | PRIVATE, 1, (void *)-1, &b, 0));
    VALUE(futex(&a, CMP_REQUEUE | PRIVATE, 1, (void *)1, (char *)&b + 1, 0));
    VALUE(futex(&a, CMP_REQUEUE, 1, (void *)1, hole, 0));
    VALUE(futex(hole, CMP_REQUEUE | PRIVATE, 1, (void *)1, &b, 0));
    VALUE(futex(&a, CMP_REQUEUE | PRIVATE, 1, (void *)2, &b, 0));
    until(&done, 2);
    VALUE(done);
    VALUE(futex(&b, WAKE | PRIVATE, 1, NULL, NULL, 0));
    until(&done, 3);
    VALUE(done);
    VALUE(futex(&a, REQUEUE | PRIVATE, 1, (void *)1, &b, 0));
    VALUE(futex(&a, REQUEUE | PRIVATE, 0, (void *)1, &b, 0));
    VALUE(futex(&a, REQUEUE | PRIVATE, 0, (void *)0, &b, 0));
    VALUE(futex(&a, WAKE | PRIVATE, 9, NULL, NULL, 0));
    VALUE(futex(&b, WAKE | PRIVATE, 9, NULL, NULL, 0));
    for (int i = 0; i < 6; i++)
        pthread_join(t[i], NULL);
    VALUE(done);
    return 0;
}
