/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 180
 * A full disk: the right error for every way to need space; nothing is lost; the space comes back.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>

int main(void)
{
    static char block[65536];
    struct statfs before, after;
    int fd = open("big", O_RDWR | O_CREAT, 0600), keep = open("keep", O_RDWR | O_CREAT, 0600);
    long n, total = 0;

    VALUE(write(keep, "precious", 8));
    sync();
    statfs(".", &before);
    memset(block, 'b', sizeof(block));
    while ((n = write(fd, block, sizeof(block))) > 0)
        total += n;
    printf("%ld %s\n", n, error_name(errno));
    YES(total > 50 << 20);
    while (write(fd, block, 512) > 0)
        ;
    VALUE(write(fd, block, 4096));
    VALUE(pwrite(keep, block, 65536, 4096));
    char text[9] = "";
    VALUE(pread(keep, text, 8, 0));
    printf("%s\n", text);
    VALUE(pread(fd, block, 100, 1 << 20));
    VALUE(pwrite(fd, "overwrite", 9, 0));
    VALUE(fsync(fd));
    VALUE(close(fd));
    VALUE(unlink("big"));
    sync();
    statfs(".", &after);
    YES(after.f_bfree + 64 >= before.f_bfree);
    VALUE(pwrite(keep, block, 65536, 4096));
    VALUE(unlink("keep"));
    return 0;
}
