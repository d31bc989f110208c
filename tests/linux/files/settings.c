/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /root
 * What settings below /proc/sys/fs change: sizes of pipes by user, leases, F_NOTIFY, and files in sticky directories.
 */
#include "as_user.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

static void put(const char *name, const char *value)
{
    char path[80], now[32] = "";

    snprintf(path, sizeof(path), "/proc/sys/fs/%s", name);
    int fd = open(path, O_RDWR);
    long n = write(fd, value, strlen(value));

    printf("%s = %s: %s", name, value, n < 0 ? error_name(errno) : "ok");
    close(fd);
    fd = open(path, O_RDONLY);
    if (read(fd, now, sizeof(now) - 1) > 0)
        printf(", is %s", now);
    close(fd);
}

static void pipes(int count)
{
    int p[2];

    for (int i = 0; i < count; i++) {
        if (pipe(p)) {
            printf("%s ", error_name(errno));
            break;
        }
        printf("%d ", fcntl(p[0], F_GETPIPE_SZ));
    }
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 65536));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 4096));
    VALUE(fcntl(p[0], F_SETPIPE_SZ, 8192));
}

static void sizes(void)
{
    static const char *const values[] = { "4096", "8191", "0", "65537", "2147483649", "-1", "abc", "1048576" };

    for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        put("pipe-max-size", values[i]);
        AS(1000, 1000, 0, 0, pipes(1));
        AS(1000, 1000, 0, CAP(SYS_RESOURCE), pipes(1));
    }
    put("pipe-user-pages-soft", "40");
    AS(1001, 1001, 0, 0, pipes(5));
    AS(1001, 1001, 0, CAP(SYS_RESOURCE), pipes(5));
    put("pipe-user-pages-hard", "40");
    AS(1001, 1001, 0, 0, pipes(25));
    put("pipe-user-pages-soft", "0");
    AS(1001, 1001, 0, 0, pipes(5));
    put("pipe-user-pages-hard", "0");
    put("pipe-user-pages-soft", "16384");
}

static void signals(void)
{
    int fd = open("lease", O_CREAT | O_RDONLY, 0644), dir = open(".", O_RDONLY);

    put("leases-enable", "0");
    VALUE(fcntl(fd, F_SETLEASE, F_RDLCK));
    put("leases-enable", "1");
    VALUE(fcntl(fd, F_SETLEASE, F_RDLCK));
    put("dir-notify-enable", "0");
    VALUE(fcntl(dir, F_NOTIFY, DN_MODIFY));
    VALUE(fcntl(dir, F_NOTIFY, 0));
    put("dir-notify-enable", "1");
    VALUE(fcntl(dir, F_NOTIFY, 0));
    close(fd);
    close(dir);
}

static void in_sticky(unsigned mode)
{
    mkdir("sticky", 0777);
    chown("sticky", 0, 1000);
    chmod("sticky", mode);
    close(open("sticky/file", O_CREAT, 0666));
    chown("sticky/file", 2000, 2000);
    mkfifo("sticky/fifo", 0666);
    chown("sticky/fifo", 2000, 2000);
    symlink("file", "sticky/link");
    lchown("sticky/link", 2000, 2000);
    printf("%o\n", mode);
    AS(1000, 1000, 0, 0, VALUE(open("sticky/file", O_RDWR | O_CREAT, 0666) >= 0));
    AS(1000, 1000, 0, 0, VALUE(open("sticky/fifo", O_RDWR | O_CREAT, 0666) >= 0));
    AS(1000, 1000, 0, 0, VALUE(open("sticky/file", O_RDWR) >= 0));
    AS(2000, 1000, 0, 0, VALUE(open("sticky/file", O_RDWR | O_CREAT, 0666) >= 0));
    VALUE(open("sticky/file", O_RDWR | O_CREAT, 0666) >= 0);
    AS(1000, 1000, 0, 0, VALUE(access("sticky/link", F_OK)));
    VALUE(access("sticky/link", F_OK));
    chmod("sticky/file", 0600);
    AS(1000, 1000, 0, 0, VALUE(link("sticky/file", "sticky/hard")));
    unlink("sticky/hard");
    unlink("sticky/link");
    unlink("sticky/fifo");
    unlink("sticky/file");
    rmdir("sticky");
}

int main(void)
{
    static const char *const level[] = { "0", "1", "2" };

    signal(SIGPIPE, SIG_IGN);
    chmod(".", 0777);
    umask(0);
    sizes();
    signals();
    for (int i = 0; i < 3; i++) {
        put("protected_regular", level[i]);
        put("protected_fifos", level[i]);
        put("protected_symlinks", level[2 - i]);
        put("protected_hardlinks", level[2 - i]);
        in_sticky(01777);
        in_sticky(01775);
    }
    put("protected_regular", "0");
    put("protected_fifos", "0");
    put("protected_symlinks", "1");
    put("protected_hardlinks", "1");
    return 0;
}
