/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 120
 * Limits on processes and open files: the right error at the right moment; afterwards all is as before.
 */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

static void forks(int limit)
{
    struct rlimit max = {limit, limit};
    int count = 0;

    setrlimit(RLIMIT_NPROC, &max);
    if (setgid(1000) || setuid(1000))
        perror("setuid");
    for (; count < 200; count++) {
        pid_t child = fork();

        if (child == 0) {
            pause();
            _exit(0);
        }
        if (child < 0)
            break;
    }
    printf("%d children, then %s\n", count, error_name(errno));
    fflush(stdout);
    signal(SIGTERM, SIG_IGN);
    kill(0, SIGTERM);
    int gone = 0;
    while (wait(NULL) > 0)
        gone++;
    printf("%d gone\n", gone);
    IN_CHILD("one more", printf("works again\n"));
}

static void files(int limit)
{
    struct rlimit max = {limit, limit};
    int count = 0, ends[2];

    setrlimit(RLIMIT_NOFILE, &max);
    while (count < 5000 && open("/dev/null", O_RDONLY) >= 0)
        count++;
    printf("%d files, then %s\n", count, error_name(errno));
    VALUE(dup(1));
    VALUE(pipe(ends));
    VALUE(dup2(1, limit));
    VALUE(fcntl(1, F_DUPFD, limit));
    VALUE(close(limit - 1));
    VALUE(dup(1));
}

int main(void)
{
    struct rlimit max;

    signal(SIGTERM, SIG_DFL);
    IN_CHILD("processes", setpgid(0, 0); forks(30));
    IN_CHILD("files", files(64));
    getrlimit(RLIMIT_NOFILE, &max);
    VALUE(max.rlim_cur);
    IN_CHILD("all files", files(max.rlim_cur));
    for (int i = 0; i < 300; i++) {
        pid_t child = fork();
        int status;

        if (child == 0)
            _exit(i & 127);
        if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != (i & 127))
            printf("process %d went wrong\n", i);
    }
    printf("300 processes came and went\n");
    return 0;
}
