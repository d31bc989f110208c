/* SPDX-License-Identifier: BSD-2-Clause */
/* Bit sets choose who is woken. */
#include "futex.h"

static unsigned word, gone;

static void *waiter(void *bits)
{
    if (futex(&word, WAIT_BITSET | PRIVATE, 0, NULL, NULL, (unsigned)(long)bits) == 0)
        __atomic_fetch_or(&gone, (unsigned)(long)bits, __ATOMIC_SEQ_CST);
    return NULL;
}

int main(void)
{
    pthread_t t[4];

    for (long i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, waiter, (void *)(1l << i));
    waiting(&word, 4);
    VALUE(futex(&word, WAKE_BITSET | PRIVATE, 9, NULL, NULL, 0x10));
    VALUE(futex(&word, WAKE_BITSET | PRIVATE, 9, NULL, NULL, 0x12));
    until(&gone, 2);
    VALUE(gone);
    VALUE(futex(&word, WAKE_BITSET | PRIVATE, 9, NULL, NULL, 0xc));
    until(&gone, 14);
    VALUE(gone);
    VALUE(futex(&word, WAKE | PRIVATE, 9, NULL, NULL, 0));
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    VALUE(gone);
    return 0;
}
