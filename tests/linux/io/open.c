/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /var/tmp /tmp
 * open: flags, errors; lseek, pread, vectors, truncation, append.
 */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

int main(void)
{
    char text[64] = "";
    struct stat st;

    OK(open("f", O_RDWR | O_CREAT | O_EXCL, 0640));
    VALUE(open("f", O_RDWR | O_CREAT | O_EXCL, 0640));
    VALUE(open("missing", O_RDONLY));
    VALUE(open("missing/f", O_RDWR | O_CREAT, 0600));
    VALUE(open("f/x", O_RDONLY));
    VALUE(open("", O_RDONLY));
    VALUE(open(".", O_RDWR));
    VALUE(open("f", O_RDONLY | O_DIRECTORY));
    VALUE(openat(77, "f", O_RDONLY));
    VALUE(openat(3, "f", O_RDONLY));
    VALUE(symlink("f", "link"));
    VALUE(open("link", O_RDONLY | O_NOFOLLOW));
    VALUE(symlink("loop", "loop"));
    VALUE(open("loop", O_RDONLY));
    static char longname[5000];
    memset(longname, 'n', 300);
    VALUE(open(longname, O_RDONLY));
    for (int i = 0; i < 4500; i++)
        longname[i] = i & 1 ? '/' : '.';
    VALUE(open(longname, O_RDONLY));

    int fd = open("f", O_RDWR);
    VALUE(write(fd, "0123456789", 10));
    VALUE(lseek(fd, 3, SEEK_SET));
    VALUE(read(fd, text, 4));
    printf("%s\n", text);
    VALUE(lseek(fd, -2, SEEK_CUR));
    VALUE(lseek(fd, 5, SEEK_END));
    VALUE(read(fd, text, 4));
    VALUE(write(fd, "end", 3));
    VALUE(lseek(fd, 0, SEEK_END));
    VALUE(lseek(fd, -1, SEEK_SET));
    VALUE(lseek(fd, 0, 99));
    VALUE(pread(fd, text, 20, 8));
    for (int i = 0; i < 10; i++)
        printf("%d ", text[i]);
    printf("\n");
    VALUE(pwrite(fd, "XY", 2, 1));
    VALUE(pread(fd, text, 5, -1));
    struct iovec in[3] = {{text, 2}, {text + 10, 0}, {text + 20, 3}};
    VALUE(lseek(fd, 0, SEEK_SET));
    VALUE(readv(fd, in, 3));
    printf("%.2s %.3s\n", text, text + 20);
    struct iovec out[2] = {{"ab", 2}, {"cde", 3}};
    VALUE(writev(fd, out, 2));
    VALUE(writev(fd, out, -1));
    VALUE(preadv(fd, in, 3, 5));
    printf("%.2s %.3s\n", text, text + 20);
    VALUE(ftruncate(fd, 4));
    VALUE(fstat(fd, &st));
    VALUE(st.st_size);
    VALUE(ftruncate(fd, 10000));
    VALUE(pread(fd, text, 10, 9995));
    VALUE(ftruncate(fd, -1));
    VALUE(truncate("missing", 0));
    VALUE(truncate(".", 0));
    close(fd);
    fd = open("f", O_WRONLY | O_APPEND);
    VALUE(read(fd, text, 1));
    VALUE(lseek(fd, 0, SEEK_SET));
    VALUE(write(fd, "tail", 4));
    VALUE(lseek(fd, 0, SEEK_CUR));
    fd = open("f", O_RDONLY | O_TRUNC);
    VALUE(fstat(fd, &st));
    VALUE(st.st_size);
    VALUE(write(fd, "x", 1));
    VALUE(close(fd));
    VALUE(close(fd));
    VALUE(read(fd, text, 1));
    VALUE(read(open(".", O_RDONLY), text, 1));
    fd = open("f", O_RDWR);
    VALUE(unlink("f"));
    VALUE(write(fd, "still", 5));
    VALUE(pread(fd, text, 5, 0));
    VALUE(fstat(fd, &st));
    VALUE(st.st_nlink);
    VALUE(access("f", F_OK));
    VALUE(fsync(fd));
    VALUE(fdatasync(fd));
    VALUE(fsync(99));
    return 0;
}
