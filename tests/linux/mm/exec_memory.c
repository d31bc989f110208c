/* SPDX-License-Identifier: BSD-2-Clause */
/* Code in memory needs PROT_EXEC. */
#include "check.h"

#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    static const unsigned code[] = {0x52800540 /* mov w0, #42 */, 0xd65f03c0 /* ret */};
    char *a = mmap(NULL, PAGE, RW, ANON, -1, 0);
    int (*run)(void) = (int (*)(void))a;

    memcpy(a, code, sizeof(code));
    __builtin___clear_cache(a, a + sizeof(code));
    IN_CHILD("not executable", run());
    VALUE(mprotect(a, PAGE, PROT_READ | PROT_EXEC));
    VALUE(run());
    IN_CHILD("not writable", a[0] = 1);
    VALUE(mprotect(a, PAGE, RW | PROT_EXEC));
    a[0] = (char)0xe0;
    a[1] = 0x00;
    __builtin___clear_cache(a, a + 8);
    VALUE(run());
    VALUE(mprotect(a, PAGE, PROT_EXEC));
    VALUE(run());
    return 0;
}
