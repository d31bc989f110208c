/* SPDX-License-Identifier: BSD-2-Clause */
/* Copy on write: a child and its parent change memory without seeing each other. */
#include "check.h"

#include <sys/mman.h>

#define PAGES 64

static char data[PAGES * 4096] = {1};

static int sum(const char *p)
{
    int total = 0;

    for (int i = 0; i < PAGES; i++)
        total += p[i * 4096] + p[i * 4096 + 4095];
    return total;
}

static void fill(char *p, int value)
{
    for (int i = 0; i < PAGES; i++)
        p[i * 4096] = p[i * 4096 + 4095] = value;
}

int main(void)
{
    char *heap = malloc(PAGES * 4096);
    char *map = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int up[2], down[2], got;

    fill(data, 1), fill(heap, 2), fill(map, 3);
    VALUE(pipe(up) | pipe(down));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        read(down[0], &got, sizeof(got));
        printf("child, after the parent's change: %d %d %d\n", sum(data), sum(heap), sum(map));
        fill(data, 20), fill(heap, 21), fill(map, 22);
        printf("child, after its own: %d %d %d\n", sum(data), sum(heap), sum(map));
        IN_CHILD("grandchild", printf("grandchild: %d\n", sum(data)); fill(data, 9));
        printf("child, at the end: %d\n", sum(data));
        fflush(stdout);
        write(up[1], &got, sizeof(got));
        _exit(0);
    }
    fill(data, 10), fill(heap, 11), fill(map, 12);
    write(down[1], &child, sizeof(child));
    read(up[0], &got, sizeof(got));
    printf("parent: %d %d %d\n", sum(data), sum(heap), sum(map));
    show_child("child", child);
    for (int i = 0; i < 50; i++) {
        child = fork();
        if (child == 0) {
            fill(map, i);
            _exit(sum(map) != 2 * PAGES * i);
        }
        int status;
        waitpid(child, &status, 0);
        if (status)
            printf("round %d: %d\n", i, status);
    }
    VALUE(sum(map));
    IN_CHILD("read-only stays read-only after fork", mprotect(map, 4096, PROT_READ);
             IN_CHILD("write", map[0] = 1); printf("still %d\n", map[0]));
    IN_CHILD("made writable again", mprotect(map, 4096, PROT_READ);
             mprotect(map, 4096, PROT_READ | PROT_WRITE); map[0] = 77; printf("now %d\n", map[0]));
    VALUE(map[0]);
    return 0;
}
