/* SPDX-License-Identifier: BSD-2-Clause */
/* Which calls are restarted with SA_RESTART and which fail with EINTR. */
#include "check.h"

#include <signal.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

static volatile int count;
static int write_later = -1;

static void handler(int number)
{
    (void)number;
    count++;
    if (write_later >= 0)
        write(write_later, "x", 1);
}

static void TIMER(void)
{
    struct itimerval t = {.it_value.tv_usec = 30000};

    setitimer(ITIMER_REAL, &t, NULL);
}

int main(void)
{
    char c;
    int p[2];
    struct pollfd pfd;
    struct timespec long_time = {5, 0};

    pipe(p);
    pfd.fd = p[0];
    pfd.events = POLLIN;
    for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
        struct sigaction act = {.sa_handler = handler, .sa_flags = flags};
        printf("%s\n", flags ? "SA_RESTART" : "none");
        sigaction(SIGALRM, &act, NULL);
        write_later = p[1];
        TIMER();
        VALUE(read(p[0], &c, 1));
        write_later = -1;
        TIMER();
        VALUE(poll(&pfd, 1, 5000));
        TIMER();
        VALUE(nanosleep(&long_time, NULL));
        TIMER();
        VALUE(usleep(5000000));
        TIMER();
        VALUE(syscall(SYS_rt_sigtimedwait, &(sigset_t){0}, NULL, NULL, 8));
        TIMER();
        VALUE(pause());
        pid_t child = fork();
        if (child == 0) {
            usleep(60000);
            _exit(3);
        }
        TIMER();
        int status = 0;
        pid_t got = waitpid(child, &status, 0);
        printf("wait %s %d\n", got == child ? "child" : error_name(errno), WEXITSTATUS(status));
        while (waitpid(-1, NULL, 0) > 0)
            ;
    }
    printf("%d signals\n", count);
    return 0;
}
