/* SPDX-License-Identifier: BSD-2-Clause */
/* Futexes: wrong addresses, values, times and operations. */
#include "futex.h"

int main(void)
{
    static unsigned word;
    unsigned *hole = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned *ro = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct timespec bad = {0, 1000000000}, negative = {-1, 0}, zero = {0, 0};
    char *odd = (char *)&word + 1;

    VALUE(futex(&word, WAIT, 1, NULL, NULL, 0));
    VALUE(futex(&word, WAIT | PRIVATE, 1, NULL, NULL, 0));
    VALUE(futex(odd, WAIT, 0, NULL, NULL, 0));
    VALUE(futex(odd, WAKE, 1, NULL, NULL, 0));
    VALUE(futex(NULL, WAIT, 0, NULL, NULL, 0));
    VALUE(futex(NULL, WAKE, 1, NULL, NULL, 0));
    VALUE(futex(NULL, WAKE | PRIVATE, 1, NULL, NULL, 0));
    VALUE(futex(hole, WAIT, 0, NULL, NULL, 0));
    VALUE(futex(hole, WAIT | PRIVATE, 0, NULL, NULL, 0));
    VALUE(futex(hole, WAKE, 1, NULL, NULL, 0));
    VALUE(futex(hole, WAKE | PRIVATE, 1, NULL, NULL, 0));
    VALUE(futex((void *)-4096ul, WAKE | PRIVATE, 1, NULL, NULL, 0));
    VALUE(futex(ro, WAIT, 1, NULL, NULL, 0));
    VALUE(futex(ro, WAKE, 1, NULL, NULL, 0));
    VALUE(futex(&word, WAIT, 0, &bad, NULL, 0));
    VALUE(futex(&word, WAIT, 0, &negative, NULL, 0));
    VALUE(futex(&word, WAIT, 0, hole, NULL, 0));
    VALUE(futex(&word, WAIT, 0, &zero, NULL, 0));
    VALUE(futex(&word, WAIT, 1, &bad, NULL, 0));
    VALUE(futex(odd, WAIT, 0, &bad, NULL, 0));
    VALUE(futex(&word, WAIT_BITSET, 0, NULL, NULL, 0));
    VALUE(futex(&word, WAKE_BITSET, 1, NULL, NULL, 0));
    VALUE(futex(odd, WAKE_BITSET, 1, NULL, NULL, 0));
    VALUE(futex(&word, FD, 0, NULL, NULL, 0));
    VALUE(futex(&word, 14, 0, NULL, NULL, 0));
    VALUE(futex(&word, 77, 0, NULL, NULL, 0));
    VALUE(futex(&word, WAIT | REALTIME, 0, &zero, NULL, 0));
    VALUE(futex(&word, WAKE | REALTIME, 0, NULL, NULL, 0));
    VALUE(futex(&word, LOCK_PI | REALTIME, 0, NULL, NULL, 0));
    VALUE(futex(&word, WAKE, 0, NULL, NULL, 0));
    VALUE(futex(&word, WAKE, -1, NULL, NULL, 0));
    VALUE(futex(&word, WAKE, 0x7fffffff, NULL, NULL, 0));
    return 0;
}
