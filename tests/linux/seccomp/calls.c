/* SPDX-License-Identifier: BSD-2-Clause */
/* seccomp and prctl: operations, flags and their errors, privileges; who inherits filters; several threads. */
#include "filter.h"

#include <pthread.h>

static pthread_barrier_t meet;
static long other_tid, other_sees;

static void show(void)
{
    printf("mode %d, no new privileges %d\n", prctl(PR_GET_SECCOMP), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

static void errors(void)
{
    unsigned action;
    VALUE(syscall(SYS_seccomp, 9, 0, 0));
    VALUE(syscall(SYS_seccomp, 1, 0, 0));
    VALUE(syscall(SYS_seccomp, 1, 0, 8));
    VALUE(on_call(0x80, SYS_getpgid, ALLOW));
    VALUE(prctl(PR_SET_SECCOMP, 0));
    VALUE(prctl(PR_SET_SECCOMP, 3));
    VALUE(prctl(PR_SET_SECCOMP, 2, 0));
    static const unsigned actions[] = {KILL_PROCESS, KILL_THREAD, TRAP, ERRNO, TRACE, LOG, ALLOW, 1, 0x10000};
    for (unsigned i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
        action = actions[i];
        printf("%x: ", action);
        VALUE(syscall(SYS_seccomp, 2, 0, &action));
    }
    VALUE(syscall(SYS_seccomp, 2, 1, &action));
    VALUE(syscall(SYS_seccomp, 2, 0, 8));
}

static void privileges(void)
{
    IN_CHILD("root", VALUE(on_call(0, SYS_getpgid, ERRNO | 5)); show());
    IN_CHILD("user", {
        setresuid(1000, 1000, 1000);
        VALUE(on_call(0, SYS_getpgid, ERRNO | 5));
        VALUE(on_call(0, SYS_getpgid, ERRNO | 5) == -1 && errno == EACCES);
        VALUE(set_filter(0, NULL, 1));
        VALUE(set_filter(0, NULL, 0));
        show();
        VALUE(no_new_privs());
        VALUE(on_call(0, SYS_getpgid, ERRNO | 5));
        VALUE(on_call(0, SYS_getpgid, ERRNO | 6));
        VALUE(syscall(SYS_getpgid, 0));
        show();
    });
}

static void inherited(const char *self)
{
    IN_CHILD("fork", {
        on_call(0, SYS_getpgid, ERRNO | EBUSY);
        IN_CHILD("child", VALUE(syscall(SYS_getpgid, 0)); on_call(0, SYS_getsid, ERRNO | EXDEV); VALUE(syscall(SYS_getsid, 0)));
        VALUE(syscall(SYS_getsid, 0) > 0);
        execl(self, self, "exec", NULL);
    });
    IN_CHILD("exec is refused", on_call(0, SYS_execve, ERRNO | EACCES); VALUE(execl(self, self, "exec", NULL)));
}

static void *other(void *arg)
{
    other_tid = syscall(SYS_gettid);
    if (arg)
        on_call(0, SYS_getsid, ERRNO | EXDEV);
    pthread_barrier_wait(&meet);
    pthread_barrier_wait(&meet);
    errno = 0;
    other_sees = syscall(SYS_getpgid, 0);
    printf("other: %d %s, mode %d\n", other_sees == -1, error_name(errno), prctl(PR_GET_SECCOMP));
    return NULL;
}

static void together(int own, int flags)
{
    pthread_t t;
    pthread_barrier_init(&meet, NULL, 2);
    pthread_create(&t, NULL, other, own ? &meet : NULL);
    pthread_barrier_wait(&meet);
    long r = on_call((unsigned)flags, SYS_getpgid, ERRNO | EBUSY);
    printf("own %d flags %d: %s\n", own, flags, r == 0 ? "0" : r == other_tid ? "its number" : error_name(errno));
    pthread_barrier_wait(&meet);
    pthread_join(t, NULL);
    show();
}

int main(int argc, char **argv)
{
    setbuf(stdout, NULL);
    if (argc > 1) {
        show();
        VALUE(syscall(SYS_getpgid, 0));
        return 0;
    }
    show();
    errors();
    privileges();
    inherited(argv[0]);
    IN_CHILD("one", together(0, 0));
    IN_CHILD("both", together(0, 1));
    IN_CHILD("other has its own", together(1, 1));
    IN_CHILD("other has its own, ESRCH", together(1, 17));
    IN_CHILD("before the thread", on_call(0, SYS_getsid, ALLOW); together(0, 1));
    return 0;
}
