/* SPDX-License-Identifier: BSD-2-Clause */
/* FUTEX_WAKE wakes as many as asked, oldest first; 0 and less wake one. */
#include "futex.h"

static unsigned word, order;
static unsigned woken[8];

static void *waiter(void *arg)
{
    if (futex(&word, WAIT | PRIVATE, 0, NULL, NULL, 0) == 0)
        woken[__atomic_fetch_add(&order, 1, __ATOMIC_SEQ_CST)] = (long)arg;
    return NULL;
}

int main(void)
{
    pthread_t t[8];

    for (long i = 0; i < 8; i++) {
        pthread_create(&t[i], NULL, waiter, (void *)i);
        waiting(&word, i + 1);
    }
    VALUE(futex(&word, WAKE, 8, NULL, NULL, 0));
    VALUE(futex(&word, WAKE | PRIVATE, 1, NULL, NULL, 0));
    until(&order, 1);
    VALUE(futex(&word, WAKE | PRIVATE, 0, NULL, NULL, 0));
    until(&order, 2);
    VALUE(futex(&word, WAKE | PRIVATE, -5, NULL, NULL, 0));
    until(&order, 3);
    VALUE(futex(&word, WAKE | PRIVATE, 2, NULL, NULL, 0));
    VALUE(futex(&word, WAKE | PRIVATE, 100, NULL, NULL, 0));
    VALUE(futex(&word, WAKE | PRIVATE, 100, NULL, NULL, 0));
    for (int i = 0; i < 8; i++)
        pthread_join(t[i], NULL);
    VALUE(order);
    printf("%u %u %u first\n", woken[0], woken[1], woken[2]);
    return 0;
}
