/* SPDX-License-Identifier: BSD-2-Clause */
/* Words in memory that processes share: anonymous, and one file mapped at different addresses. */
#include "futex.h"

#include <fcntl.h>

static void between(volatile unsigned *mine, volatile unsigned *theirs)
{
    pid_t child = fork();

    if (child == 0)
        _exit(futex((void *)theirs, WAIT, 0, &(struct timespec){2, 0}, NULL, 0) == 0 ? 7 : 8);
    ms(60);
    VALUE(futex((void *)mine, WAKE | PRIVATE, 1, NULL, NULL, 0));
    VALUE(futex((void *)mine, WAKE, 1, NULL, NULL, 0));
    show_child("child", child);
}

int main(void)
{
    volatile unsigned *anonymous = shared_page();
    int fd = open("word", O_RDWR | O_CREAT, 0600);
    static unsigned private;

    ftruncate(fd, 8192);
    volatile unsigned *a = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    volatile unsigned *b = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 4096);
    between(anonymous, anonymous);
    between(a + 1024 + 7, b + 7);
    pid_t child = fork();
    if (child == 0)
        _exit(futex(&private, WAIT, 0, &(struct timespec){0, 200000000}, NULL, 0) == 0 ? 7 : 8);
    ms(50);
    VALUE(futex(&private, WAKE, 1, NULL, NULL, 0));
    show_child("copied memory", child);
    return 0;
}
