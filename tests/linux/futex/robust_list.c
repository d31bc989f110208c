/* SPDX-License-Identifier: BSD-2-Clause */
/* set_robust_list and get_robust_list. */
#include "futex.h"

int main(void)
{
    struct head { void *next; long offset; void *pending; } head = {&head, 0, NULL};
    void *got = NULL;
    size_t size = 0;

    VALUE(syscall(SYS_set_robust_list, &head, sizeof(head)));
    VALUE(syscall(SYS_set_robust_list, &head, sizeof(head) - 1));
    VALUE(syscall(SYS_set_robust_list, &head, 0));
    VALUE(syscall(SYS_get_robust_list, 0, &got, &size));
    YES(got == &head && size == sizeof(head));
    VALUE(syscall(SYS_get_robust_list, getpid(), &got, &size));
    VALUE(syscall(SYS_get_robust_list, 30000, &got, &size));
    VALUE(syscall(SYS_get_robust_list, -1, &got, &size));
    VALUE(syscall(SYS_get_robust_list, 0, NULL, &size));
    VALUE(syscall(SYS_get_robust_list, 0, &got, NULL));
    IN_CHILD("not root", {
        setgid(1000);
        setuid(1000);
        VALUE(syscall(SYS_get_robust_list, 0, &got, &size));
        VALUE(syscall(SYS_get_robust_list, getppid(), &got, &size));
    });
    VALUE(syscall(SYS_set_robust_list, (void *)1, sizeof(head)));
    return 0;
}
