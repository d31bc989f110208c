/* SPDX-License-Identifier: BSD-2-Clause */
/* UTS namespaces: clone, unshare, setns; their files. */
#include "check.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/utsname.h>

static void show(const char *what)
{
    struct utsname u;
    char b[70] = "";
    uname(&u);
    int fd = open("/proc/sys/kernel/hostname", O_RDONLY);
    read(fd, b, sizeof(b) - 1);
    close(fd);
    b[strcspn(b, "\n")] = 0;
    printf("%s: %s %s, %s\n", what, u.nodename, u.domainname, b);
}

int main(void)
{
    struct utsname first;
    setbuf(stdout, NULL);
    uname(&first);
    sethostname("before", 6);
    setdomainname("domain", 6);
    int own = open("/proc/self/ns/uts", O_RDONLY), ipc = open("/proc/self/ns/ipc", O_RDONLY);
    IN_CHILD("unshare", {
        VALUE(unshare(CLONE_NEWUTS));
        show("copied");
        VALUE(sethostname("inside", 6));
        IN_CHILD("inherits", show("child"));
        show("inside");
        VALUE(setns(own, CLONE_NEWUTS));
        show("back");
    });
    show("outside");
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        sethostname("cloned", 6);
        show("clone");
        _exit(0);
    }
    show_child("clone", pid);
    show("outside");
    VALUE(setns(own, 0));
    VALUE(setns(own, CLONE_NEWIPC));
    VALUE(setns(ipc, CLONE_NEWIPC));
    VALUE(setns(0, 0));
    VALUE(setns(99, 0));
    int user = open("/proc/self/ns/user", O_RDONLY);
    VALUE(setns(user, CLONE_NEWUSER));
    IN_CHILD("user", {
        setuid(1000);
        VALUE(unshare(CLONE_NEWUTS));
        VALUE(setns(own, 0));
        VALUE(setns(own, CLONE_NEWIPC));
        VALUE(sethostname("no", 2));
        VALUE(syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0));
    });
    sethostname(first.nodename, strlen(first.nodename));
    setdomainname("(none)", 6);
    return 0;
}
