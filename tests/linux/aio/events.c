/* SPDX-License-Identifier: BSD-2-Clause */
/* io_getevents and io_pgetevents: numbers, timeouts, signals; eventfds; the ring used directly. */
#include "aio.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/time.h>

struct ring { uint32_t id, nr, head, tail, magic, compat, incompat, header; struct io_event event[]; };
struct mask { sigset_t *set; size_t size; };

static aio_context_t c;
static char buf[8];
static int fd;

static long pget(long least, long most, struct io_event *e, struct timespec *t, void *mask)
{
    return syscall(SYS_io_pgetevents, c, least, most, e, t, mask);
}

static void some(int n)
{
    for (int k = 0; k < n; k++) {
        struct iocb i = request(IOCB_CMD_PREAD, fd, buf, 1, 0);
        i.aio_data = 20 + k;
        submit_one(c, &i);
    }
}

static void handler(int sig)
{
    printf("signal %d\n", sig);
}

static void interrupted(struct io_event *e)
{
    struct itimerval soon = { .it_value = { 0, 20000 } };
    struct sigaction act = { .sa_handler = handler, .sa_flags = SA_RESTART };
    struct timespec second = { 1, 0 };
    sigset_t alarm_only, empty;
    struct mask m = { &empty, 8 };

    sigaction(SIGALRM, &act, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    VALUE(aio_get(c, 1, 4, e, &second));
    some(2);
    setitimer(ITIMER_REAL, &soon, NULL);
    VALUE(aio_get(c, 3, 4, e, &second));
    sigemptyset(&empty);
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    sigprocmask(SIG_BLOCK, &alarm_only, NULL);
    raise(SIGALRM);
    VALUE(aio_get(c, 1, 4, e, &(struct timespec){ 0, 1000000 }));
    VALUE(pget(1, 4, e, &second, &m));
    VALUE(pget(1, 4, e, &(struct timespec){ 0, 1000000 }, &m));
    m.size = 4;
    VALUE(pget(0, 4, e, NULL, &m));
    m.set = (sigset_t *)8;
    m.size = 8;
    VALUE(pget(0, 4, e, NULL, &m));
    VALUE(pget(0, 4, e, NULL, (void *)8));
    m.set = NULL;
    VALUE(pget(0, 4, e, NULL, &m));
}

static void with_eventfd(void)
{
    int event = eventfd(0, EFD_NONBLOCK);
    struct pollfd p = { event, POLLIN | POLLOUT, 0 };
    uint64_t count = UINT64_MAX - 2;
    struct iocb i = request(IOCB_CMD_PREAD, fd, buf, 1, 0);

    i.aio_flags = IOCB_FLAG_RESFD;
    i.aio_resfd = (uint32_t)event;
    VALUE(submit_one(c, &i));
    VALUE(submit_one(c, &i));
    VALUE(read(event, &count, 8));
    printf("count %llu\n", (unsigned long long)count);
    count = UINT64_MAX - 1;
    VALUE(write(event, &count, 8));
    VALUE(poll(&p, 1, 0));
    printf("%x\n", p.revents);
    VALUE(submit_one(c, &i));
    VALUE(poll(&p, 1, 0));
    printf("%x\n", p.revents);
    VALUE(submit_one(c, &i));
    count = 0;
    VALUE(write(event, &count, 8));
    VALUE(read(event, &count, 8));
    printf("count %llx\n", (unsigned long long)count);
    show_events(c, &i);
}

int main(void)
{
    struct io_event e[8];
    struct timespec now = { 0, 0 }, soon = { 0, 20000000 }, odd = { 0, 2000000000 };
    struct ring *r;

    fd = open("f", O_RDWR | O_CREAT, 0644);
    write(fd, "text", 4);
    VALUE(aio_setup(4, &c));
    r = (struct ring *)c;
    VALUE(aio_get(c, 0, 4, e, NULL));
    VALUE(aio_get(c, 1, 4, e, &now));
    VALUE(aio_get(c, 1, 4, e, &soon));
    some(3);
    VALUE(aio_get(c, 1, 2, e, NULL));
    VALUE(aio_get(c, 2, 2, e, &soon));
    printf("%lld %lld\n", (long long)e[0].data, (long long)e[1].data);
    some(1);
    VALUE(aio_get(c, 1, 1, e, &odd));
    VALUE(aio_get(0, 1, 1, e, NULL));
    VALUE(aio_get(c, -1, 1, e, NULL));
    VALUE(aio_get(c, 2, 1, e, NULL));
    VALUE(aio_get(c, 0, -1, e, NULL));
    VALUE(aio_get(c, 0, 0, e, NULL));
    VALUE(aio_get(c, 1, 1, e, (struct timespec *)8));
    some(2);
    VALUE(aio_get(c, 1, 1, (struct io_event *)8, &now));
    YES((r->tail + r->nr - r->head) % r->nr == 2);
    YES(r->event[r->head].data == 20 && r->event[r->head].res == 1);
    r->head = (r->head + 1) % r->nr;
    VALUE(aio_get(c, 0, 4, e, NULL));
    printf("%lld\n", (long long)e[0].data);
    interrupted(e);
    with_eventfd();
    return 0;
}
