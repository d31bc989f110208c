/* SPDX-License-Identifier: BSD-2-Clause */
/* sysinfo: how its fields agree with each other, with /proc and with sysconf; what allocating and forking changes. */
#include "check.h"

#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <time.h>

static unsigned long meminfo(const char *name)
{
    FILE *f = fopen("/proc/meminfo", "r");
    unsigned long kib = 0;
    char line[128];

    while (f && fgets(line, sizeof(line), f))
        if (strncmp(line, name, strlen(name)) == 0)
            kib = strtoul(line + strlen(name), NULL, 10);
    if (f)
        fclose(f);
    return kib * 1024;
}

int main(void)
{
    struct sysinfo info, later;
    struct timespec t;

    memset(&info, 0xee, sizeof(info));
    VALUE(sysinfo(&info));
    VALUE(syscall(SYS_sysinfo, 8));
    VALUE(syscall(SYS_sysinfo, NULL));
    VALUE(info.mem_unit);
    YES(info.totalram == meminfo("MemTotal:"));
    YES(info.totalswap == meminfo("SwapTotal:"));
    YES(info.freeram > 0 && info.freeram < info.totalram);
    YES(info.sharedram + info.bufferram < info.totalram);
    YES(info.freeswap <= info.totalswap);
    VALUE(info.totalhigh);
    VALUE(info.freehigh);
    YES(info.totalram % 4096 == 0 && info.freeram % 4096 == 0);
    YES((unsigned long)sysconf(_SC_PHYS_PAGES) == info.totalram / 4096);
    YES(sysconf(_SC_AVPHYS_PAGES) > 0 && sysconf(_SC_AVPHYS_PAGES) < sysconf(_SC_PHYS_PAGES));
    YES(info.procs >= 2);
    clock_gettime(CLOCK_BOOTTIME, &t);
    long uptime = (long)info.uptime;
    YES(uptime > 0 && t.tv_sec - uptime >= -1 && t.tv_sec - uptime < 60);
    YES(info.loads[0] < 65536UL * 100 && info.loads[2] < 65536UL * 100);
    YES(sysconf(_SC_NPROCESSORS_ONLN) >= 1 && sysconf(_SC_NPROCESSORS_ONLN) <= sysconf(_SC_NPROCESSORS_CONF));
    size_t size = 16 << 20;
    char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    YES(p != MAP_FAILED);
    sysinfo(&later);
    YES(later.totalram == info.totalram);
    YES(later.uptime >= info.uptime);
    int ends[2];
    char c;
    pipe(ends);
    sysinfo(&info);
    for (int i = 0; i < 5; i++)
        if (fork() == 0) {
            close(ends[1]);
            read(ends[0], &c, 1);
            _exit(0);
        }
    sysinfo(&later);
    YES((int)later.procs >= (int)info.procs + 5);
    close(ends[1]);
    while (wait(NULL) > 0)
        ;
    return 0;
}
