/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest program.
 * libc: musl glibc
 * pie: yes
 */
#include <stdio.h>

int main(int argc, char *argv[])
{
    printf("hello, %d argument, name ends in %s\n", argc, argv[0][0] == '/' ? "a path" : argv[0]);
    return 42;
}
