/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/sys/fs/aio-nr and aio-max-nr. */
#include "aio.h"

#include <fcntl.h>

static long number(const char *path)
{
    char text[32] = "";
    int fd = open(path, O_RDONLY);

    read(fd, text, sizeof text - 1);
    close(fd);
    return atol(text);
}

static long set(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    long n = fd < 0 ? -1 : write(fd, text, strlen(text));
    int error = errno;

    close(fd);
    errno = error;
    return n;
}

#define USED "/proc/sys/fs/aio-nr"
#define MOST "/proc/sys/fs/aio-max-nr"

int main(void)
{
    aio_context_t c = 0, d = 0;

    VALUE(number(USED));
    VALUE(number(MOST));
    VALUE(aio_setup(3, &c));
    VALUE(number(USED));
    VALUE(set(MOST, "10"));
    VALUE(aio_setup(8, &d));
    VALUE(aio_setup(7, &d));
    VALUE(number(USED));
    VALUE(aio_destroy(d));
    VALUE(number(USED));
    IN_CHILD("child", d = 0; VALUE(aio_setup(5, &d)); VALUE(number(USED)));
    VALUE(number(USED));
    VALUE(set(MOST, "no"));
    VALUE(set(MOST, "65536"));
    VALUE(set(USED, "1"));
    VALUE(number(MOST));
    return 0;
}
