/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory policies of a machine with one node. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    unsigned long nodes = 1, none = 0, other = 2;
    int mode = -1;
    char *a = mmap(NULL, 2 * PAGE, RW, ANON, -1, 0);

    a[0] = 1;
    VALUE(syscall(SYS_get_mempolicy, &mode, NULL, 0, NULL, 0));
    printf("mode %d\n", mode);
    VALUE(syscall(SYS_set_mempolicy, 2, &nodes, 64));
    VALUE(syscall(SYS_get_mempolicy, &mode, &nodes, 64, NULL, 0));
    printf("mode %d nodes %lx\n", mode, nodes);
    VALUE(syscall(SYS_get_mempolicy, &mode, NULL, 0, a, 3 /* MPOL_F_NODE | MPOL_F_ADDR */));
    printf("node %d\n", mode);
    VALUE(syscall(SYS_set_mempolicy, 2, &other, 64));
    VALUE(syscall(SYS_set_mempolicy, 2, &none, 64));
    VALUE(syscall(SYS_set_mempolicy, 0, &nodes, 64));
    VALUE(syscall(SYS_set_mempolicy, 99, &nodes, 64));
    VALUE(syscall(SYS_set_mempolicy, 0, NULL, 0));
    nodes = 0;
    VALUE(syscall(SYS_get_mempolicy, NULL, &nodes, 64, NULL, 4 /* MPOL_F_MEMS_ALLOWED */));
    printf("nodes %lx\n", nodes);
    VALUE(syscall(SYS_mbind, a, PAGE, 2, &nodes, 64, 0));
    VALUE(syscall(SYS_get_mempolicy, &mode, NULL, 0, a, 2));
    printf("mode %d\n", mode);
    VALUE(syscall(SYS_mbind, a, PAGE, 0, NULL, 0, 0));
    VALUE(syscall(SYS_mbind, a + 1, PAGE, 0, NULL, 0, 0));
    VALUE(syscall(SYS_mbind, a, PAGE, 2, &nodes, 64, 64));
    VALUE(syscall(SYS_get_mempolicy, &mode, NULL, 0, 8, 2));
    VALUE(syscall(SYS_get_mempolicy, &mode, NULL, 0, a, 0));
    return 0;
}
