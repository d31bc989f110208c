/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls in code written at run time: whatever is in the registers that do not matter, all of them are kept. */
#include "check.h"

#include <sys/mman.h>

static uint32_t *code;
static uint64_t in[31], out[31];

static void emit(uint32_t **at, uint32_t word)
{
    *(*at)++ = word;
}

/* code(in, out): loads x0..x30 from in, svc, stores them to out; sp holds what it needs. */
static void generate(uint32_t svc)
{
    uint32_t *at = code;

    emit(&at, 0xa9b37bfd);                                        /* stp x29, x30, [sp, #-208]! */
    for (uint32_t r = 19; r < 29; r++)
        emit(&at, 0xf90003e0 | (r - 17) << 10 | r);               /* str xr, [sp, #(r-17)*8] */
    emit(&at, 0xf9000000 | 20 << 10 | 31 << 5 | 1);               /* str x1, [sp, #160] */
    emit(&at, 0xaa0003fe);                                        /* mov x30, x0 */
    for (uint32_t r = 0; r < 31; r++)
        emit(&at, 0xf9400000 | r << 10 | 30 << 5 | r);            /* ldr xr, [x30, #r*8] */
    emit(&at, svc);
    emit(&at, 0xf9000000 | 22 << 10 | 31 << 5 | 30);              /* str x30, [sp, #176] */
    emit(&at, 0xf9400000 | 20 << 10 | 31 << 5 | 30);              /* ldr x30, [sp, #160] */
    for (uint32_t r = 0; r < 30; r++)
        emit(&at, 0xf9000000 | r << 10 | 30 << 5 | r);            /* str xr, [x30, #r*8] */
    emit(&at, 0xf9400000 | 22 << 10 | 31 << 5 | 0);               /* ldr x0, [sp, #176] */
    emit(&at, 0xf9000000 | 30 << 10 | 30 << 5 | 0);               /* str x0, [x30, #240] */
    for (uint32_t r = 19; r < 29; r++)
        emit(&at, 0xf94003e0 | (r - 17) << 10 | r);               /* ldr xr, [sp, #(r-17)*8] */
    emit(&at, 0xa8cd7bfd);                                        /* ldp x29, x30, [sp], #208 */
    emit(&at, 0xd65f03c0);                                        /* ret */
    __builtin___clear_cache((char *)code, (char *)at);
}

/* 1: the result is right and all else is kept. */
static int call(uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x7, long number, uint64_t want)
{
    for (uint64_t r = 0; r < 31; r++)
        in[r] = 0x0101010101010101 * (r + 1);
    in[0] = x0, in[1] = x1, in[2] = x2, in[7] = x7, in[8] = (uint64_t)number;
    ((void (*)(uint64_t *, uint64_t *))code)(in, out);
    if (out[0] != want)
        printf("x7 %ld: x0 is %ld\n", (long)x7, (long)out[0]);
    for (int r = 1; r < 31; r++)
        if (out[r] != in[r])
            printf("x7 %ld: x%d is %lx\n", (long)x7, r, (long)out[r]);
    return out[0] == want && memcmp(out + 1, in + 1, sizeof(in) - 8) == 0;
}

int main(void)
{
    /* Among them numbers of other kernels' calls; and places of their objects. */
    static const long sevens[] = {0, 1, 7, 123456789, -1, -2, -3, -5, -8, -100, -1000, INT64_MIN};
    static const uint64_t zeros[] = {0, 1, 2, 3, 100, 4096, UINT64_MAX};
    uint64_t pid = (uint64_t)getpid();
    int good = 0;

    code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    generate(0xd4000001);
    for (size_t i = 0; i < sizeof(sevens) / sizeof(sevens[0]); i++)
        for (size_t k = 0; k < sizeof(zeros) / sizeof(zeros[0]); k++)
            good += call(zeros[k], zeros[k], zeros[k], (uint64_t)sevens[i], SYS_getpid, pid);
    printf("%d calls\n", good);
    for (size_t i = 0; i < sizeof(sevens) / sizeof(sevens[0]); i++)
        YES(call(1, (uint64_t)"a line\n", 7, (uint64_t)sevens[i], SYS_write, 7));
    YES(call(99, 0, 0, (uint64_t)-1, SYS_lseek, (uint64_t)-EBADF));
    YES(call(99, 0, 0, 5, SYS_lseek, (uint64_t)-EBADF));
    YES(call(0, 0, 0, 5, 100000, (uint64_t)-ENOSYS));
    generate(0xd4000001 | 77 << 5); /* another immediate, in the same place */
    YES(call(0, 0, 0, 5, SYS_getpid, pid));
    generate(0xd4000001);
    YES(call(0, 0, 0, 5, SYS_getppid, (uint64_t)getppid()));
    IN_CHILD("in a child", YES(call(0, 0, 0, 5, SYS_getpid, (uint64_t)getpid())));
    return 0;
}
