/* SPDX-License-Identifier: BSD-2-Clause */
/* move_pages and migrate_pages where there is one node. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);
    void *pages[3] = {a, a + PAGE, (void *)PAGE};
    int status[3] = {9, 9, 9}, nodes[3] = {0, 0, 0}, bad[3] = {5, 0, 0};
    unsigned long one = 1;

    a[0] = 1;
    VALUE(syscall(SYS_move_pages, 0, 3, pages, NULL, status, 0));
    printf("%d %d %d\n", status[0], status[1], status[2]);
    VALUE(syscall(SYS_move_pages, 0, 1, pages, nodes, status, 2));
    printf("%d\n", status[0]);
    VALUE(syscall(SYS_move_pages, 0, 1, pages, bad, status, 2));
    VALUE(syscall(SYS_move_pages, 0, 1, pages, nodes, status, 64));
    VALUE(syscall(SYS_move_pages, 99999, 1, pages, nodes, status, 2));
    VALUE(syscall(SYS_migrate_pages, 0, 64, &one, &one));
    VALUE(syscall(SYS_migrate_pages, 99999, 64, &one, &one));
    return 0;
}
