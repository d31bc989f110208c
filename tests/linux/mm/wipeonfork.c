/* SPDX-License-Identifier: BSD-2-Clause */
/* MADV_WIPEONFORK and MADV_DONTFORK. */
#include "check.h"

#include <sys/mman.h>
#include <fcntl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    char *a = mmap(NULL, 3 * PAGE, RW, ANON, -1, 0);

    memset(a, 5, 3 * PAGE);
    VALUE(madvise(a, PAGE, MADV_WIPEONFORK));
    VALUE(madvise(a + PAGE, PAGE, MADV_DONTFORK));
    IN_CHILD("child", printf("%d %d\n", a[0], a[2 * PAGE]); a[PAGE] = 1);
    printf("%d %d %d\n", a[0], a[PAGE], a[2 * PAGE]);
    VALUE(madvise(a, PAGE, MADV_KEEPONFORK));
    VALUE(madvise(a + PAGE, PAGE, MADV_DOFORK));
    IN_CHILD("child", printf("%d %d %d\n", a[0], a[PAGE], a[2 * PAGE]));
    char *s = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    VALUE(madvise(s, PAGE, MADV_WIPEONFORK));
    return 0;
}
