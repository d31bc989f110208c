/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: glibc
 * vfork: the child borrows the parent's memory, and the parent waits for it.
 */
#include "check.h"

#include <spawn.h>

extern char **environ;

int main(void)
{
    volatile int shared = 1;
    pid_t child = vfork();

    if (child == 0) {
        shared = 2;
        usleep(50000);
        _exit(3);
    }
    VALUE(shared);
    show_child("vfork", child);
    child = vfork();
    if (child == 0) {
        execl("/bin/busybox", "sh", "-c", "exit 4", NULL);
        _exit(127);
    }
    show_child("vfork and exec", child);
    child = vfork();
    if (child == 0) {
        execl("/missing", "missing", NULL);
        shared = errno;
        _exit(127);
    }
    show_child("vfork and no exec", child);
    printf("%s\n", error_name(shared));
    char *argv[] = {"echo", "spawned", NULL};
    fflush(stdout);
    int spawned = posix_spawn(&child, "/bin/echo", NULL, NULL, argv, environ);
    show_child("posix_spawn", child);
    VALUE(spawned);
    printf("%s\n", error_name(posix_spawn(&child, "/missing", NULL, NULL, argv, environ)));
    for (int i = 0; i < 50; i++) {
        child = vfork();
        if (child == 0)
            _exit(i);
        int status;
        if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != i)
            printf("round %d went wrong\n", i);
    }
    VALUE(system("exit 9") >> 8);
    return 0;
}
