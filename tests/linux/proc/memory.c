/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/PID/{smaps,smaps_rollup,pagemap,mem,auxv,statm}: what is in memory, and reaching it. */
#include "check.h"

#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)

/* A number of the mapping at addr in smaps. */
static long smaps(void *addr, const char *field)
{
    FILE *f = fopen("/proc/self/smaps", "r");
    char line[300];
    unsigned long start, end;
    long value = -1;
    int here = 0;
    while (fgets(line, sizeof(line), f)) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
            here = start == (unsigned long)addr;
        else if (here && !strncmp(line, field, strlen(field)) && line[strlen(field)] == ':')
            value = atol(line + strlen(field) + 1);
    }
    fclose(f);
    return value;
}

static uint64_t pagemap(const void *addr)
{
    int fd = open("/proc/self/pagemap", O_RDONLY);
    uint64_t word = 0;
    pread(fd, &word, 8, (off_t)((uintptr_t)addr / PAGE * 8));
    close(fd);
    return word >> 60;
}

static void usage(void)
{
    char *a = mmap(NULL, 16 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *end = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); /* keeps it apart from others */
    (void)end;
    VALUE(smaps(a, "Size"));
    VALUE(smaps(a, "Rss"));
    memset(a, 1, 4 * PAGE);
    VALUE(smaps(a, "Rss") >= 16);
    VALUE(smaps(a, "Private_Dirty") == smaps(a, "Rss"));
    VALUE(smaps(a, "Anonymous") == smaps(a, "Rss"));
    VALUE(smaps(a, "Shared_Dirty"));
    VALUE(smaps(a, "Locked"));
    VALUE(smaps(a, "KernelPageSize"));
    VALUE(pagemap(a));
    VALUE(pagemap(a + 15 * PAGE) >> 3);
    VALUE(madvise(a, 16 * PAGE, MADV_DONTNEED));
    VALUE(smaps(a, "Rss"));
    VALUE(pagemap(a) >> 3);
    VALUE(mlock(a, 2 * PAGE));
    VALUE(smaps(a, "Locked"));
    VALUE(munlock(a, 2 * PAGE));
}

static void shared(void)
{
    char *s = mmap(NULL, 4 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(s, 1, 4 * PAGE);
    VALUE(smaps(s, "Rss"));
    VALUE(pagemap(s));
    pid_t pid = fork();
    if (pid == 0) {
        volatile char c = s[0] + s[PAGE] + s[2 * PAGE] + s[3 * PAGE];
        (void)c;
        VALUE(smaps(s, "Shared_Dirty"));
        VALUE(smaps(s, "Pss"));
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void memory_file(void)
{
    static const char text[] = "constant";
    int fd = open("/proc/self/mem", O_RDWR);
    char buf[16] = "", *none = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *ro = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    VALUE(pread(fd, buf, 8, (off_t)(uintptr_t)text));
    puts(buf);
    VALUE(pwrite(fd, "CONST", 5, (off_t)(uintptr_t)text));
    puts(text);
    VALUE(pwrite(fd, "written", 8, (off_t)(uintptr_t)ro));
    puts(ro);
    VALUE(pread(fd, buf, 1, 16));
    VALUE(pwrite(fd, buf, 1, 16));
    VALUE(lseek(fd, (off_t)(uintptr_t)text, SEEK_SET) == (off_t)(uintptr_t)text);
    VALUE(read(fd, buf, 3));
    VALUE(lseek(fd, 0, SEEK_CUR) - (off_t)(uintptr_t)text);
    VALUE(lseek(fd, 0, SEEK_END));
    VALUE(munmap(none, 2 * PAGE));
    VALUE(pread(fd, buf, 1, (off_t)(uintptr_t)none));
    char *s = mmap(NULL, PAGE, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    VALUE(pwrite(fd, "x", 1, (off_t)(uintptr_t)s));
    close(fd);
}

static void other(void)
{
    char path[40], buf[8] = "";
    static char word[8] = "parent";
    int p[2];
    pipe(p);
    pid_t pid = fork();
    if (pid == 0) {
        strcpy(word, "child");
        write(p[1], "", 1);
        pause();
        _exit(0);
    }
    read(p[0], buf, 1);
    sprintf(path, "/proc/%d/mem", pid);
    int fd = open(path, O_RDWR);
    VALUE(pread(fd, buf, 6, (off_t)(uintptr_t)word));
    puts(buf);
    puts(word);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    VALUE(pread(fd, buf, 6, (off_t)(uintptr_t)word));
    VALUE(open(path, O_RDONLY));
}

static void auxiliary(void)
{
    int fd = open("/proc/self/auxv", O_RDONLY), same = 0;
    Elf64_auxv_t aux[64];
    ssize_t n = read(fd, aux, sizeof(aux)) / (ssize_t)sizeof(*aux);
    for (ssize_t i = 0; i < n && aux[i].a_type != AT_NULL; i++)
        same += getauxval(aux[i].a_type) == aux[i].a_un.a_val;
    VALUE(n > 15 && same == n - 1);
    VALUE(aux[n - 1].a_type == AT_NULL);
    close(fd);
}

int main(void)
{
    usage();
    shared();
    memory_file();
    other();
    auxiliary();
    return 0;
}
