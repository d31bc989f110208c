/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /tmp /root
 * F_NOTIFY: which event in a directory sends the signal; once or until it is switched off.
 */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>

static sigset_t wanted;

static void next(const char *what, int fd)
{
    siginfo_t info;
    int n = 0, last = -1;

    while (sigtimedwait(&wanted, &info, &(struct timespec){ 0, 0 }) > 0) {
        n++;
        last = info.si_signo == SIGIO ? 0 : info.si_fd;
        if (info.si_signo != SIGIO && n == 1)
            printf("code %d band %#lx ", info.si_code, info.si_band);
    }
    printf("%s: %d signals%s\n", what, n, last == fd ? ", of it" : "");
}

static void events(const char *name, unsigned mask, int fd, int sub)
{
    char c;

    printf("-- %s\n", name);
    VALUE(fcntl(fd, F_NOTIFY, mask));
    int file = open("dir/file", O_CREAT | O_RDWR, 0600);
    next("create", fd);
    write(file, "x", 1);
    next("write", fd);
    pread(file, &c, 1, 0);
    next("read", fd);
    ftruncate(file, 5);
    next("truncate", fd);
    fchmod(file, 0644);
    next("chmod", fd);
    close(file);
    next("close", fd);
    rename("dir/file", "dir/other");
    next("rename", fd);
    rename("dir/other", "dir/sub/other");
    next("rename away", fd);
    rename("dir/sub/other", "dir/file");
    next("rename back", fd);
    link("dir/file", "dir/link");
    next("link", fd);
    unlink("dir/link");
    next("unlink", fd);
    mkdir("dir/new", 0755);
    next("mkdir", fd);
    rmdir("dir/new");
    next("rmdir", fd);
    symlink("x", "dir/symlink");
    unlink("dir/symlink");
    next("symlink", fd);
    chmod("dir", 0700);
    next("chmod of the directory", fd);
    rename("dir", "dir2");
    rename("dir2", "dir");
    next("rename of the directory", fd);
    unlink("dir/file");
    next("end", fd);
    VALUE(fcntl(fd, F_NOTIFY, 0));
    (void)sub;
}

int main(void)
{
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGIO);
    sigaddset(&wanted, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    VALUE(mkdir("dir", 0755));
    VALUE(mkdir("dir/sub", 0755));
    int fd = open("dir", O_RDONLY), sub = open("dir/sub", O_RDONLY), file = open("x", O_CREAT | O_RDWR, 0600);

    VALUE(fcntl(file, F_NOTIFY, DN_MODIFY));
    VALUE(fcntl(99, F_NOTIFY, DN_MODIFY));
    VALUE(fcntl(fd, F_GETOWN));
    events("access", DN_ACCESS | DN_MULTISHOT, fd, sub);
    YES(fcntl(fd, F_GETOWN) == getpid());
    VALUE(fcntl(fd, F_SETSIG, SIGRTMIN + 1));
    events("modify", DN_MODIFY | DN_MULTISHOT, fd, sub);
    events("create", DN_CREATE | DN_MULTISHOT, fd, sub);
    events("delete", DN_DELETE | DN_MULTISHOT, fd, sub);
    events("rename", DN_RENAME | DN_MULTISHOT, fd, sub);
    events("attributes", DN_ATTRIB | DN_MULTISHOT, fd, sub);
    events("once", DN_ATTRIB | DN_CREATE, fd, sub);
    events("nothing", 0, fd, sub);
    VALUE(fcntl(fd, F_NOTIFY, DN_CREATE | DN_MULTISHOT));
    VALUE(close(fd));
    close(open("dir/last", O_CREAT, 0600));
    next("closed", fd);
    return 0;
}
