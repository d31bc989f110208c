/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 60
 * Pseudo terminals: the line discipline (editing, echo, signals, raw modes), job control, sizes, ends.
 */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

static int master, slave;
static char buf[8192];

/* Prints bytes as C would. */
static void show(const char *what, const char *s, long n)
{
    printf("%s %ld: ", what, n);
    for (long i = 0; i < n; i++)
        if (s[i] >= 32 && s[i] < 127)
            putchar(s[i]);
        else
            printf("\\%03o", (unsigned char)s[i]);
    if (n < 0)
        printf("%s", error_name(errno));
    printf("\n");
    fflush(stdout);
}

/* Typed, echoed, and made a signal if it is one: Linux does that later, on another thread, unless the slave is asked. */
static void type(const char *s)
{
    struct pollfd p = { .fd = slave, .events = POLLIN };

    write(master, s, strlen(s));
    poll(&p, 1, 0);
}

/* What the terminal shows, and what a program reads. */
static void screen(void)
{
    struct pollfd p = { .fd = master, .events = POLLIN };
    long n = 0, m;

    while (poll(&p, 1, 20) > 0 && (m = read(master, buf + n, sizeof(buf) - n)) > 0)
        n += m;
    show("screen", buf, n);
}

static void get(size_t size)
{
    fcntl(slave, F_SETFL, O_NONBLOCK);
    show("read", buf, read(slave, buf, size));
    fcntl(slave, F_SETFL, 0);
}

static void lines(void)
{
    type("hello\n");
    screen();
    get(100);
    get(100);
    type("helxx\177\177lo\r");
    screen();
    get(3);
    get(100);
    type("one two three\027\027x\n");
    screen();
    get(100);
    type("all gone\025kept\n");
    screen();
    get(100);
    type("tab\there\177\177\177\177\177\177\n");
    screen();
    get(100);
    type("ctl\001\002\177\n");
    screen();
    get(100);
    type("quoted\026\003\026\177\n");
    screen();
    get(100);
    type("again\022\n");
    screen();
    get(100);
    type("\004");
    get(100);
    type("half\004line\n");
    get(100);
    get(100);
    type("first\nsecond\n\004third");
    get(100);
    get(100);
    get(100);
    get(100);
    type("\n");
    get(100);
    screen();
    type("\303\244\303\266\177o\n");
    screen();
    get(100);
    VALUE(write(slave, "a\nb\tc\rd", 7));
    screen();
}

static void modes(void)
{
    struct termios t, old;
    int n;

    VALUE(tcgetattr(slave, &old));
    printf("%o %o %o %o\n", old.c_iflag, old.c_oflag, old.c_cflag & CSIZE, old.c_lflag);
    for (int i = 0; i < 17; i++)
        printf("%d ", old.c_cc[i]);
    printf("\n");
    t = old;
    cfmakeraw(&t);
    VALUE(tcsetattr(slave, TCSANOW, &t));
    type("raw\003\004\r\n");
    screen();
    get(3);
    VALUE(ioctl(slave, FIONREAD, &n));
    VALUE(n);
    get(100);
    VALUE(write(slave, "x\ny", 3));
    screen();
    t.c_cc[VMIN] = 0;
    t.c_cc[VTIME] = 1;
    tcsetattr(slave, TCSANOW, &t);
    VALUE(read(slave, buf, 10));
    type("12345");
    VALUE(read(slave, buf, 3));
    VALUE(read(slave, buf, 3));
    t.c_cc[VTIME] = 0;
    tcsetattr(slave, TCSANOW, &t);
    VALUE(read(slave, buf, 3));
    t.c_cc[VMIN] = 3;
    tcsetattr(slave, TCSANOW, &t);
    fflush(stdout);
    if (fork() == 0) {
        usleep(30000);
        type("a");
        usleep(30000);
        type("bcd");
        _exit(0);
    }
    VALUE(read(slave, buf, 10));
    wait(NULL);
    type("left");
    VALUE(tcsetattr(slave, TCSAFLUSH, &old));
    get(100);
    t = old;
    t.c_lflag &= ~ECHO;
    tcsetattr(slave, TCSANOW, &t);
    type("secret\n");
    screen();
    get(100);
    t.c_lflag |= ECHONL;
    t.c_iflag &= ~ICRNL;
    tcsetattr(slave, TCSANOW, &t);
    type("cr\rnl\n");
    screen();
    get(100);
    tcsetattr(slave, TCSANOW, &old);
    VALUE(tcflush(slave, 77));
    type("typed");
    VALUE(tcflush(slave, TCIFLUSH));
    type("more\n");
    get(100);
    screen();
    type("\023");
    usleep(30000);
    fcntl(slave, F_SETFL, O_NONBLOCK);
    VALUE(write(slave, "stopped", 7));
    type("\021");
    usleep(30000);
    VALUE(write(slave, "goes", 4));
    screen();
}

static volatile int caught;

static void on_signal(int signal)
{
    caught = signal;
}

static void jobs(void)
{
    struct winsize w = { 10, 20, 0, 0 };

    fflush(stdout);
    if (fork() == 0) {
        struct sigaction act = { .sa_handler = on_signal };
        sigaction(SIGINT, &act, NULL);
        sigaction(SIGQUIT, &act, NULL);
        sigaction(SIGWINCH, &act, NULL);
        sigaction(SIGHUP, &act, NULL);
        VALUE(tcgetpgrp(slave));
        setsid();
        VALUE(open("/dev/tty", O_RDWR));
        VALUE(ioctl(slave, TIOCSCTTY, 0));
        YES(tcgetpgrp(slave) == getpid());
        YES(tcgetsid(slave) == getpid());
        int tty = open("/dev/tty", O_RDWR);
        YES(tty >= 0 && isatty(tty));
        type("abc\003");
        YES(caught == SIGINT);
        screen();
        caught = 0;
        type("\034");
        YES(caught == SIGQUIT);
        screen();
        get(10);
        caught = 0;
        VALUE(ioctl(master, TIOCSWINSZ, &w));
        YES(caught == SIGWINCH);
        memset(&w, 0, sizeof(w));
        VALUE(ioctl(slave, TIOCGWINSZ, &w));
        VALUE(w.ws_col);
        VALUE(tcsetpgrp(slave, 999999));
        fflush(stdout);
        int child = fork();
        if (child == 0) {
            setpgid(0, 0);
            read(tty, buf, 1);
            _exit(1);
        }
        int status;
        VALUE(waitpid(child, &status, WUNTRACED) == child);
        YES(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTIN);
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        close(master);
        YES(caught == SIGHUP);
        show("read", buf, read(slave, buf, 10));
        show("write", buf, write(slave, "x", 1));
        fflush(stdout);
        _exit(0);
    }
    close(master);
    wait(NULL);
}

int main(void)
{
    struct stat st;
    int number = -1, lock = 1;

    master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
    VALUE(ioctl(master, TIOCGPTN, &number));
    VALUE(number);
    VALUE(open("/dev/pts/0", O_RDWR));
    lock = 0;
    VALUE(ioctl(master, TIOCSPTLCK, &lock));
    slave = open("/dev/pts/0", O_RDWR | O_NOCTTY);
    YES(slave >= 0);
    VALUE(fstat(slave, &st));
    VALUE(st.st_rdev);
    YES(isatty(slave));
    YES(isatty(master));
    VALUE(lseek(slave, 0, SEEK_SET));
    lines();
    modes();
    close(slave);
    show("read", buf, read(master, buf, 10));
    slave = open("/dev/pts/0", O_RDWR | O_NOCTTY);
    jobs();
    VALUE(stat("/dev/pts/0", &st));
    return 0;
}
