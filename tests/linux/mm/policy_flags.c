/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory policies: every mode with every node, flags that are told again, where pages can move to. */
#include "check.h"

#include <signal.h>
#include <sys/mman.h>

#define PAGE 4096

static void told(const char *a, unsigned long flags)
{
    unsigned long nodes[16] = { 0 };
    int mode = -1;

    VALUE(syscall(SYS_get_mempolicy, &mode, nodes, 1024, a, flags));
    printf("  mode %x nodes %lx\n", mode, nodes[0]);
}

int main(void)
{
    char *a = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned long one = 1, two = 2, none = 0;

    for (int mode = 0; mode < 8; mode++) {
        for (unsigned long nodes = 0; nodes < 4; nodes++) {
            long bound = syscall(SYS_mbind, a, PAGE, mode, &nodes, 64, 0) ? -errno : 0;
            long set = syscall(SYS_set_mempolicy, mode, &nodes, 64) ? -errno : 0;
            printf("mode %d nodes %lu: %ld %ld\n", mode, nodes, bound, set);
        }
    }
    for (unsigned long flag = 0x2000; flag <= 0xc000; flag += 0x2000) {
        printf("flags %lx\n", flag);
        VALUE(syscall(SYS_set_mempolicy, 2 | flag, &one, 64));
        told(NULL, 0);
        VALUE(syscall(SYS_mbind, a, PAGE, 3 | flag, &one, 64, 0));
        told(a, 2);
    }
    VALUE(syscall(SYS_set_mempolicy, 0, NULL, 0));
    VALUE(syscall(SYS_migrate_pages, 0, 64, &one, &one));
    VALUE(syscall(SYS_migrate_pages, 0, 64, &one, &two));
    VALUE(syscall(SYS_migrate_pages, 0, 64, &two, &one));
    VALUE(syscall(SYS_migrate_pages, 0, 64, &one, &none));
    VALUE(syscall(SYS_migrate_pages, 0, 0, &one, &one));
    IN_CHILD("unprivileged", setuid(65534); VALUE(syscall(SYS_migrate_pages, 0, 64, &one, &two));
             VALUE(syscall(SYS_migrate_pages, getppid(), 64, &one, &one)));
    VALUE(syscall(450 /* set_mempolicy_home_node */, a, PAGE, 0, 0));
    VALUE(syscall(SYS_mbind, a, PAGE, 2, &one, 64, 0));
    VALUE(syscall(450, a, PAGE, 0, 0));
    VALUE(syscall(450, a, PAGE, 0, 1));
    VALUE(syscall(450, a + 1, PAGE, 0, 0));
    int self = (int)syscall(434 /* pidfd_open */, getpid(), 0);
    VALUE(syscall(448 /* process_mrelease */, self, 0));
    VALUE(syscall(448, self, 1));
    VALUE(syscall(448, -1, 0));
    return 0;
}
