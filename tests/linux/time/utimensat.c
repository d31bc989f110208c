/* SPDX-License-Identifier: BSD-2-Clause */
/* utimensat: given times, UTIME_NOW and UTIME_OMIT alone and together, links, descriptors, who may. */
#include "check.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

static long set(const char *name, long asec, long ansec, long msec, long mnsec, int flags)
{
    struct timespec t[2] = {{asec, ansec}, {msec, mnsec}};

    return syscall(SYS_utimensat, AT_FDCWD, name, t, flags);
}

static const char *when(const struct timespec *t)
{
    static char text[2][40];
    static int turn;

    turn = !turn;
    if (labs((long)(time(NULL) - t->tv_sec)) < 100)
        return "now";
    snprintf(text[turn], sizeof(text[turn]), "%ld.%09ld", (long)t->tv_sec, t->tv_nsec);
    return text[turn];
}

static void show(const char *name)
{
    struct stat st;

    lstat(name, &st);
    printf("  %s: read %s, written %s\n", name, when(&st.st_atim), when(&st.st_mtim));
    if (strcmp(when(&st.st_ctim), "now") != 0)
        printf("  the change is not seen\n");
}

static void times(void)
{
    VALUE(set("f", 1000, 5, 2000, 999999999, 0));
    show("f");
    VALUE(set("f", 3000, UTIME_OMIT, 4000, 6, 0));
    show("f");
    VALUE(set("f", 3000, 7, 4000, UTIME_OMIT, 0));
    show("f");
    VALUE(set("f", 1, UTIME_OMIT, 1, UTIME_OMIT, 0));
    show("f");
    VALUE(set("f", 1, UTIME_NOW, 1, UTIME_OMIT, 0));
    show("f");
    VALUE(set("f", 10, 0, 1, UTIME_NOW, 0));
    show("f");
    VALUE(set("f", 10, 0, 20, 0, 0));
    VALUE(syscall(SYS_utimensat, AT_FDCWD, "f", NULL, 0));
    show("f");
    VALUE(set("f", -1, 0, -100, 1, 0));
    show("f");
}

static void kinds(void)
{
    int dir = open("d", O_RDONLY), fd = open("f", O_RDONLY), path = open("f", O_PATH);
    struct timespec t[2] = {{50, 1}, {60, 2}};

    VALUE(set("link", 70, 1, 80, 2, AT_SYMLINK_NOFOLLOW));
    show("link");
    VALUE(set("link", 90, 1, 100, 2, 0));
    show("f");
    show("link");
    VALUE(set("d", 110, 1, 120, 2, 0));
    show("d");
    VALUE(set("fifo", 130, 1, 140, 2, 0));
    show("fifo");
    VALUE(syscall(SYS_utimensat, dir, "in", t, 0));
    show("d/in");
    VALUE(syscall(SYS_utimensat, fd, NULL, t, 0));
    show("f");
    VALUE(syscall(SYS_utimensat, path, NULL, t, 0));
    VALUE(syscall(SYS_utimensat, fd, "in", t, 0));
    VALUE(syscall(SYS_utimensat, fd, NULL, t, AT_SYMLINK_NOFOLLOW));
    VALUE(syscall(SYS_utimensat, AT_FDCWD, NULL, t, 0));
    VALUE(syscall(SYS_utimensat, 99, NULL, t, 0));
    VALUE(syscall(SYS_utimensat, 99, "f", t, 0));
    VALUE(set("", 1, 1, 1, 1, 0));
    VALUE(set("none", 1, 1, 1, 1, 0));
    VALUE(set("none", 1, UTIME_OMIT, 1, UTIME_OMIT, 0));
    VALUE(set("f/x", 1, 1, 1, 1, 0));
    VALUE(set("f", 1, 1000000000, 1, 1, 0));
    VALUE(set("f", 1, 1, 1, -1, 0));
    VALUE(set("f", 1, 1, 1, 1, 1));
    VALUE(syscall(SYS_utimensat, AT_FDCWD, "f", 8, 0));
}

/* Another user: owners set any time, those who may write only the present. */
static void others(void)
{
    setuid(1000);
    VALUE(set("f", 1, 1, 1, 1, 0));
    VALUE(set("f", 0, UTIME_NOW, 0, UTIME_NOW, 0));
    VALUE(syscall(SYS_utimensat, AT_FDCWD, "f", NULL, 0));
    VALUE(set("f", 0, UTIME_OMIT, 0, UTIME_OMIT, 0));
    VALUE(set("shared", 1, 1, 1, 1, 0));
    VALUE(set("shared", 0, UTIME_NOW, 0, UTIME_NOW, 0));
    VALUE(set("shared", 0, UTIME_NOW, 0, UTIME_OMIT, 0));
    VALUE(set("shared", 0, UTIME_OMIT, 0, UTIME_NOW, 0));
    VALUE(syscall(SYS_utimensat, AT_FDCWD, "shared", NULL, 0));
    VALUE(set("own", 1, 1, 1, 1, 0));
    show("own");
}

int main(void)
{
    umask(0);
    chmod(".", 0755);
    close(open("f", O_CREAT | O_WRONLY, 0644));
    close(open("shared", O_CREAT | O_WRONLY, 0666));
    close(open("own", O_CREAT | O_WRONLY, 0400));
    chown("own", 1000, 1000);
    mkdir("d", 0755);
    close(open("d/in", O_CREAT | O_WRONLY, 0644));
    symlink("f", "link");
    mkfifo("fifo", 0644);
    times();
    kinds();
    IN_CHILD("another user", others());
    return 0;
}
