/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /tmp
 * inotify: masks, flags of watches, short reads, poll, FIONREAD, overflow, removing, errors.
 */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

static char buf[1 << 20] __attribute__((aligned(8)));

static void show(int in)
{
    long n = read(in, buf, 4096);

    printf("read %ld%s%s\n", n, n < 0 ? " " : "", n < 0 ? error_name(errno) : "");
    for (char *at = buf; at < buf + n;) {
        struct inotify_event *e = (void *)at;
        printf("  %d %x '%s'\n", e->wd, e->mask, e->len ? e->name : "");
        at += sizeof(*e) + e->len;
    }
    fflush(stdout);
}

static void errors(int in)
{
    VALUE(inotify_init1(1));
    VALUE(inotify_add_watch(in, "none", IN_OPEN));
    VALUE(inotify_add_watch(in, "f", 0));
    VALUE(inotify_add_watch(in, "f", IN_ONLYDIR | IN_OPEN));
    VALUE(inotify_add_watch(in, "f", IN_MASK_ADD | IN_MASK_CREATE | IN_OPEN));
    VALUE(inotify_add_watch(99, "f", IN_OPEN));
    VALUE(inotify_add_watch(0, "f", IN_OPEN));
    VALUE(inotify_add_watch(in, (void *)8, IN_OPEN));
    VALUE(inotify_rm_watch(in, 77));
    VALUE(inotify_rm_watch(in, -1));
    VALUE(inotify_rm_watch(99, 1));
    VALUE(inotify_rm_watch(0, 1));
    VALUE(write(in, "x", 1));
    VALUE(lseek(in, 0, SEEK_CUR));
}

static void masks(int in)
{
    VALUE(inotify_add_watch(in, "f", IN_OPEN));
    VALUE(inotify_add_watch(in, "f", IN_CLOSE | IN_MASK_ADD));
    VALUE(inotify_add_watch(in, "f", IN_OPEN | IN_MASK_CREATE));
    close(open("f", O_RDONLY));
    show(in);
    VALUE(inotify_add_watch(in, "f", IN_MODIFY));
    close(open("f", O_RDONLY));
    show(in);
    VALUE(inotify_add_watch(in, "d", IN_OPEN | IN_ONLYDIR));
    symlink("f", "l");
    VALUE(inotify_add_watch(in, "l", IN_OPEN | IN_DONT_FOLLOW));
    close(open("l", O_RDONLY));
    show(in);
    VALUE(inotify_rm_watch(in, 1));
    show(in);
    VALUE(inotify_rm_watch(in, 1));
    VALUE(inotify_add_watch(in, "f", IN_OPEN | IN_ONESHOT));
    close(open("f", O_RDONLY));
    close(open("f", O_RDONLY));
    show(in);
    VALUE(inotify_rm_watch(in, 2));
    VALUE(inotify_add_watch(in, "d", IN_ATTRIB | IN_EXCL_UNLINK));
    int fd = open("d/x", O_CREAT | O_RDWR, 0600);
    unlink("d/x");
    fchmod(fd, 0640);
    show(in);
    close(fd);
}

static void reading(int in)
{
    struct pollfd p = { .fd = in, .events = POLLIN };
    int n, wd = inotify_add_watch(in, "d", IN_CREATE | IN_DELETE);

    VALUE(poll(&p, 1, 0));
    close(open("d/name_of_17_chars", O_CREAT | O_RDWR, 0600));
    close(open("d/exactly15chars_", O_CREAT | O_RDWR, 0600));
    VALUE(poll(&p, 1, 0));
    VALUE(ioctl(in, FIONREAD, &n));
    VALUE(n);
    VALUE(read(in, buf, 10));
    VALUE(read(in, buf, 47));
    VALUE(read(in, buf, 60));
    VALUE(read(in, (void *)8, 100));
    VALUE(read(in, buf, 100));
    for (int i = 0; i < 8500; i++) {
        close(open("d/a", O_CREAT | O_RDWR, 0600));
        unlink("d/a");
    }
    long total = 0, events = 0, overflows = 0, got;
    while ((got = read(in, buf, sizeof(buf))) > 0) {
        total += got;
        for (char *at = buf; at < buf + got; events++) {
            struct inotify_event *e = (void *)at;
            overflows += e->wd == -1 && (e->mask & IN_Q_OVERFLOW);
            at += sizeof(*e) + e->len;
        }
    }
    VALUE(total);
    VALUE(events);
    VALUE(overflows);
    (void)wd;
}

int main(void)
{
    int in = inotify_init1(IN_NONBLOCK);

    close(open("f", O_CREAT | O_RDWR, 0600));
    mkdir("d", 0755);
    errors(in);
    masks(in);
    reading(inotify_init1(IN_NONBLOCK));
    IN_CHILD("user", {
        setuid(65534);
        VALUE(inotify_add_watch(in, "f", IN_OPEN));
    });
    fcntl(in, F_SETFL, 0);
    VALUE(inotify_add_watch(in, "f", IN_OPEN) > 0);
    if (fork() == 0) {
        usleep(30000);
        close(open("f", O_RDONLY));
        _exit(0);
    }
    YES(read(in, buf, 100) > 0);
    wait(NULL);
    return 0;
}
