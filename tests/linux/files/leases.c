/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /root
 * Leases: who may have one, how opening and truncating break them, what O_NONBLOCK says.
 */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

static sigset_t wanted;

static void describe(void)
{
    struct timespec second = { 2, 0 };
    siginfo_t info;

    if (VALUE(sigtimedwait(&wanted, &info, &second)) > 0 && info.si_signo != SIGIO)
        printf("band %#lx code %d\n", info.si_band, info.si_code);
}

static void errors(void)
{
    int rd = open("file", O_RDONLY), rw = open("file", O_RDWR), dir = open(".", O_RDONLY);
    int p[2];

    VALUE(pipe(p));
    VALUE(fcntl(rd, F_GETLEASE));
    VALUE(fcntl(rd, F_SETLEASE, F_RDLCK)); /* somebody can write */
    VALUE(fcntl(rd, F_SETLEASE, F_WRLCK));
    VALUE(fcntl(rw, F_SETLEASE, F_RDLCK));
    VALUE(fcntl(rw, F_SETLEASE, F_WRLCK));
    close(rd);
    VALUE(fcntl(rw, F_SETLEASE, F_WRLCK));
    VALUE(fcntl(rw, F_GETLEASE));
    VALUE(fcntl(rw, F_SETLEASE, F_RDLCK));
    VALUE(fcntl(rw, F_SETLEASE, F_UNLCK));
    VALUE(fcntl(rw, F_SETLEASE, F_UNLCK));
    VALUE(fcntl(rw, F_SETLEASE, 7));
    VALUE(fcntl(dir, F_SETLEASE, F_RDLCK));
    VALUE(fcntl(p[0], F_SETLEASE, F_RDLCK));
    VALUE(fcntl(99, F_SETLEASE, F_RDLCK));
    close(rw);
    int one = open("file", O_RDONLY), two = open("file", O_RDONLY);
    VALUE(fcntl(one, F_SETLEASE, F_RDLCK));
    VALUE(fcntl(two, F_SETLEASE, F_RDLCK));
    VALUE(fcntl(two, F_SETLEASE, F_WRLCK));
    VALUE(fcntl(one, F_GETLEASE));
    close(one);
    VALUE(fcntl(two, F_SETLEASE, F_WRLCK));
    VALUE(fcntl(two, F_GETLEASE));
    close(two);
    if (fork() == 0) {
        VALUE(setuid(65534));
        int f = open("file", O_RDONLY);
        VALUE(fcntl(f, F_SETLEASE, F_RDLCK));
        exit(0);
    }
    wait(NULL);
    close(dir);
    close(p[0]);
    close(p[1]);
}

/* The other process: 0 open for reading, 1 writing, 2 both, 3 truncate. */
static int open_as(int how)
{
    return how == 3 ? truncate("file", 0) : open("file", how);
}

static void broken(int type, int how, int signo)
{
    int fd = open("file", O_RDONLY), status, down = 0;

    printf("-- lease %d, how %d, signal %d\n", type, how, signo);
    if (signo)
        VALUE(fcntl(fd, F_SETSIG, SIGRTMIN));
    VALUE(fcntl(fd, F_SETLEASE, type));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        close(fd);
        _exit(open_as(how) == -1);
    }
    describe();
    VALUE(fcntl(fd, F_GETLEASE));
    if (type == F_WRLCK)
        down = VALUE(fcntl(fd, F_SETLEASE, F_RDLCK)) == 0;
    if (!down || how)
        VALUE(fcntl(fd, F_SETLEASE, F_UNLCK));
    VALUE(waitpid(child, &status, 0) == child);
    VALUE(status);
    VALUE(fcntl(fd, F_GETLEASE));
    close(fd);
}

static void without_waiting(void)
{
    int fd = open("file", O_RDONLY);

    VALUE(fcntl(fd, F_SETLEASE, F_RDLCK));
    VALUE(open("file", O_WRONLY | O_NONBLOCK));
    VALUE(sigtimedwait(&wanted, NULL, &(struct timespec){ 0, 0 }) == SIGIO);
    VALUE(open("file", O_WRONLY | O_NONBLOCK));
    VALUE(sigtimedwait(&wanted, NULL, &(struct timespec){ 0, 0 }));
    VALUE(fcntl(fd, F_GETLEASE));
    VALUE(close(open("file", O_RDONLY | O_NONBLOCK)));
    VALUE(chmod("file", 0640));
    VALUE(rename("file", "other"));
    VALUE(rename("other", "file"));
    close(fd);
    VALUE(close(open("file", O_WRONLY | O_NONBLOCK)));
}

int main(void)
{
    static const struct {
        int type, how;
    } cases[] = { { F_WRLCK, 0 }, { F_WRLCK, 1 }, { F_WRLCK, 3 }, { F_RDLCK, 1 }, { F_RDLCK, 2 }, { F_RDLCK, 3 } };

    sigemptyset(&wanted);
    sigaddset(&wanted, SIGIO);
    sigaddset(&wanted, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    VALUE(close(open("file", O_CREAT | O_WRONLY, 0644)));
    errors();
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        broken(cases[i].type, cases[i].how, i % 2);
    without_waiting();
    return 0;
}
