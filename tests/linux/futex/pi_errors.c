/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks with an owner: taking, giving back, and what is refused. */
#include "futex.h"

int main(void)
{
    static unsigned word, other;
    unsigned *hole = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned *ro = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned me = syscall(SYS_gettid);

    VALUE(futex(&word, UNLOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(&word, LOCK_PI, 0, NULL, NULL, 0));
    YES(word == me);
    VALUE(futex(&word, LOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(&word, TRYLOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(&word, UNLOCK_PI, 0, NULL, NULL, 0));
    VALUE(word);
    VALUE(futex(&word, TRYLOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    YES(word == me);
    VALUE(futex(&word, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0));
    VALUE(futex(&word, LOCK_PI2, 0, NULL, NULL, 0));
    YES(word == me);
    word = 0x3ffffff0;
    VALUE(futex(&word, LOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(&word, TRYLOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(&word, UNLOCK_PI, 0, NULL, NULL, 0));
    word = DIED;
    VALUE(futex(&word, LOCK_PI, 0, NULL, NULL, 0));
    YES(word == (DIED | me));
    VALUE(futex(&word, UNLOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(hole, LOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(ro, LOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(hole, UNLOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex((char *)&word + 1, LOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex((char *)&word + 1, UNLOCK_PI, 0, NULL, NULL, 0));
    VALUE(futex(&word, LOCK_PI, 0, &(struct timespec){0, -1}, NULL, 0));
    VALUE(futex(&word, WAIT_REQUEUE_PI, 0, NULL, &word, 0));
    VALUE(futex(&word, WAIT_REQUEUE_PI, 1, NULL, &other, 0));
    VALUE(futex(&word, CMP_REQUEUE_PI, 2, (void *)1, &other, 0));
    VALUE(futex(&word, CMP_REQUEUE_PI, 1, (void *)1, &word, 0));
    VALUE(futex(&word, CMP_REQUEUE_PI, 1, (void *)1, &other, 1));
    VALUE(futex(&word, CMP_REQUEUE_PI, 1, (void *)1, &other, word));
    return 0;
}
