/* SPDX-License-Identifier: BSD-2-Clause */
/* A pseudo terminal's settings: how it begins, the three forms of them, what cannot be set, who is kept out. */
#include "check.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

struct old_form { unsigned short iflag, oflag, cflag, lflag; unsigned char line, cc[8]; };
struct new_form { unsigned iflag, oflag, cflag, lflag; unsigned char line, cc[19]; unsigned ispeed, ospeed; };

static int m, s;
static char name[64];

static void show(const char *what)
{
    struct termios t;

    tcgetattr(s, &t);
    printf("%s: %x %x %x %x\n", what, t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
}

static void other_forms(void)
{
    struct old_form o;
    struct new_form n;

    VALUE(ioctl(s, 0x5405 /* TCGETA */, &o));
    printf("  %x %x %x %x line %d erase %d\n", o.iflag, o.oflag, o.cflag, o.lflag, o.line, o.cc[VERASE]);
    o.lflag &= (unsigned short)~ECHO;
    o.cc[VERASE] = 8;
    VALUE(ioctl(s, 0x5406 /* TCSETA */, &o));
    show("TCSETA");
    VALUE(ioctl(s, 0x5405, (void *)8));
    VALUE(ioctl(s, 0x5406, (void *)8));
    VALUE(ioctl(s, 0x802c542a /* TCGETS2 */, &n));
    printf("  %x %x %x %x erase %d speeds %u %u\n", n.iflag, n.oflag, n.cflag, n.lflag, n.cc[VERASE], n.ispeed, n.ospeed);
    n.cflag = (n.cflag & ~(unsigned)0x100f) | B115200;
    VALUE(ioctl(s, 0x402c542b /* TCSETS2 */, &n));
    VALUE(ioctl(s, 0x802c542a, &n));
    printf("  %x speeds %u %u\n", n.cflag, n.ispeed, n.ospeed);
}

static void refused(void)
{
    int n = 0;
    struct termios t;

    tcgetattr(s, &t);
    t.c_cflag = CS5 | PARENB | HUPCL | CLOCAL | CSTOPB | B9600;
    VALUE(tcsetattr(s, TCSAFLUSH, &t));
    show("five bits");
    VALUE(ioctl(s, TIOCGETD, &n));
    VALUE(ioctl(s, TIOCSETD, &n));
    n = 99;
    VALUE(ioctl(s, TIOCSETD, &n));
    VALUE(ioctl(s, TIOCGSOFTCAR, &n));
    printf("  %d\n", n);
    VALUE(ioctl(s, TIOCMGET, &n));
    VALUE(ioctl(s, TCFLSH, 3));
    VALUE(ioctl(s, TCXONC, 4));
    VALUE(tcsendbreak(s, 0));
    VALUE(tcsendbreak(m, 10));
    VALUE(ioctl(s, TIOCSBRK));
    VALUE(ioctl(s, TIOCPKT, &n));
    VALUE(ioctl(s, 0x40045436 /* TIOCSIG */, 2));
    VALUE(ioctl(m, 0x40045436, 99));
}

static void exclusive(void)
{
    int n = -1;

    VALUE(ioctl(s, TIOCEXCL));
    VALUE(ioctl(s, 0x80045440 /* TIOCGEXCL */, &n));
    printf("  %d\n", n);
    OK(open(name, O_RDWR | O_NOCTTY));
    chmod(name, 0666);
    IN_CHILD("another user", setuid(65534); OK(open(name, O_RDWR | O_NOCTTY)));
    VALUE(ioctl(s, TIOCNXCL));
    IN_CHILD("another user", setuid(65534); OK(open(name, O_RDWR | O_NOCTTY)));
    IN_CHILD("locks settings", setuid(65534); VALUE(ioctl(s, TIOCSLCKTRMIOS, &n)));
}

int main(void)
{
    struct winsize w = { 1, 1, 1, 1 };

    m = posix_openpt(O_RDWR | O_NOCTTY);
    unlockpt(m);
    ptsname_r(m, name, sizeof name);
    s = open(name, O_RDWR | O_NOCTTY);
    VALUE(ioctl(s, TIOCGWINSZ, &w));
    printf("  %d %d %d %d\n", w.ws_row, w.ws_col, w.ws_xpixel, w.ws_ypixel);
    show("begins");
    other_forms();
    refused();
    exclusive();
    VALUE(close(m));
    VALUE(ioctl(s, TIOCGWINSZ, &w));
    VALUE(ioctl(s, FIONREAD, &w));
    return 0;
}
