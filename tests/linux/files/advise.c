/* SPDX-License-Identifier: BSD-2-Clause */
/* readahead, fadvise64, sync_file_range, sync calls: what they accept; contents stay. */
#include "check.h"

#include <fcntl.h>
#include <sys/socket.h>

static char buf[8192];

int main(void)
{
    int fd = open("f", O_RDWR | O_CREAT, 0600), wo = open("f", O_WRONLY), p[2], s[2], dir = open(".", O_RDONLY);
    int path = open("f", O_PATH);

    pipe(p);
    socketpair(AF_UNIX, SOCK_STREAM, 0, s);
    for (int i = 0; i < 10; i++) {
        memset(buf, 'a' + i, sizeof(buf));
        write(fd, buf, sizeof(buf));
    }
    VALUE(readahead(fd, 0, 100000));
    VALUE(readahead(fd, 1 << 30, 100));
    VALUE(readahead(fd, -1, 100));
    VALUE(readahead(wo, 0, 100));
    VALUE(readahead(p[0], 0, 100));
    VALUE(readahead(s[0], 0, 100));
    VALUE(readahead(dir, 0, 100));
    VALUE(readahead(99, 0, 100));
    VALUE(readahead(path, 0, 100));
    for (int advice = -1; advice < 8; advice++)
        printf("advice %d: %d\n", advice, posix_fadvise(fd, 0, 0, advice));
    VALUE(posix_fadvise(fd, 0, -1, POSIX_FADV_DONTNEED));
    VALUE(posix_fadvise(fd, -5, 100, POSIX_FADV_DONTNEED));
    VALUE(posix_fadvise(fd, 4096, 8192, POSIX_FADV_DONTNEED));
    VALUE(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
    VALUE(posix_fadvise(p[0], 0, 0, POSIX_FADV_NORMAL));
    VALUE(posix_fadvise(s[0], 0, 0, POSIX_FADV_NORMAL));
    VALUE(posix_fadvise(99, 0, 0, POSIX_FADV_NORMAL));
    VALUE(posix_fadvise(dir, 0, 0, POSIX_FADV_NORMAL));
    VALUE(posix_fadvise(path, 0, 0, POSIX_FADV_NORMAL));
    VALUE(pread(fd, buf, 10, 8192 * 3));
    VALUE(buf[0]);
    VALUE(sync_file_range(fd, 0, 0, 7));
    VALUE(sync_file_range(fd, 0, 0, 8));
    VALUE(sync_file_range(fd, -1, 0, 0));
    VALUE(sync_file_range(fd, 0, -1, 0));
    VALUE(sync_file_range(p[0], 0, 0, 0));
    VALUE(sync_file_range(99, 0, 0, 0));
    VALUE(fsync(fd));
    VALUE(fdatasync(fd));
    VALUE(fsync(p[0]));
    VALUE(fdatasync(s[0]));
    VALUE(fsync(dir));
    VALUE(fsync(99));
    VALUE(fsync(path));
    VALUE(syncfs(fd));
    VALUE(syncfs(99));
    VALUE(syncfs(p[0]));
    return 0;
}
