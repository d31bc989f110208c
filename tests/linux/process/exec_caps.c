/* SPDX-License-Identifier: BSD-2-Clause */
/* execve: set-user-ID programs, capabilities of files and of the process, securebits, no_new_privs; what AT_SECURE says. */
#include "check.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

struct header { unsigned version; int pid; };
struct data { unsigned effective, permitted, inheritable; };

static char self[300];

static void show(void)
{
    struct header h = {0x20080522, 0};
    struct data d[2];
    uid_t r, e, s;
    gid_t rg, eg, sg;
    int death = 0;
    syscall(SYS_capget, &h, d);
    getresuid(&r, &e, &s);
    getresgid(&rg, &eg, &sg);
    unsigned long ambient = 0;
    for (int c = 0; c < 41; c++)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, c, 0, 0) == 1)
            ambient |= 1ul << c;
    prctl(PR_GET_PDEATHSIG, &death);
    printf("  %d %d %d  %d %d %d  eff %x.%x perm %x.%x inh %x amb %lx secure %lu/%lu dumpable %d death %d bits %x\n", r, e, s, rg,
           eg, sg, d[1].effective, d[0].effective, d[1].permitted, d[0].permitted, d[0].inheritable, ambient, getauxval(AT_SECURE),
           getauxval(AT_EUID), prctl(PR_GET_DUMPABLE), death, prctl(PR_GET_SECUREBITS));
    fflush(stdout);
}

static long set(unsigned effective, unsigned permitted, unsigned inheritable)
{
    struct header h = {0x20080522, 0};
    struct data d[2] = {{effective, permitted, inheritable}, {0, 0, 0}};
    return syscall(SYS_capset, &h, d);
}

static long file_caps(unsigned permitted, unsigned inheritable, int effective)
{
    unsigned v[5] = {0x02000000u | (unsigned)effective, permitted, inheritable, 0, 0};
    return setxattr("prog", "security.capability", v, sizeof(v), 0);
}

static void run(void)
{
    fflush(stdout);
    execl("prog", "prog", "show", NULL);
    printf("  exec: %s\n", error_name(errno));
}

static void copy_self(void)
{
    char buf[65536];
    ssize_t n;
    int in = open(self, O_RDONLY), out = open("prog", O_WRONLY | O_CREAT | O_TRUNC, 0755);
    while ((n = read(in, buf, sizeof(buf))) > 0)
        write(out, buf, (size_t)n);
    close(in);
    close(out);
    chmod("prog", 0755);
    chmod(".", 0755);
}

static void as_user(void) { setresgid(1000, 1000, 1000); setresuid(1000, 1000, 1000); }
static void as_user_keeping(void) { prctl(PR_SET_KEEPCAPS, 1); as_user(); }

enum { SYS_NICE_ = 1 << 23, KILL_ = 1 << 5 };

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        show();
        return 0;
    }
    setbuf(stdout, NULL);
    readlink("/proc/self/exe", self, sizeof(self) - 1);
    copy_self();
    IN_CHILD("root", prctl(PR_SET_PDEATHSIG, SIGUSR1); prctl(PR_SET_DUMPABLE, 0); run());
    IN_CHILD("root with fewer", set(KILL_, KILL_, KILL_); run());
    IN_CHILD("root, smaller bounding set", prctl(PR_CAPBSET_DROP, 5); prctl(PR_CAPBSET_DROP, 23); run());
    IN_CHILD("root, noroot", prctl(PR_SET_SECUREBITS, 1); run());
    IN_CHILD("user", as_user(); run());
    IN_CHILD("user who keeps", as_user_keeping(); show(); run());
    IN_CHILD("user, ambient", as_user_keeping(); set(KILL_, KILL_, KILL_); VALUE(prctl(PR_CAP_AMBIENT, 2, 5, 0, 0)); run());
    IN_CHILD("euid alone", setresuid(0, 1000, 0); run());
    IN_CHILD("ruid alone", setresuid(1000, 0, 0); run());
    chmod("prog", 04755);
    IN_CHILD("user, suid root", as_user(); prctl(PR_SET_PDEATHSIG, SIGUSR1); run());
    IN_CHILD("user, suid root, no new privileges", as_user(); prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); run());
    IN_CHILD("user, suid root, noroot", prctl(PR_SET_SECUREBITS, 3); as_user(); run());
    IN_CHILD("root, suid root", run());
    chown("prog", 1000, 1000);
    chmod("prog", 06755);
    IN_CHILD("root, suid user", run());
    IN_CHILD("user, suid itself", as_user(); run());
    IN_CHILD("other, suid user", setresgid(1001, 1001, 1001); setresuid(1001, 1001, 1001); run());
    chown("prog", 0, 0);
    chmod("prog", 02745);
    IN_CHILD("user, sgid without x", as_user(); run());
    chmod("prog", 0755);
    VALUE(file_caps(SYS_NICE_ | KILL_, 0, 1));
    IN_CHILD("user, file capabilities", as_user(); run());
    IN_CHILD("user, file capabilities, no new privileges", as_user(); prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); run());
    IN_CHILD("root, file capabilities", run());
    IN_CHILD("user, bounding set too small", prctl(PR_CAPBSET_DROP, 5); as_user(); run());
    VALUE(file_caps(SYS_NICE_ | KILL_, 0, 0));
    IN_CHILD("user, not effective", as_user(); run());
    IN_CHILD("user, bounding set too small, not effective", prctl(PR_CAPBSET_DROP, 5); as_user(); run());
    VALUE(file_caps(SYS_NICE_, KILL_, 1));
    IN_CHILD("user, inherits", as_user_keeping(); set(0, KILL_, KILL_); run());
    IN_CHILD("user, ambient lost", as_user_keeping(); set(KILL_, KILL_, KILL_); prctl(PR_CAP_AMBIENT, 2, 5, 0, 0); run());
    chmod("prog", 04755);
    file_caps(SYS_NICE_, 0, 1);
    IN_CHILD("user, suid root with capabilities", as_user(); run());
    chmod("prog", 0755);
    removexattr("prog", "security.capability");
    IN_CHILD("user, none again", as_user(); run());
    chmod("prog", 0711);
    IN_CHILD("user, unreadable", as_user(); run());
    return 0;
}
