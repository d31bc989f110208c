/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: musl glibc
 * pie: yes
 * What a program finds when it starts: arguments, environment, auxiliary vector, stack.
 */
#include "check.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/auxv.h>

extern char **environ;

int main(int argc, char *argv[])
{
    VALUE(argc);
    VALUE(argv[argc] == NULL);
    YES(strncmp(argv[0], "/host/process/start", 19) == 0);
    YES(strcmp(getenv("HOME"), "/root") == 0);
    VALUE(getauxval(AT_PAGESZ));
    VALUE(getauxval(AT_CLKTCK));
    VALUE(getauxval(AT_PHENT));
    YES(getauxval(AT_PHNUM) > 0 && getauxval(AT_PHNUM) < 20);
    VALUE(getauxval(AT_UID) | getauxval(AT_EUID) | getauxval(AT_GID) | getauxval(AT_EGID));
    VALUE(getauxval(AT_SECURE));
    YES(strcmp((char *)getauxval(AT_EXECFN), argv[0]) == 0);
    YES(getauxval(AT_ENTRY) != 0);
    YES(getauxval(AT_HWCAP) & 3);
    unsigned char *random = (void *)getauxval(AT_RANDOM);
    int zero = 1;
    for (int i = 0; i < 16; i++)
        zero &= random[i] == 0;
    YES(!zero);
    YES(strcmp((char *)getauxval(AT_PLATFORM), "aarch64") == 0);
    Elf64_Phdr *headers = (void *)getauxval(AT_PHDR);
    int loads = 0;
    for (size_t i = 0; i < getauxval(AT_PHNUM); i++)
        loads += headers[i].p_type == PT_LOAD;
    YES(loads > 0);
    YES(((uintptr_t)argv & 7) == 0);
    long *p = (long *)environ;
    while (*p++)
        ;
    YES(((uintptr_t)(argv - 1) & 15) == 0);
    static char zeros[100000];
    int sum = 0;
    for (size_t i = 0; i < sizeof(zeros); i++)
        sum += zeros[i];
    VALUE(sum);
    uintptr_t tp;
    __asm__("mrs %0, tpidr_el0" : "=r"(tp));
    YES(tp != 0);
    VALUE(fcntl(3, F_GETFD));
    char self[256];
    YES(readlink("/proc/self/exe", self, sizeof(self)) > 0 && strncmp(self, argv[0], strlen(argv[0])) == 0);
    return 0;
}
