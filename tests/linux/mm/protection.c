/* SPDX-License-Identifier: BSD-2-Clause */
/* Rights of mappings: every access that a right forbids ends in SIGSEGV, every allowed one works. */
#include "check.h"

#include <signal.h>
#include <sys/mman.h>

#define SIZE 65536

static char *map(int rights)
{
    char *p = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memset(p, 'x', SIZE);
    if (mprotect(p, SIZE, rights) < 0)
        perror("mprotect");
    return p;
}

static void call(char *p)
{
    ((void (*)(void))p)();
}

static char *code(int rights)
{
    char *p = map(PROT_READ | PROT_WRITE);
    uint32_t ret = 0xd65f03c0;

    memcpy(p, &ret, sizeof(ret));
    mprotect(p, SIZE, rights);
    __builtin___clear_cache(p, p + 4);
    return p;
}

int main(void)
{
    volatile char sink;

    IN_CHILD("read of none", sink = *map(PROT_NONE));
    IN_CHILD("read of read", sink = *map(PROT_READ));
    IN_CHILD("write of read", *map(PROT_READ) = 1);
    IN_CHILD("write of write", *map(PROT_READ | PROT_WRITE) = 1);
    IN_CHILD("call of read-write", call(code(PROT_READ | PROT_WRITE)));
    IN_CHILD("call of read", call(code(PROT_READ)));
    IN_CHILD("call of read-exec", call(code(PROT_READ | PROT_EXEC)));
    IN_CHILD("call of exec", call(code(PROT_EXEC)));
    IN_CHILD("write of read-exec", *code(PROT_READ | PROT_EXEC) = 1);
    IN_CHILD("read of unmapped", char *p = map(PROT_READ); munmap(p, SIZE); sink = *p);
    IN_CHILD("read of null", sink = *(volatile char *)NULL);
    IN_CHILD("write of null", *(volatile char *)NULL = 1);
    IN_CHILD("write of own code", *(volatile char *)(uintptr_t)main = 1);
    IN_CHILD("write of a constant", *(volatile char *)"constant" = 1);
    IN_CHILD("call of the stack", uint32_t ret[4] = {0xd65f03c0}; call((char *)ret));
    IN_CHILD("read of kernel space", sink = *(volatile char *)0xffffffff80000000);
    IN_CHILD("read of a hole", sink = *(volatile char *)0x7000000000);
    IN_CHILD("undefined instruction", __asm__ volatile(".word 0"));
    IN_CHILD("breakpoint", __asm__ volatile("brk #1"));
    IN_CHILD("half unprotected", char *p = map(PROT_NONE);
             mprotect(p + 4096, 4096, PROT_READ | PROT_WRITE); p[4096] = 1; p[8191] = 2;
             printf("written\n"); fflush(stdout); sink = p[8192]);
    (void)sink;
    return 0;
}
