/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * link: -pthread
 * Core dumps: which signals make one, when there is none, what the file says.
 */
#include "check.h"

#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void limit(unsigned long bytes)
{
    struct rlimit r = {bytes, bytes};
    setrlimit(RLIMIT_CORE, &r);
}

static void how(const char *what, pid_t pid)
{
    int status;
    struct stat st;
    siginfo_t si;
    waitid(P_PID, (id_t)pid, &si, WEXITED | WNOWAIT);
    waitpid(pid, &status, 0);
    printf("%s: status %x, code %d of %d, ", what, status, si.si_code, si.si_status);
    if (stat("core", &st) != 0)
        printf("no file\n");
    else
        printf("mode %o, user %d, %s\n", st.st_mode, st.st_uid, st.st_size > 4096 ? "large" : st.st_size ? "small" : "empty");
    unlink("core");
}

static const char secret[] = "initialized data of the program";
static char *heap;

static void note_show(const char *at, const char *end)
{
    while (at + 12 <= end) {
        const Elf64_Nhdr *n = (const void *)at;
        const char *data = at + 12 + (n->n_namesz + 3) / 4 * 4;
        if (n->n_type == NT_PRSTATUS) {
            const unsigned long *regs = (const void *)(data + 112);
            printf("status: signal %d, x19 %lx\n", *(const short *)(data + 12), regs[19]);
        } else if (n->n_type == NT_PRPSINFO) {
            printf("process: %s\n", data + 40);
        } else if (n->n_type == NT_PRFPREG) {
            printf("fp: v8 %lx\n", ((const unsigned long *)(const void *)data)[16]);
        } else if (n->n_type == NT_SIGINFO) {
            printf("siginfo: %d\n", *(const int *)(const void *)data);
        } else if (n->n_type == NT_AUXV || n->n_type == NT_FILE) {
            printf("%s\n", n->n_type == NT_AUXV ? "auxv" : "files");
        }
        at = data + (n->n_descsz + 3) / 4 * 4;
    }
}

/* What stands in the file for an address. */
static const char *at_address(const char *file, unsigned long address)
{
    const Elf64_Ehdr *h = (const void *)file;
    const Elf64_Phdr *p = (const void *)(file + h->e_phoff);
    for (int i = 0; i < h->e_phnum; i++)
        if (p[i].p_type == PT_LOAD && address >= p[i].p_vaddr && address < p[i].p_vaddr + p[i].p_filesz)
            return file + p[i].p_offset + (address - p[i].p_vaddr);
    return NULL;
}

static char changed[64] = "as it was";

static void contents(void)
{
    heap = malloc(100000);
    pid_t pid = fork();
    if (pid == 0) {
        strcpy(heap + 70000, "on the heap");
        strcpy(changed, "as it became");
        asm volatile("fmov d8, #1.5\n\tmov x19, #0x1234\n\tmov x0, #0\n\tldr x0, [x0]" : : : "x0", "x19", "d8", "memory");
    }
    waitpid(pid, NULL, 0);
    struct stat st;
    int fd = open("core", O_RDONLY);
    fstat(fd, &st);
    char *file = malloc((size_t)st.st_size);
    read(fd, file, (size_t)st.st_size);
    const Elf64_Ehdr *h = (const void *)file;
    const Elf64_Phdr *p = (const void *)(file + h->e_phoff);
    printf("%.3s type %d machine %d\n", file + 1, h->e_type, h->e_machine);
    YES(p[0].p_type == PT_NOTE);
    note_show(file + p[0].p_offset, file + p[0].p_offset + p[0].p_filesz);
    printf("%s\n", at_address(file, (unsigned long)(heap + 70000)));
    printf("%s\n", at_address(file, (unsigned long)changed));
    unlink("core");
}

static void *fails(void *unused)
{
    abort();
    return unused;
}

static void threads(void)
{
    pthread_t t;
    pthread_create(&t, NULL, fails, NULL);
    for (;;)
        asm volatile("");
}

#define CHILD(what, ...)                 \
    do {                                 \
        fflush(stdout);                  \
        pid_t pid_ = fork();             \
        if (pid_ == 0) {                 \
            __VA_ARGS__;                 \
            _exit(0);                    \
        }                                \
        how(what, pid_);                 \
    } while (0)

int main(void)
{
    static const int signals[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS,
                                  SIGTERM, SIGHUP, SIGUSR1, SIGKILL, 40};
    setbuf(stdout, NULL);
    (void)secret;
    CHILD("no limit set", abort());
    limit(1 << 26);
    for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        CHILD("signal", kill(getpid(), signals[i]));
    CHILD("not dumpable", prctl(PR_SET_DUMPABLE, 0); abort());
    CHILD("user who may not write", setresuid(1000, 1000, 1000); prctl(PR_SET_DUMPABLE, 1); abort());
    mkdir("open", 0777);
    chmod("open", 0777);
    chdir("open");
    CHILD("user", setresuid(1000, 1000, 1000); prctl(PR_SET_DUMPABLE, 1); abort());
    CHILD("user, after setuid", setresuid(1000, 1000, 1000); abort());
    close(open("core", O_CREAT | O_WRONLY, 0644));
    CHILD("file of another", setresuid(1000, 1000, 1000); prctl(PR_SET_DUMPABLE, 1); abort());
    symlink("elsewhere", "core");
    CHILD("link", abort());
    unlink("elsewhere");
    CHILD("threads", threads());
    CHILD("small limit", limit(8192); abort());
    CHILD("smaller limit", limit(4095); abort());
    contents();
    return 0;
}
