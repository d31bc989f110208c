/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libc: musl glibc
 * link: -pthread
 * mq_notify with SIGEV_THREAD, through the C library and by hand; what else its socket does.
 */
#include "check.h"

#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

static sem_t done;
static int seen;

static void told(union sigval v)
{
    seen = v.sival_int;
    sem_post(&done);
}

struct event { unsigned long value; int signo, notify; char unused[48]; };

static long notify(mqd_t q, const void *cookie, int fd)
{
    struct event e;
    memset(&e, 0, sizeof(e));
    e.value = (unsigned long)cookie;
    e.signo = fd;
    e.notify = 2;
    return syscall(SYS_mq_notify, q, &e);
}

static void show(int fd)
{
    char b[64] = "";
    ssize_t n = recv(fd, b, sizeof(b), MSG_DONTWAIT);
    if (n < 0)
        printf("%s\n", error_name(errno));
    else
        printf("%zd: %.10s code %d\n", n, b, b[31]);
}

int main(void)
{
    struct mq_attr attr = {.mq_maxmsg = 4, .mq_msgsize = 16};
    struct sigevent ev;
    struct timespec patience;
    char cookie[32] = "cookie", message[16];
    setbuf(stdout, NULL);
    sem_init(&done, 0, 0);
    mqd_t q = mq_open("/mq_thread", O_CREAT | O_RDWR, 0600, &attr);
    memset(&ev, 0, sizeof(ev));
    ev.sigev_notify = SIGEV_THREAD;
    ev.sigev_value.sival_int = 42;
    ev.sigev_notify_function = told;
    VALUE(mq_notify(q, &ev));
    VALUE(mq_notify(q, &ev));
    VALUE(mq_send(q, "x", 1, 0));
    clock_gettime(CLOCK_REALTIME, &patience);
    patience.tv_sec += 5;
    VALUE(sem_timedwait(&done, &patience));
    VALUE(seen);
    mq_receive(q, message, 16, NULL);
    int s = socket(AF_NETLINK, SOCK_RAW, 0), p[2];
    pipe(p);
    VALUE(notify(q, (void *)8, s));
    VALUE(notify(q, cookie, 99));
    VALUE(notify(q, cookie, p[0]));
    VALUE(notify(q, cookie, s));
    show(s);
    mq_send(q, "x", 1, 0);
    show(s);
    show(s);
    mq_receive(q, message, 16, NULL);
    VALUE(notify(q, cookie, s));
    VALUE(mq_notify(q, NULL));
    show(s);
    VALUE(notify(q, cookie, s));
    mq_close(q);
    show(s);
    mq_unlink("/mq_thread");
    return 0;
}
