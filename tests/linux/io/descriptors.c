/* SPDX-License-Identifier: BSD-2-Clause */
/* dup, fcntl, sharing of offsets, close on exec, inheritance. */
#include "check.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

int main(void)
{
    char text[16] = "";
    int fd = open("f", O_RDWR | O_CREAT, 0600);

    write(fd, "abcdefghij", 10);
    int copy = dup(fd);
    VALUE(lseek(copy, 2, SEEK_SET));
    VALUE(read(fd, text, 3));
    VALUE(lseek(copy, 0, SEEK_CUR));
    int other = open("f", O_RDONLY);
    VALUE(lseek(other, 0, SEEK_CUR));
    IN_CHILD("child reads", VALUE(read(fd, text, 2)));
    VALUE(lseek(fd, 0, SEEK_CUR));
    VALUE(dup2(fd, 20));
    VALUE(dup2(fd, fd) == fd);
    VALUE(dup2(99, 5));
    VALUE(dup2(fd, -1));
    VALUE(dup3(fd, fd, 0));
    VALUE(dup3(fd, 21, O_CLOEXEC));
    VALUE(fcntl(21, F_GETFD));
    VALUE(fcntl(20, F_GETFD));
    VALUE(fcntl(20, F_SETFD, FD_CLOEXEC));
    VALUE(fcntl(20, F_GETFD));
    VALUE(fcntl(fd, F_DUPFD, 30));
    VALUE(fcntl(fd, F_DUPFD_CLOEXEC, 30));
    VALUE(fcntl(31, F_GETFD));
    VALUE(fcntl(fd, F_GETFL) & ~0400000);
    VALUE(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK));
    VALUE(fcntl(copy, F_GETFL) & ~0400000);
    VALUE(fcntl(other, F_GETFL) & ~0400000);
    VALUE(fcntl(fd, 9999, 0));
    VALUE(fcntl(99, F_GETFD));
    VALUE(fcntl(fd, F_SETFL, 0));
    VALUE(ioctl(fd, TIOCGWINSZ, text));
    VALUE(isatty(fd));
    VALUE(ioctl(99, FIONREAD, text));
    int ends[2], left;
    VALUE(pipe2(ends, O_CLOEXEC | O_NONBLOCK));
    VALUE(fcntl(ends[0], F_GETFD));
    VALUE(fcntl(ends[0], F_GETFL) & ~0400000);
    VALUE(write(ends[1], "12345", 5));
    VALUE(ioctl(ends[0], FIONREAD, &left));
    VALUE(left);
    off_t from = 4;
    VALUE(sendfile(ends[1], fd, &from, 3));
    VALUE(from);
    VALUE(read(ends[0], text, 16));
    printf("%.8s\n", text);
    VALUE(lseek(ends[0], 0, SEEK_SET));
    VALUE(pread(ends[0], text, 1, 0));
    VALUE(pipe2(ends, 12345));
    VALUE(close(-1));
    struct stat st;
    fstat(ends[0], &st);
    YES(S_ISFIFO(st.st_mode));
    return 0;
}
