/* SPDX-License-Identifier: BSD-2-Clause */
/* fcntl and OFD locks, flock: ranges, conflicts, splitting, who loses them, waiting, deadlock, errors. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>

static int fd;

static long lock(int f, int command, int type, int whence, long start, long len)
{
    struct flock l = { .l_type = (short)type, .l_whence = (short)whence, .l_start = start, .l_len = len };

    return fcntl(f, command, &l);
}

static void test(int f, int command, int type, long start, long len, pid_t known)
{
    struct flock l = { .l_type = (short)type, .l_start = start, .l_len = len };

    VALUE(fcntl(f, command, &l));
    if (l.l_type == F_UNLCK)
        printf("  free\n");
    else
        printf("  %s %ld %ld pid %s\n", l.l_type == F_RDLCK ? "read" : "write", (long)l.l_start, (long)l.l_len,
               l.l_pid == known ? "known" : l.l_pid == -1 ? "-1" : "other");
}

static void ranges(void)
{
    pid_t me = getpid();

    VALUE(lock(fd, F_SETLK, F_WRLCK, SEEK_SET, 10, 10));
    VALUE(lock(fd, F_SETLK, F_RDLCK, SEEK_SET, 14, 2));
    VALUE(lock(fd, F_SETLK, F_RDLCK, SEEK_SET, 100, 0));
    VALUE(lock(fd, F_SETLK, F_WRLCK, SEEK_SET, 60, -10));
    VALUE(lock(fd, F_SETLK, F_UNLCK, SEEK_SET, 18, 1));
    IN_CHILD("child", {
        test(fd, F_GETLK, F_WRLCK, 0, 0, me);
        test(fd, F_GETLK, F_RDLCK, 14, 2, me);
        test(fd, F_GETLK, F_WRLCK, 14, 2, me);
        test(fd, F_GETLK, F_WRLCK, 18, 1, me);
        test(fd, F_GETLK, F_WRLCK, 19, 1, me);
        test(fd, F_GETLK, F_WRLCK, 49, 1, me);
        test(fd, F_GETLK, F_WRLCK, 50, 1, me);
        test(fd, F_GETLK, F_WRLCK, 1000, 5, me);
        VALUE(lock(fd, F_SETLK, F_RDLCK, SEEK_SET, 0, 100));
        VALUE(lock(fd, F_SETLK, F_RDLCK, SEEK_SET, 200, 10));
        VALUE(lock(fd, F_SETLK, F_WRLCK, SEEK_SET, 20, 10));
    });
    VALUE(lock(fd, F_SETLK, F_UNLCK, SEEK_SET, 0, 0));
    VALUE(lock(fd, F_SETLK, F_WRLCK, SEEK_CUR, 0, 5));
    VALUE(lock(fd, F_SETLK, F_WRLCK, SEEK_END, 0, 5));
    close(dup(fd));
    IN_CHILD("closed a copy", test(fd, F_GETLK, F_WRLCK, 0, 0, me));
}

static void errors(void)
{
    int ro = open("f", O_RDONLY), wo = open("f", O_WRONLY), p[2];

    pipe(p);
    VALUE(lock(ro, F_SETLK, F_WRLCK, 0, 0, 1));
    VALUE(lock(wo, F_SETLK, F_RDLCK, 0, 0, 1));
    VALUE(lock(fd, F_SETLK, 7, 0, 0, 1));
    VALUE(lock(fd, F_SETLK, F_WRLCK, 7, 0, 1));
    VALUE(lock(fd, F_SETLK, F_WRLCK, 0, -1, 1));
    VALUE(lock(fd, F_SETLK, F_WRLCK, 0, 5, -6));
    VALUE(lock(fd, F_SETLK, F_WRLCK, SEEK_END, 0x7fffffffffffffff, 1));
    VALUE(lock(fd, F_SETLK, F_WRLCK, 0, 0x7fffffffffffffff, 2));
    VALUE(lock(fd, F_GETLK, F_UNLCK, 0, 0, 1));
    VALUE(fcntl(fd, F_SETLK, (void *)8));
    VALUE(fcntl(fd, F_GETLK, (void *)8));
    VALUE(lock(99, F_SETLK, F_WRLCK, 0, 0, 1));
    VALUE(lock(p[0], F_SETLK, F_RDLCK, 0, 0, 1));
    VALUE(flock(99, LOCK_SH));
    VALUE(flock(fd, 0));
    VALUE(flock(fd, LOCK_SH | LOCK_EX));
    VALUE(flock(open("f", O_PATH), LOCK_SH));
}

static void open_files(void)
{
    int a = open("f", O_RDWR), b = open("f", O_RDWR), c = dup(a);
    struct flock pid = { .l_type = F_WRLCK, .l_pid = 5 };

    VALUE(lock(a, F_OFD_SETLK, F_WRLCK, 0, 0, 10));
    VALUE(lock(b, F_OFD_SETLK, F_RDLCK, 0, 5, 10));
    test(b, F_OFD_GETLK, F_RDLCK, 0, 0, -2);
    VALUE(lock(b, F_SETLK, F_RDLCK, 0, 0, 10));
    VALUE(fcntl(a, F_OFD_SETLK, &pid));
    close(a);
    VALUE(lock(b, F_OFD_SETLK, F_WRLCK, 0, 0, 10));
    close(c);
    VALUE(lock(b, F_OFD_SETLK, F_WRLCK, 0, 0, 10));
    close(b);
    a = open("f", O_RDWR), b = open("f", O_RDONLY);
    VALUE(flock(a, LOCK_SH));
    VALUE(flock(b, LOCK_SH | LOCK_NB));
    VALUE(flock(b, LOCK_EX | LOCK_NB));
    VALUE(flock(a, LOCK_UN));
    VALUE(flock(b, LOCK_EX | LOCK_NB));
    VALUE(flock(a, LOCK_SH | LOCK_NB));
    VALUE(lock(a, F_OFD_SETLK, F_WRLCK, 0, 0, 0));
    IN_CHILD("inherited", VALUE(flock(b, LOCK_UN)));
    VALUE(flock(a, LOCK_SH | LOCK_NB));
    close(a);
    close(b);
}

static void nothing(int sig)
{
    (void)sig;
}

static void waiting(void)
{
    int ready[2];
    char c;

    pipe(ready);
    lock(fd, F_SETLK, F_UNLCK, 0, 0, 0);
    pid_t child = fork();
    if (child == 0) {
        lock(fd, F_SETLK, F_WRLCK, 0, 0, 10);
        write(ready[1], "x", 1);
        usleep(50000);
        _exit(0);
    }
    read(ready[0], &c, 1);
    VALUE(lock(fd, F_SETLK, F_WRLCK, 0, 5, 10));
    VALUE(lock(fd, F_SETLKW, F_WRLCK, 0, 5, 10));
    waitpid(child, NULL, 0);
    child = fork();
    if (child == 0) {
        lock(fd, F_SETLK, F_WRLCK, 0, 100, 10);
        write(ready[1], "x", 1);
        lock(fd, F_SETLKW, F_WRLCK, 0, 5, 10);
        usleep(20000);
        _exit(0);
    }
    read(ready[0], &c, 1);
    usleep(50000);
    VALUE(lock(fd, F_SETLKW, F_WRLCK, 0, 100, 10));
    struct sigaction sa = { .sa_handler = nothing };
    sigaction(SIGALRM, &sa, NULL);
    lock(fd, F_SETLK, F_UNLCK, 0, 5, 10);
    waitpid(child, NULL, 0);
    child = fork();
    if (child == 0) {
        lock(fd, F_SETLK, F_WRLCK, 0, 0, 10);
        flock(open("f", O_RDWR), LOCK_EX);
        write(ready[1], "x", 1);
        pause();
        _exit(0);
    }
    read(ready[0], &c, 1);
    ualarm(20000, 0);
    VALUE(lock(fd, F_SETLKW, F_WRLCK, 0, 5, 10));
    ualarm(20000, 0);
    VALUE(flock(fd, LOCK_EX));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    VALUE(lock(fd, F_SETLKW, F_WRLCK, 0, 5, 10));
}

int main(void)
{
    fd = open("f", O_RDWR | O_CREAT, 0600);
    write(fd, "0123456789", 10);
    ranges();
    errors();
    open_files();
    waiting();
    return 0;
}
