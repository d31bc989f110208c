/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities: capget, capset, what changes of users and execve do to them, ambient ones. */
#include "check.h"

#include <sys/fsuid.h>
#include <sys/prctl.h>

struct header { unsigned version; int pid; };
struct data { unsigned effective, permitted, inheritable; };

static void show(const char *what)
{
    struct header h = {0x20080522, 0};
    struct data d[2];
    syscall(SYS_capget, &h, d);
    printf("%s: %x.%x %x.%x %x.%x\n", what, d[1].effective, d[0].effective, d[1].permitted, d[0].permitted,
           d[1].inheritable, d[0].inheritable);
    fflush(stdout);
}

static long set(unsigned effective, unsigned permitted, unsigned inheritable)
{
    struct header h = {0x20080522, 0};
    struct data d[2] = {{effective, permitted, inheritable}, {0, 0, 0}};
    return syscall(SYS_capset, &h, d);
}

int main(int argc, char **argv)
{
    struct header h = {0, 0};
    struct data d[2] = {{0, 0, 0}, {0, 0, 0}};

    if (argc > 1) {
        show(argv[1]);
        return 0;
    }
    VALUE(syscall(SYS_capget, &h, NULL));
    printf("%x\n", h.version);
    h.version = 0;
    VALUE(syscall(SYS_capget, &h, d));
    VALUE(syscall(SYS_capget, 8, d));
    h.version = 0x20080522;
    VALUE(syscall(SYS_capget, &h, 8));
    VALUE(syscall(SYS_capget, &h, NULL));
    h.pid = -1;
    VALUE(syscall(SYS_capget, &h, d));
    h.pid = 31999;
    VALUE(syscall(SYS_capget, &h, d));
    h.pid = 1;
    VALUE(syscall(SYS_capget, &h, d));
    printf("%x %x\n", d[0].permitted, d[1].permitted);
    VALUE(syscall(SYS_capset, &h, d));
    h = (struct header){0x19980330, 0};
    VALUE(syscall(SYS_capget, &h, d));
    h.version = 1;
    VALUE(syscall(SYS_capset, &h, d));
    h = (struct header){0x20080522, 0};
    VALUE(syscall(SYS_capset, &h, 8));
    show("root");
    IN_CHILD("fewer", {
        VALUE(set(0x1, 0x21, 0x20));
        show("fewer");
        VALUE(set(0x2, 0x21, 0));
        VALUE(set(0x21, 0x61, 0));
        VALUE(set(0x21, 0x21, 0x60));
        VALUE(kill(1, 0));
        VALUE(setuid(1000));
        VALUE(chown("/", 0, 0));
    });
    IN_CHILD("seteuid", {
        VALUE(setresuid(-1, 1000, -1));
        show("effective 1000");
        VALUE(setresuid(-1, 0, -1));
        show("and back");
        VALUE(setresuid(1000, 1000, 1000));
        show("all 1000");
    });
    IN_CHILD("keep", {
        prctl(PR_SET_KEEPCAPS, 1);
        VALUE(setresuid(1000, 1000, 1000));
        show("kept");
        VALUE(set(0x80, 0x80, 0x80));
        show("only setuid");
        VALUE(setresuid(5, 6, 7));
        VALUE(prctl(PR_CAP_AMBIENT, 1, 7, 0, 0));
        VALUE(prctl(PR_CAP_AMBIENT, 2, 7, 0, 0));
        VALUE(prctl(PR_CAP_AMBIENT, 2, 6, 0, 0));
        VALUE(prctl(PR_CAP_AMBIENT, 1, 7, 0, 0));
        VALUE(prctl(PR_CAP_AMBIENT, 9, 7, 0, 0));
        VALUE(prctl(PR_CAP_AMBIENT, 2, 77, 0, 0));
        setresuid(7, 7, 7);
        execl("/proc/self/exe", argv[0], "ambient after execve", NULL);
    });
    IN_CHILD("execve", {
        setresuid(1000, 1000, 1000);
        execl("/proc/self/exe", argv[0], "after execve", NULL);
    });
    IN_CHILD("root execve", {
        set(0, 0, 0);
        show("none");
        execl("/proc/self/exe", argv[0], "root after execve", NULL);
    });
    IN_CHILD("fsuid", {
        setfsuid(1000);
        show("fsuid 1000");
        setfsuid(0);
        show("fsuid 0");
    });
    return 0;
}
