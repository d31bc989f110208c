/* SPDX-License-Identifier: BSD-2-Clause */
/* /dev/kmsg and syslog: what is written comes back as records; positions, polling, errors, users. */
#include <fcntl.h>
#include <poll.h>
#include <sys/klog.h>

#include "check.h"

static char text[9000];

static ssize_t next(int fd)
{
    ssize_t n = read(fd, text, sizeof text - 1);

    text[n > 0 ? n : 0] = 0;
    return n;
}

/* The next record: its priority and text. */
static void show(int fd)
{
    ssize_t n = next(fd);

    if (n < 0)
        printf("  %s\n", error_name(errno));
    else
        printf("  %ld %s", strtol(text, NULL, 10), strchr(text, ';'));
}

static int ready(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };

    return poll(&p, 1, 0) ? p.revents : 0;
}

static int holds(const char *what)
{
    return strstr(text, what) != NULL;
}

static void device(void)
{
    int w = open("/dev/kmsg", O_WRONLY), r = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
    static char large[1100];

    VALUE(lseek(r, 0, SEEK_END));
    VALUE(next(r));
    VALUE(ready(r));
    VALUE(write(w, "first\n", 6));
    VALUE(ready(r));
    VALUE(write(w, "<3>second", 9));
    VALUE(write(w, "<30>third", 9));
    VALUE(write(w, "<x>fourth\\ \t\x01", 13));
    VALUE(write(w, "", 0));
    for (int i = 0; i < 5; i++)
        show(r);
    VALUE(next(r));
    memset(large, 'x', sizeof large);
    VALUE(write(w, large, 900));
    VALUE(write(w, large, sizeof large));
    VALUE(write(w, (void *)1, 4));
    VALUE(read(r, text, 10)); /* too small for a record, which is lost */
    VALUE(next(r));
    VALUE(read(w, text, 10));
    VALUE(write(r, "x", 1));
    VALUE(lseek(r, 0, SEEK_SET));
    VALUE(next(r) > 0);
    VALUE(lseek(r, 1, SEEK_SET));
    VALUE(lseek(r, 0, SEEK_CUR));
    VALUE(lseek(r, 0, SEEK_DATA));
    VALUE(next(r) > 0);
    VALUE(klogctl(5, NULL, 0));
    VALUE(lseek(r, 0, SEEK_DATA));
    VALUE(next(r));
    VALUE(write(w, "after", 5));
    show(r);
    VALUE(pread(r, text, 100, 0));
}

static void calls(void)
{
    int w = open("/dev/kmsg", O_WRONLY);

    VALUE(klogctl(5, NULL, 0));
    VALUE(write(w, "<12>one", 7));
    VALUE(klogctl(3, text, sizeof text));
    VALUE(holds("<12>["));
    VALUE(holds("] one\n"));
    VALUE(write(w, "two", 3));
    VALUE(klogctl(3, text, 25));
    VALUE(holds("two") && !holds("] one\ntwo"));
    VALUE(klogctl(3, text, 0));
    VALUE(klogctl(4, text, sizeof text) > 40);
    memset(text, 0, sizeof text);
    VALUE(klogctl(3, text, sizeof text));
    VALUE(klogctl(-1, text, 3));
    VALUE(klogctl(11, text, 3));
    VALUE(klogctl(3, NULL, 3));
    VALUE(klogctl(3, text, -1));
    VALUE(klogctl(2, NULL, 10));
    VALUE(klogctl(4, text, -1));
    VALUE(klogctl(8, text, 0));
    VALUE(klogctl(8, text, 9));
    VALUE(klogctl(8, text, 4));
    VALUE(klogctl(6, NULL, 0));
    VALUE(klogctl(7, NULL, 0));
    VALUE(klogctl(0, NULL, 0));
    VALUE(klogctl(1, NULL, 0));
    VALUE(klogctl(10, NULL, 0) > 4096);
    VALUE(klogctl(2, text, sizeof text) > 0);
}

static void as_user(void)
{
    setuid(1000);
    for (int action = 1; action < 12; action++)
        VALUE(klogctl(action, text, 10));
    VALUE(open("/dev/kmsg", O_RDONLY));
    VALUE(open("/dev/kmsg", O_WRONLY));
}

int main(void)
{
    device();
    calls();
    IN_CHILD("user", as_user());
    return 0;
}
