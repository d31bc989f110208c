/* SPDX-License-Identifier: BSD-2-Clause */
/* FUTEX_WAKE_OP: each operation and comparison on the second word. */
#include "futex.h"

#define OP(op, oparg, cmp, cmparg) \
    ((unsigned)(op) << 28 | (unsigned)(cmp) << 24 | ((unsigned)(oparg) & 0xfff) << 12 | ((unsigned)(cmparg) & 0xfff))

static unsigned a, b;

static void *waiter(void *word)
{
    futex(word, WAIT_BITSET | PRIVATE, *(unsigned *)word, NULL, NULL, 1);
    return NULL;
}

static void one(const char *what, unsigned start, unsigned op)
{
    b = start;
    long n = futex(&a, WAKE_OP | PRIVATE, 1, (void *)1, &b, op);
    printf("%s: %ld%s, word %#x\n", what, n, n < 0 ? error_name(errno) : "", b);
}

int main(void)
{
    pthread_t t[2];

    one("set", 5, OP(0, 9, 0, 5));
    one("add", 5, OP(1, 3, 0, 5));
    one("add negative", 5, OP(1, -3, 0, 5));
    one("or", 5, OP(2, 0xa, 0, 5));
    one("andn", 0xf, OP(3, 5, 0, 5));
    one("xor", 0xf, OP(4, 5, 0, 5));
    one("bad operation", 1, OP(5, 1, 0, 0));
    one("shift", 0, OP(8 | 2, 4, 0, 5));
    one("bad comparison", 1, OP(0, 7, 6, 0));
    for (int cmp = 0; cmp < 6; cmp++)
        for (int start = 4; start <= 6; start++) {
            a = 0;
            b = start;
            pthread_create(&t[0], NULL, waiter, &a);
            pthread_create(&t[1], NULL, waiter, &b);
            waiting(&a, 1);
            waiting(&b, 1);
            printf("compare %d with %d: %ld\n", cmp, start, futex(&a, WAKE_OP | PRIVATE, 1, (void *)1, &b, OP(1, 1, cmp, 5)));
            futex(&a, WAKE | PRIVATE, 9, NULL, NULL, 0);
            futex(&b, WAKE | PRIVATE, 9, NULL, NULL, 0);
            pthread_join(t[0], NULL);
            pthread_join(t[1], NULL);
        }
    VALUE(futex(&a, WAKE_OP | PRIVATE, 1, (void *)1, NULL, 0));
    VALUE(futex(&a, WAKE_OP | PRIVATE, 1, (void *)1, (char *)&b + 2, 0));
    VALUE(futex((char *)&a + 2, WAKE_OP | PRIVATE, 1, (void *)1, &b, 0));
    return 0;
}
