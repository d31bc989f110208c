/* SPDX-License-Identifier: BSD-2-Clause */
/* Code written at run time runs, system calls in it too; changing it again takes effect. */
#include "check.h"

#include <sys/mman.h>

typedef long (*function)(long, long, long);

static void emit(uint32_t *at, uint16_t number)
{
    at[0] = 0xd2800008 | (uint32_t)number << 5; /* mov x8, #number */
    at[1] = 0xd4000001;                         /* svc #0 */
    at[2] = 0xd65f03c0;                         /* ret */
    __builtin___clear_cache((char *)at, (char *)(at + 3));
}

int main(void)
{
    uint32_t *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    emit(code, SYS_getpid);
    YES(((function)code)(0, 0, 0) == getpid());
    emit(code, SYS_getppid);
    YES(((function)code)(0, 0, 0) == getppid());
    uint32_t *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    emit(page, SYS_getpid);
    VALUE(mprotect(page, 4096, PROT_READ | PROT_EXEC));
    YES(((function)page)(0, 0, 0) == getpid());
    printf("the instruction reads as %08x\n", page[1]);
    VALUE(mprotect(page, 4096, PROT_READ | PROT_WRITE));
    emit(page, SYS_getppid);
    VALUE(mprotect(page, 4096, PROT_READ | PROT_EXEC));
    YES(((function)page)(0, 0, 0) == getppid());
    IN_CHILD("after fork", YES(((function)page)(0, 0, 0) == getppid()));
    emit(code, SYS_write);
    VALUE(((function)code)(1, (long)"written\n", 8));
    code[1] = 0xd4000001 | 0x1234 << 5; /* svc with another number in it is a system call as well */
    __builtin___clear_cache((char *)code, (char *)(code + 3));
    VALUE(((function)code)(1, (long)"again\n", 6));
    return 0;
}
