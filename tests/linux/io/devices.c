/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev nodes: what read, write, seek and map do. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>

int main(void)
{
    static char buffer[10000];
    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
    int full = open("/dev/full", O_RDWR), random = open("/dev/urandom", O_RDWR);

    VALUE(read(null, buffer, 10));
    VALUE(write(null, buffer, 10000));
    VALUE(lseek(null, 5, SEEK_SET));
    memset(buffer, 1, sizeof(buffer));
    VALUE(read(zero, buffer, 9000));
    VALUE(buffer[0] + buffer[8999] + buffer[9000]);
    VALUE(write(zero, buffer, 100));
    VALUE(read(full, buffer, 9500));
    VALUE(buffer[9499]);
    VALUE(write(full, buffer, 1));
    VALUE(read(random, buffer, 10000));
    int counts[256] = {0}, empty = 0;
    for (int i = 0; i < 10000; i++)
        counts[(unsigned char)buffer[i]]++;
    for (int i = 0; i < 256; i++)
        empty += counts[i] == 0;
    VALUE(empty);
    VALUE(write(random, buffer, 10));
    VALUE(getrandom(buffer, 256, 0));
    VALUE(getrandom(buffer, 10, 12345));
    VALUE(getrandom((void *)8, 10, 0));
    char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0);
    YES(p != MAP_FAILED && p[0] == 0);
    VALUE(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, null, 0) == MAP_FAILED);
    VALUE(open("/dev/null/x", O_RDONLY));
    VALUE(open("/dev/no-such", O_RDONLY));
    VALUE(ftruncate(null, 0));
    VALUE(open("/dev/tty", O_RDWR));
    return 0;
}
