/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /var/tmp /tmp
 * inotify: what each operation on files and names tells those who watch a directory and a file in it.
 */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/xattr.h>

static int in, wd_dir, wd_file;

static const char *text_of(uint32_t mask)
{
    static const char *const names[] = { "ACCESS", "MODIFY", "ATTRIB", "CLOSE_WRITE", "CLOSE_NOWRITE", "OPEN", "MOVED_FROM",
                                         "MOVED_TO", "CREATE", "DELETE", "DELETE_SELF", "MOVE_SELF", "0x1000", "UNMOUNT",
                                         "Q_OVERFLOW", "IGNORED" };
    static char text[200];

    *text = 0;
    for (int i = 0; i < 16; i++)
        if (mask & 1u << i)
            strcat(strcat(text, " "), names[i]);
    if (mask & IN_ISDIR)
        strcat(text, " ISDIR");
    return text;
}

static void show(const char *what)
{
    static uint32_t cookie;
    char buf[4096] __attribute__((aligned(8)));
    long n = read(in, buf, sizeof(buf));

    printf("%s: %ld\n", what, n);
    for (char *at = buf; at < buf + n;) {
        struct inotify_event *e = (void *)at;
        const char *who = e->wd == wd_dir ? "dir" : e->wd == wd_file ? "file" : "?";
        printf("  %s%s len %u '%s'%s\n", who, text_of(e->mask), e->len, e->len ? e->name : "",
               !e->cookie ? "" : e->cookie == cookie ? " same" : " new");
        cookie = e->cookie;
        at += sizeof(*e) + e->len;
    }
    fflush(stdout);
}

static void watch(void)
{
    wd_dir = inotify_add_watch(in, "d", IN_ALL_EVENTS);
    close(open("d/f", O_CREAT | O_RDWR, 0600));
    wd_file = inotify_add_watch(in, "d/f", IN_ALL_EVENTS);
}

static void contents(void)
{
    char c;
    int fd = open("d/f", O_RDWR | O_TRUNC);

    show("open with O_TRUNC");
    write(fd, "hello", 5);
    show("write");
    write(fd, "hello", 5);
    write(fd, "hello", 5);
    show("write twice");
    lseek(fd, 0, SEEK_SET);
    read(fd, &c, 1);
    show("read");
    pread(fd, &c, 1, 1000);
    show("read nothing");
    ftruncate(fd, 3);
    show("ftruncate");
    truncate("d/f", 2);
    show("truncate");
    close(fd);
    show("close");
    close(open("d/f", O_RDONLY));
    show("open and close");
    close(open("d/f", O_PATH));
    show("O_PATH");
}

static void attributes(void)
{
    struct timespec both[2] = { { 1, 0 }, { 1, 0 } }, one[2] = { { 1, 0 }, { 0, UTIME_OMIT } };
    struct stat st;

    chmod("d/f", 0640);
    show("chmod");
    chown("d/f", 0, 0);
    show("chown");
    utimensat(AT_FDCWD, "d/f", both, 0);
    show("both times");
    utimensat(AT_FDCWD, "d/f", one, 0);
    show("atime");
    one[0].tv_nsec = UTIME_OMIT;
    one[1].tv_nsec = 0;
    utimensat(AT_FDCWD, "d/f", one, 0);
    show("mtime");
    setxattr("d/f", "trusted.x", "1", 1, 0);
    show("setxattr");
    removexattr("d/f", "trusted.x");
    show("removexattr");
    stat("d/f", &st);
    show("stat");
    chmod("d", 0750);
    show("chmod of the directory");
}

static void names(void)
{
    link("d/f", "d/link");
    show("link");
    unlink("d/link");
    show("unlink of a link");
    mkdir("d/sub", 0700);
    show("mkdir");
    rmdir("d/sub");
    show("rmdir");
    symlink("f", "d/sym");
    show("symlink");
    unlink("d/sym");
    mknod("d/fifo", S_IFIFO | 0600, 0);
    unlink("d/fifo");
    show("fifo");
    rename("d/f", "d/g");
    show("rename");
    rename("d/g", "out");
    show("rename out");
    rename("out", "d/f");
    show("rename in");
    close(open("other", O_CREAT | O_RDWR, 0600));
    rename("other", "d/f");
    show("replace");
    closedir(opendir("d"));
    show("opendir");
}

static void ends(void)
{
    unlink("d/f");
    show("unlink");
    close(open("d/f", O_CREAT | O_RDWR, 0600));
    show("create");
    wd_file = inotify_add_watch(in, "d/f", IN_ALL_EVENTS);
    int fd = open("d/f", O_RDWR);
    unlink("d/f");
    show("unlink while open");
    write(fd, "x", 1);
    close(fd);
    show("close");
    rename("d", "e");
    show("rename of the directory");
    rmdir("e");
    show("rmdir of the directory");
}

int main(void)
{
    in = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    mkdir("d", 0700);
    watch();
    show("create");
    contents();
    attributes();
    names();
    ends();
    return 0;
}
