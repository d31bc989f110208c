/* SPDX-License-Identifier: BSD-2-Clause */
/* Process accounting: where records may go, and what they say. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

struct record {
    unsigned char flag, version;
    unsigned short tty;
    unsigned exitcode, uid, gid, pid, ppid, btime;
    float etime;
    unsigned short times[8];
    char comm[16];
};

int main(void)
{
    static char longer[300];
    struct record r;
    int status;
    setbuf(stdout, NULL);
    memset(longer, 'x', sizeof(longer) - 1);
    VALUE(acct(NULL));
    VALUE(acct("."));
    VALUE(acct("/dev/null"));
    VALUE(acct("nothing"));
    VALUE(acct("/dev/null/x"));
    VALUE(acct(longer));
    VALUE(syscall(SYS_acct, 8));
    symlink("loop", "loop");
    VALUE(acct("loop"));
    close(open("book", O_CREAT | O_WRONLY, 0600));
    VALUE(acct("book"));
    pid_t first = fork();
    if (first == 0) {
        setresgid(30, 30, 30);
        setresuid(20, 20, 20);
        usleep(30000);
        _exit(5);
    }
    waitpid(first, &status, 0);
    pid_t second = fork();
    if (second == 0)
        execl("/bin/busybox", "busybox", "sh", "-c", "kill -9 $$", NULL);
    waitpid(second, &status, 0);
    VALUE(acct(NULL));
    IN_CHILD("after", _exit(0));
    IN_CHILD("user", setuid(1000); VALUE(acct(NULL)); VALUE(acct("book")));
    int fd = open("book", O_RDONLY);
    while (read(fd, &r, sizeof(r)) == sizeof(r))
        printf("%s: flag %x version %d exit %x uid %u gid %u, %s, parent %d, time %s\n", r.comm, r.flag & ~2, r.version & 15, r.exitcode, r.uid,
               r.gid, (pid_t)r.pid == first ? "first" : (pid_t)r.pid == second ? "second" : "other", (pid_t)r.ppid == getpid(),
               (pid_t)r.pid == first && r.etime < 3 ? "short" : r.etime >= 0 ? "right" : "wrong");
    return 0;
}
