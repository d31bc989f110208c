/* SPDX-License-Identifier: BSD-2-Clause */
/* Jobs on a pseudo terminal: the controlling one, foreground and background, keys that signal, hanging up. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>

static int m;
static char name[64];
static int pipes[2], done[2];

static void ended(const char *what, pid_t child, int options)
{
    int status = 0;

    if (waitpid(child, &status, options) != child)
        printf("  %s: %s\n", what, error_name(errno));
    else
        printf("  %s: %s %d\n", what, WIFSTOPPED(status) ? "stopped" : WIFSIGNALED(status) ? "signal" : "exit",
               WIFSTOPPED(status) ? WSTOPSIG(status) : WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    fflush(stdout);
}

/* A job in a group of its own: reads a byte of the terminal, or writes, sets, or waits. */
static pid_t job(int s, char what)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        char b = 'w';
        struct termios t;
        signal(SIGTTOU, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        setpgid(0, 0);
        write(pipes[1], "r", 1);
        if (what == 'r')
            _exit(read(s, &b, 1) == 1 ? 1 : errno);
        else if (what == 'w')
            _exit(write(s, &b, 1) == 1 ? 2 : errno);
        tcgetattr(s, &t);
        if (what == 's')
            _exit(tcsetattr(s, TCSANOW, &t) == 0 ? 3 : errno);
        if (what == 'i') {
            signal(SIGTTIN, SIG_IGN);
            _exit(read(s, &b, 1) == 1 ? 1 : errno);
        }
        if (what == 'o') {
            signal(SIGTTOU, SIG_IGN);
            _exit(tcsetattr(s, TCSANOW, &t) == 0 ? 4 : errno);
        }
        for (;;)
            pause();
    }
    char b;
    read(pipes[0], &b, 1);
    return child;
}

static void background(int s)
{
    struct termios t;
    pid_t child;

    printf("background\n");
    child = job(s, 'r');
    ended("read", child, WUNTRACED);
    VALUE(tcsetpgrp(s, child));
    VALUE(tcgetpgrp(s) == child);
    write(m, "x\n", 2);
    kill(child, SIGCONT);
    ended("read", child, WUNTRACED);
    VALUE(tcsetpgrp(s, getpgrp()));
    tcflush(s, TCIFLUSH);
    ended("write", job(s, 'w'), WUNTRACED);
    tcgetattr(s, &t);
    t.c_lflag |= TOSTOP;
    tcsetattr(s, TCSANOW, &t);
    child = job(s, 'w');
    ended("write, TOSTOP", child, WUNTRACED);
    kill(child, SIGKILL);
    ended("killed", child, 0);
    child = job(s, 's');
    ended("settings", child, WUNTRACED);
    VALUE(tcsetpgrp(s, child));
    kill(child, SIGCONT);
    ended("settings", child, WUNTRACED);
    VALUE(tcsetpgrp(s, getpgrp()));
    ended("settings, SIGTTOU ignored", job(s, 'o'), WUNTRACED);
    ended("read, SIGTTIN ignored", job(s, 'i'), WUNTRACED);
}

static void keys(int s)
{
    static const struct { const char *what; char key; } all[] = { { "interrupt", 3 }, { "quit", 28 }, { "suspend", 26 } };

    printf("keys\n");
    for (int i = 0; i < 3; i++) {
        pid_t child = job(s, 'p');
        VALUE(tcsetpgrp(s, child));
        write(m, &all[i].key, 1);
        ended(all[i].what, child, WUNTRACED);
        kill(child, SIGKILL);
        if (i == 2)
            ended("killed", child, 0);
        VALUE(tcsetpgrp(s, getpgrp()));
    }
    struct winsize size = { 30, 90, 0, 0 };
    pid_t child = job(s, 'p');
    VALUE(tcsetpgrp(s, child));
    VALUE(ioctl(m, TIOCSWINSZ, &size));
    VALUE(ioctl(m, 0x40045436 /* TIOCSIG */, SIGQUIT));
    ended("a signal by the master", child, WUNTRACED);
    VALUE(tcsetpgrp(s, getpgrp()));
}

static void session(void)
{
    int s;

    VALUE(setsid() == getpid());
    s = open(name, O_RDWR | O_NOCTTY);
    VALUE(open("/dev/tty", O_RDWR));
    VALUE(tcgetpgrp(s));
    VALUE(ioctl(s, TIOCSCTTY, 0));
    OK(open("/dev/tty", O_RDWR));
    VALUE(tcgetsid(s) == getpid());
    VALUE(tcgetpgrp(s) == getpgrp());
    VALUE(tcsetpgrp(s, 1));
    VALUE(tcsetpgrp(s, 0x7ffffff));
    VALUE(tcsetpgrp(s, -2));
    signal(SIGTTOU, SIG_IGN);
    IN_CHILD("another session", setsid(); VALUE(ioctl(s, TIOCSCTTY, 0)); VALUE(tcgetpgrp(s)); VALUE(tcgetsid(s)));
    background(s);
    keys(s);
    signal(SIGHUP, SIG_IGN);
    pid_t child = job(s, 'p');
    tcsetpgrp(s, child);
    VALUE(ioctl(s, TIOCNOTTY));
    ended("foreground when the terminal is given up", child, WUNTRACED);
    VALUE(open("/dev/tty", O_RDWR));
    VALUE(ioctl(s, TIOCSCTTY, 0));
    signal(SIGHUP, SIG_DFL);
    fflush(stdout);
    close(m);
    write(done[1], "h", 1);
    for (;;)
        pause();
}

int main(void)
{
    char b;

    m = posix_openpt(O_RDWR | O_NOCTTY);
    unlockpt(m);
    ptsname_r(m, name, sizeof(name));
    pipe(pipes);
    pipe(done);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        session();
    read(done[0], &b, 1);
    close(m);
    ended("hung up", child, 0);
    return 0;
}
