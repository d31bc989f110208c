/* SPDX-License-Identifier: BSD-2-Clause */
/* Packet mode of a pseudo terminal, bytes typed by TIOCSTI, output with tabs, input in lower case, MIN and poll. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

static int m, s;

static void get(int fd)
{
    struct pollfd p = { fd, POLLIN | POLLPRI, 0 };
    unsigned char b[64];

    poll(&p, 1, 100);
    ssize_t n = p.revents & POLLIN ? read(fd, b, sizeof b) : 0;
    printf("  %x %zd:", p.revents, n);
    for (ssize_t i = 0; i < n; i++)
        printf(b[i] > 32 && b[i] < 127 ? " %c" : " %03o", b[i]);
    printf("\n");
}

static void change(unsigned iflag, unsigned oflag, unsigned lflag, int min)
{
    struct termios t;

    tcgetattr(s, &t);
    t.c_iflag = iflag;
    t.c_oflag = oflag;
    t.c_lflag = lflag;
    t.c_cc[VMIN] = (unsigned char)min;
    tcsetattr(s, TCSANOW, &t);
}

static void packets(void)
{
    int on = 1;

    VALUE(ioctl(m, TIOCPKT, &on));
    on = 0;
    VALUE(ioctl(m, 0x80045438 /* TIOCGPKT */, &on));
    printf("  %d\n", on);
    write(s, "hi", 2);
    get(m);
    VALUE(ioctl(s, TCFLSH, 2));
    get(m);
    ioctl(s, TCXONC, TCOOFF);
    get(m);
    ioctl(s, TCXONC, TCOON);
    get(m);
    change(0, OPOST, ICANON, 1);
    get(m);
    change(IXON, OPOST, ICANON, 1);
    get(m);
    change(IXON, OPOST, ICANON | EXTPROC, 1);
    get(m);
    on = 0;
    VALUE(ioctl(m, TIOCPKT, &on));
    change(IXON, OPOST, ICANON, 1);
    write(s, "plain", 5);
    get(m);
}

int main(void)
{
    char name[64], c = 'x';

    m = posix_openpt(O_RDWR | O_NOCTTY);
    unlockpt(m);
    ptsname_r(m, name, sizeof name);
    s = open(name, O_RDWR | O_NOCTTY);
    packets();
    VALUE(ioctl(s, TIOCSTI, &c));
    c = '\n';
    VALUE(ioctl(s, TIOCSTI, &c));
    VALUE(ioctl(s, TIOCSTI, (void *)8));
    IN_CHILD("not its terminal", setuid(65534); VALUE(ioctl(s, TIOCSTI, &c)));
    get(s);
    VALUE(ioctl(s, TCXONC, TCIOFF));
    VALUE(ioctl(s, TCXONC, TCION));
    get(m);
    change(0, OPOST | XTABS, 0, 1);
    write(s, "ab\tc\b\b\td", 8);
    get(m);
    change(IUCLC, 0, IEXTEN, 1);
    write(m, "AbC", 3);
    get(s);
    change(0, 0, 0, 3);
    write(m, "12", 2);
    get(s);
    write(m, "3", 1);
    get(s);
    return 0;
}
