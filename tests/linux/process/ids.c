/* SPDX-License-Identifier: BSD-2-Clause */
/* Users and groups: who may become whom. */
#include "check.h"

#include <grp.h>
#include <sys/fsuid.h>

static void show(void)
{
    uid_t r, e, s;
    gid_t rg, eg, sg;
    syscall(SYS_getresuid, &r, &e, &s);
    syscall(SYS_getresgid, &rg, &eg, &sg);
    printf("%d %d %d  %d %d %d\n", r, e, s, rg, eg, sg);
    fflush(stdout);
}

int main(void)
{
    gid_t groups[40], got[40];

    show();
    VALUE(syscall(SYS_getresuid, 8, &groups, &groups));
    VALUE(syscall(SYS_setuid, -1));
    VALUE(syscall(SYS_setgid, -1));
    for (int i = 0; i < 40; i++)
        groups[i] = 1000 - i * 7 % 40;
    VALUE(syscall(SYS_setgroups, 40, groups));
    VALUE(syscall(SYS_getgroups, 0, NULL));
    VALUE(syscall(SYS_getgroups, 39, got));
    VALUE(syscall(SYS_getgroups, 40, got));
    for (int i = 0; i < 40; i++)
        printf("%d ", got[i]);
    printf("\n");
    VALUE(syscall(SYS_getgroups, -1, got));
    VALUE(syscall(SYS_getgroups, 40, 8));
    VALUE(syscall(SYS_setgroups, 65537, groups));
    VALUE(syscall(SYS_setgroups, -1, groups));
    VALUE(syscall(SYS_setgroups, 2, 8));
    VALUE(syscall(SYS_setgroups, 0, NULL));
    VALUE(syscall(SYS_getgroups, 0, NULL));
    IN_CHILD("setresuid", {
        VALUE(syscall(SYS_setresgid, 10, 20, 30));
        VALUE(syscall(SYS_setresuid, 100, 200, 300));
        show();
        VALUE(syscall(SYS_setresuid, 300, 100, -1));
        show();
        VALUE(syscall(SYS_setresuid, 5, -1, -1));
        VALUE(syscall(SYS_setuid, 300));
        show();
        VALUE(syscall(SYS_setuid, 7));
        VALUE(syscall(SYS_setreuid, -1, 300));
        VALUE(syscall(SYS_setreuid, 300, -1));
        show();
        VALUE(syscall(SYS_setreuid, 1, -1));
        VALUE(syscall(SYS_setregid, 20, 10));
        show();
        VALUE(syscall(SYS_setregid, 30, -1));
        VALUE(syscall(SYS_setregid, 99, -1));
        VALUE(syscall(SYS_setgid, 10));
        VALUE(syscall(SYS_setgid, 99));
        show();
        VALUE(syscall(SYS_setgroups, 1, groups));
        VALUE(setfsuid(5));
        VALUE(setfsuid(300));
        VALUE(setfsuid(-1));
        VALUE(setfsgid(77));
        VALUE(setfsgid(-1));
    });
    IN_CHILD("root setreuid", {
        VALUE(syscall(SYS_setreuid, 100, -1));
        show();
        VALUE(syscall(SYS_setreuid, -1, 100));
        show();
        VALUE(syscall(SYS_setreuid, -1, 0));
        show();
    });
    IN_CHILD("root setreuid 2", {
        VALUE(syscall(SYS_setreuid, -1, 100));
        show();
        VALUE(syscall(SYS_setuid, 0));
        show();
    });
    IN_CHILD("root setuid", {
        VALUE(syscall(SYS_setuid, 100));
        show();
        VALUE(syscall(SYS_setuid, 0));
    });
    return 0;
}
