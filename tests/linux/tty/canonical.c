/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of a terminal: characters, words and lines erased, ends of lines, quoted characters, echo, input too long. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

static int m, s;

static void get(const char *what, int fd, size_t room)
{
    struct pollfd p = { fd, POLLIN, 0 };
    unsigned char b[128];

    if (poll(&p, 1, 0) <= 0) {
        printf("  %s: nothing\n", what);
        return;
    }
    ssize_t n = read(fd, b, room);
    printf("  %s %zd:", what, n);
    for (ssize_t i = 0; i < n; i++)
        printf(b[i] > 32 && b[i] < 127 ? " %c" : " %03o", b[i]);
    printf("\n");
}

/* Linux takes in what was typed later, on another thread, unless the slave is asked. */
static void settle(void)
{
    struct pollfd p = { s, POLLIN, 0 };

    poll(&p, 1, 0);
}

static void type(const char *keys)
{
    int n = -1;

    printf("'%s'\n", keys[0] < 32 || strpbrk(keys, "\003\004\n\r\017\022\025\026\027\177\\") ? "..." : keys);
    write(m, keys, strlen(keys));
    settle();
    ioctl(s, FIONREAD, &n);
    printf("  ready %d\n", n);
    get("echo", m, 128);
    get("line", s, 128);
    fflush(stdout);
}

static void flags(unsigned set_local, unsigned clear_local, unsigned set_in, unsigned clear_in)
{
    struct termios t;

    tcgetattr(s, &t);
    t.c_lflag = (t.c_lflag | set_local) & ~clear_local;
    t.c_iflag = (t.c_iflag | set_in) & ~clear_in;
    t.c_cc[VEOL] = ';';
    tcsetattr(s, TCSANOW, &t);
}

static void editing(void)
{
    type("plain\n");
    type("abd\177c\n");
    type("one two\027three\n");
    type("two  words  \027x\n");
    type("gone\025kept\n");
    type("\177\177\027\025empty\n");
    type("ab\tc\177\177d\n");
    type("a\001b\177\177c\n");
    type("quoted \026\004 \026\177 \026\003\n");
    type("again\022 typed\n");
    type("end of input\004");
    type("\004");
    type("by another;rest\n");
    type("back\\\177slash\n");
    get("rest", s, 128);
    type("return\r");
}

static void parts(void)
{
    write(m, "a line in parts\nnext\n", 21);
    get("part", s, 4);
    get("part", s, 4);
    get("part", s, 100);
    get("next", s, 5);
    get("end", s, 5);
    get("echo", m, 128);
    write(m, "unfinished", 10);
    get("unfinished", s, 100);
    tcflush(s, TCIFLUSH);
    type(" new\n");
}

static void too_long(void)
{
    static char keys[5000];
    int n;

    memset(keys, 'x', sizeof(keys));
    flags(0, ECHO, 0, 0);
    for (int i = 0; i < 5; i++)
        write(m, keys, 1000);
    write(m, "\n", 1);
    settle();
    ioctl(s, FIONREAD, &n);
    printf("long: %d\n", n);
    VALUE(read(s, keys, sizeof(keys)));
    VALUE(keys[4094]);
    get("after", s, 10);
}

int main(void)
{
    char name[64];

    m = posix_openpt(O_RDWR | O_NOCTTY);
    unlockpt(m);
    ptsname_r(m, name, sizeof(name));
    s = open(name, O_RDWR | O_NOCTTY);
    flags(0, 0, 0, 0);
    editing();
    parts();
    printf("no ECHOE, ECHOK\n");
    flags(0, ECHOE | ECHOK | ECHOKE, 0, 0);
    type("abc\177\177d\n");
    type("abc\025d\n");
    printf("ECHONL alone\n");
    flags(ECHONL, ECHO, 0, 0);
    type("seen not\n");
    printf("no IEXTEN\n");
    flags(ECHO | ECHOE, IEXTEN, 0, 0);
    type("one two\027\n");
    printf("INLCR, IGNCR\n");
    flags(IEXTEN, 0, INLCR | IGNCR, ICRNL);
    type("x\ry\n");
    get("rest", s, 100);
    flags(0, 0, ICRNL, INLCR | IGNCR);
    type("\n");
    printf("ISTRIP\n");
    flags(0, ECHOCTL, ISTRIP, 0);
    type("\341\001\n");
    too_long();
    return 0;
}
