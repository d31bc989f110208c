/* SPDX-License-Identifier: BSD-2-Clause */
/* vm.max_map_count and vm.overcommit_*: how many mappings there can be, and how much memory is promised. */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

#define KB 1024ul

static int set(const char *name, const char *text)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/sys/vm/%s", name);
    int fd = open(path, O_WRONLY), n = (int)write(fd, text, strlen(text));
    close(fd);
    return n;
}

static unsigned long memory(const char *name)
{
    char line[128];
    unsigned long kb = 0;
    FILE *f = fopen("/proc/meminfo", "r");

    while (fgets(line, sizeof line, f))
        if (!strncmp(line, name, strlen(name)))
            kb = strtoul(line + strlen(name), NULL, 10);
    fclose(f);
    return kb;
}

static int lines_of_maps(void)
{
    static char text[65536];
    int fd = open("/proc/self/maps", O_RDONLY), lines = 0;
    ssize_t n;

    while ((n = read(fd, text, sizeof text)) > 0)
        for (ssize_t i = 0; i < n; i++)
            lines += text[i] == '\n';
    close(fd);
    return lines;
}

static int most_maps(void)
{
    while (mmap(NULL, 1, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
        ;
    return lines_of_maps();
}

static const char *can_have(unsigned long kb)
{
    char *p = mmap(NULL, kb * KB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        return error_name(errno);
    munmap(p, kb * KB);
    return "ok";
}

int main(void)
{
    unsigned long total = memory("MemTotal:"), limit, left;

    VALUE(set("max_map_count", "64"));
    IN_CHILD("maps", VALUE(most_maps()));
    VALUE(set("max_map_count", "256"));
    IN_CHILD("maps", VALUE(most_maps()));
    VALUE(set("max_map_count", "65530"));

    VALUE(set("overcommit_memory", "2"));
    limit = memory("CommitLimit:");
    left = limit - memory("Committed_AS:");
    YES(limit > total * 49 / 100 && limit < total * 51 / 100);
    printf("half %s, double %s, limit %s\n", can_have(left / 2), can_have(left * 2), can_have(limit));
    VALUE(set("overcommit_ratio", "25"));
    YES(memory("CommitLimit:") < limit * 51 / 100);
    VALUE(set("overcommit_ratio", "50"));
    VALUE(set("overcommit_memory", "0"));
    printf("half %s, double %s, all %s\n", can_have(memory("MemFree:") / 2), can_have(total * 2), can_have(total + 4));
    VALUE(set("overcommit_memory", "1"));
    printf("half %s, double %s, all %s\n", can_have(total / 2), can_have(total * 2), can_have(total));
    VALUE(set("overcommit_memory", "0"));
    VALUE(set("overcommit_memory", "3"));
    return 0;
}
