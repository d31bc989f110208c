/* SPDX-License-Identifier: BSD-2-Clause */
/* mremap and madvise. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096

int main(void)
{
    char *a = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    for (int i = 0; i < 4; i++)
        a[i * PAGE] = i + 1;
    char *b = mremap(a, 4 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
    YES(b != MAP_FAILED);
    printf("%d %d %d %d, then %d\n", b[0], b[PAGE], b[2 * PAGE], b[3 * PAGE], b[63 * PAGE]);
    YES(mremap(b, 64 * PAGE, 2 * PAGE, 0) == b);
    printf("%d %d\n", b[0], b[PAGE]);
    IN_CHILD("beyond the shrunk one", b[2 * PAGE] = 1);
    VALUE(mremap(b, 0, PAGE, 0));
    VALUE(mremap(b + 1, PAGE, PAGE, 0));
    VALUE(mremap((void *)PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE));
    VALUE(madvise(b, 2 * PAGE, MADV_DONTNEED));
    printf("%d %d\n", b[0], b[PAGE]);
    VALUE(madvise(b, 2 * PAGE, MADV_WILLNEED));
    VALUE(madvise(b + 1, PAGE, MADV_DONTNEED));
    VALUE(madvise(b, PAGE, 12345));
    return 0;
}
