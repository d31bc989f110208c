/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 120
 * Memory runs out: the greedy program is stopped or told; the system lives.
 */
#include "check.h"

#include <sys/mman.h>
#include <sys/resource.h>

static int eat(void)
{
    for (long total = 0; total < 4L << 30; total += 16 << 20) {
        char *p = mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (p == MAP_FAILED)
            return 9;
        memset(p, 1, 16 << 20);
    }
    return 0;
}

int main(void)
{
    int status;
    struct rlimit limit = {64 << 20, 64 << 20};
    pid_t child = fork();

    if (child == 0)
        _exit(eat());
    waitpid(child, &status, 0);
    YES((WIFSIGNALED(status) && WTERMSIG(status) == 9) || (WIFEXITED(status) && WEXITSTATUS(status) == 9));
    char *p = malloc(8 << 20);
    memset(p, 1, 8 << 20);
    printf("memory is there again\n");
    IN_CHILD("limited address space", setrlimit(RLIMIT_AS, &limit);
             VALUE(mmap(NULL, 128 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
             OK(mmap(NULL, 4 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)));
    return 0;
}
