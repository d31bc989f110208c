/* SPDX-License-Identifier: BSD-2-Clause */
/* AF_UNIX: errors of socket, bind, listen, connect, accept, names; families there are none of. */
#include "check.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static struct sockaddr_un at(const char *path)
{
    struct sockaddr_un sun = { .sun_family = AF_UNIX };

    strncpy(sun.sun_path, path, sizeof(sun.sun_path));
    return sun;
}

#define NAME(p) (struct sockaddr *)&(struct sockaddr_un[1]){ at(p) }
#define LEN sizeof(struct sockaddr_un)

static void kinds(void)
{
    int fds[2];

    VALUE(socket(AF_UNIX, SOCK_STREAM, 5));
    VALUE(socket(AF_UNIX, 77, 0));
    VALUE(socket(AF_UNIX, SOCK_RDM, 0));
    VALUE(socket(AF_UNIX, 9, 0));
    VALUE(socket(99, SOCK_STREAM, 0));
    VALUE(socket(-1, SOCK_STREAM, 0));
    VALUE(socket(AF_UNIX, SOCK_STREAM | 0x100000, 0));
    VALUE(socketpair(AF_UNIX, SOCK_STREAM, 0, (void *)8));
    VALUE(socketpair(AF_UNIX, SOCK_STREAM, 9, fds));
    VALUE(socketpair(AF_UNIX, 77, 0, fds));
    OK(socketpair(AF_UNIX, SOCK_RAW, 1, fds));
    int type;
    socklen_t len = sizeof(type);
    getsockopt(fds[0], SOL_SOCKET, SO_TYPE, &type, &len);
    VALUE(type);
}

static void binds(void)
{
    int s = socket(AF_UNIX, SOCK_STREAM, 0), file = open("file", O_CREAT | O_RDWR, 0600);
    struct sockaddr_un sun = at("x");

    VALUE(bind(s, NAME("file"), LEN));
    VALUE(bind(s, NAME("none/x"), LEN));
    VALUE(bind(s, NAME("file/x"), LEN));
    VALUE(bind(s, NAME("x"), 1));
    VALUE(bind(s, NAME("x"), 0));
    VALUE(bind(s, NAME("x"), 111));
    VALUE(bind(s, NAME("x"), 129));
    VALUE(bind(s, NAME("x"), -1));
    VALUE(bind(s, (void *)8, LEN));
    VALUE(bind(file, NAME("x"), LEN));
    VALUE(bind(99, NAME("x"), LEN));
    sun.sun_family = 2;
    VALUE(bind(s, (void *)&sun, LEN));
    VALUE(listen(s, 1));
    VALUE(bind(s, NAME("x"), LEN));
    VALUE(bind(s, NAME("x"), LEN));
    VALUE(bind(s, NAME("y"), LEN));
    int other = socket(AF_UNIX, SOCK_STREAM, 0);
    VALUE(bind(other, NAME("x"), LEN));
    struct stat st;
    stat("x", &st);
    VALUE(S_ISSOCK(st.st_mode));
    VALUE(st.st_mode & 0777);
    VALUE(open("x", O_RDWR));
    VALUE(connect(other, NAME("x"), LEN));
    VALUE(connect(other, NAME("file"), LEN));
    VALUE(connect(other, NAME("none"), LEN));
    VALUE(connect(other, (void *)&sun, LEN));
    VALUE(connect(other, NAME("x"), 2));
    VALUE(connect(other, (void *)8, LEN));
    close(s);
    VALUE(connect(other, NAME("x"), LEN));
    VALUE(unlink("x"));
}

static void names(void)
{
    struct sockaddr_un sun;
    socklen_t len = sizeof(sun);
    int s = socket(AF_UNIX, SOCK_DGRAM, 0), u = socket(AF_UNIX, SOCK_DGRAM, 0);

    VALUE(getsockname(s, (void *)&sun, &len));
    VALUE(len);
    VALUE(getpeername(s, (void *)&sun, &len));
    VALUE(bind(s, NAME("name"), offsetof(struct sockaddr_un, sun_path) + 4));
    len = sizeof(sun);
    VALUE(getsockname(s, (void *)&sun, &len));
    VALUE(len);
    VALUE(strcmp(sun.sun_path, "name"));
    len = 4;
    VALUE(getsockname(s, (void *)&sun, &len));
    VALUE(len);
    len = -1;
    VALUE(getsockname(s, (void *)&sun, &len));
    VALUE(getsockname(s, (void *)8, &(socklen_t){ 100 }));
    VALUE(getsockname(s, (void *)&sun, (void *)8));
    VALUE(bind(u, (void *)&(struct sockaddr_un){ AF_UNIX, "" }, 2));
    len = sizeof(sun);
    VALUE(getsockname(u, (void *)&sun, &len));
    VALUE(len);
    VALUE(sun.sun_path[0]);
    int a = socket(AF_UNIX, SOCK_DGRAM, 0), b = socket(AF_UNIX, SOCK_DGRAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un hidden = { AF_UNIX, "\0abc" };
    VALUE(bind(a, (void *)&hidden, 6));
    VALUE(bind(b, (void *)&hidden, 6));
    VALUE(bind(b, (void *)&hidden, 5));
    VALUE(bind(c, (void *)&hidden, 6));
    VALUE(connect(b, (void *)&hidden, 6));
    len = sizeof(sun);
    VALUE(getpeername(b, (void *)&sun, &len));
    VALUE(len);
    VALUE(memcmp(&sun, &hidden, 6));
    close(a);
    VALUE(connect(u, (void *)&hidden, 6));
    VALUE(send(b, "x", 1, 0));
    VALUE(send(b, "x", 1, 0));
}

static void streams(void)
{
    int l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), d;
    int dgram = socket(AF_UNIX, SOCK_DGRAM, 0);

    VALUE(bind(l, NAME("l"), LEN));
    VALUE(accept(l, NULL, NULL));
    VALUE(listen(l, 0));
    VALUE(connect(dgram, NAME("l"), LEN));
    VALUE(listen(dgram, 1));
    VALUE(accept(dgram, NULL, NULL));
    VALUE(syscall(SYS_accept4, l, NULL, NULL, 1));
    VALUE(connect(c, NAME("l"), LEN));
    VALUE(connect(c, NAME("l"), LEN));
    d = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    VALUE(connect(d, NAME("l"), LEN));
    VALUE(listen(l, 1));
    VALUE(connect(d, NAME("l"), LEN));
    VALUE(listen(c, 1));
    VALUE(send(l, "x", 1, 0));
    VALUE(recv(l, &d, 1, 0));
    VALUE(accept(l, (void *)8, &(socklen_t){ 10 }));
    fcntl(l, F_SETFL, O_NONBLOCK);
    OK(accept(l, NULL, NULL));
    fcntl(l, F_SETFL, O_NONBLOCK);
    VALUE(accept(l, NULL, NULL));
    int e = socket(AF_UNIX, SOCK_STREAM, 0);
    VALUE(send(e, "x", 1, MSG_NOSIGNAL));
    VALUE(recv(e, &d, 1, 0));
    VALUE(shutdown(e, SHUT_RDWR));
    VALUE(shutdown(e, 3));
    VALUE(shutdown(e, -1));
    VALUE(shutdown(0, 0));
    VALUE(sendto(e, "x", 1, 0, NAME("l"), LEN));
    VALUE(sendto(d, "x", 1, 0, NAME("l"), LEN));
    close(l);
    VALUE(connect(e, NAME("l"), LEN));
    VALUE(read(c, &d, 1));
}

static void user(void)
{
    int s = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0);

    umask(077);
    bind(s, NAME("root"), LEN);
    listen(s, 1);
    chmod(".", 0755);
    setuid(65534);
    VALUE(connect(c, NAME("root"), LEN));
    VALUE(bind(c, NAME("no"), LEN));
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    kinds();
    binds();
    names();
    streams();
    IN_CHILD("user", user());
    return 0;
}
