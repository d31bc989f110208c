/* SPDX-License-Identifier: BSD-2-Clause */
/* process_madvise through a pidfd. */
#include "check.h"

#include <sys/mman.h>
#include <sys/uio.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);
    int self = syscall(SYS_pidfd_open, getpid(), 0);
    struct iovec v[2] = {{a, PAGE}, {a + 2 * PAGE, PAGE}};

    memset(a, 1, 4 * PAGE);
    YES(self >= 0);
    VALUE(syscall(SYS_process_madvise, self, v, 2, 20 /* MADV_COLD */, 0));
    VALUE(syscall(SYS_process_madvise, self, v, 2, MADV_WILLNEED, 0));
    VALUE(syscall(SYS_process_madvise, self, v, 2, MADV_DONTNEED, 0));
    VALUE(syscall(SYS_process_madvise, self, v, 2, 20, 1));
    VALUE(syscall(SYS_process_madvise, -1, v, 2, 20, 0));
    VALUE(syscall(SYS_process_madvise, self, v, 0, 20, 0));
    VALUE(syscall(SYS_process_madvise, 0, v, 1, 20, 0));
    return 0;
}
