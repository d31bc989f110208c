/* SPDX-License-Identifier: BSD-2-Clause */
/* Which advice is known. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);
    const int advice[] = {MADV_NORMAL, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE, MADV_DONTFORK,
                          MADV_DOFORK, MADV_MERGEABLE, MADV_UNMERGEABLE, MADV_DONTDUMP, MADV_DODUMP,
                          MADV_WIPEONFORK, MADV_KEEPONFORK, 20 /* COLD */, 21 /* PAGEOUT */, 22 /* POPULATE_READ */,
                          23 /* POPULATE_WRITE */, 24 /* DONTNEED_LOCKED */, 5, 6, 7, 26, 99, -1};
    for (size_t i = 0; i < sizeof(advice) / sizeof(advice[0]); i++) {
        int result = madvise(a, PAGE, advice[i]);
        printf("%d: %d %s\n", advice[i], result, result ? error_name(errno) : "");
    }
    VALUE(madvise(a, PAGE, 12345));
    VALUE(madvise(a + 5, PAGE, MADV_NORMAL));
    munmap(a + PAGE, PAGE);
    VALUE(madvise(a, 3 * PAGE, MADV_NORMAL));
    VALUE(madvise(a, 3 * PAGE, MADV_WILLNEED));
    return 0;
}
