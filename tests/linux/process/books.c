/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 300
 * link: -pthread
 * machine: books
 * A thousand forks, execs, mappings, threads: no memory is missing afterwards.
 */
#include "check.h"

#include <pthread.h>
#include <sys/mman.h>

static long available(void)
{
    char line[128];
    long kib = -1;
    FILE *f = fopen("/proc/meminfo", "r");

    while (kib < 0 && fgets(line, sizeof(line), f))
        sscanf(line, "MemAvailable: %ld", &kib);
    fclose(f);
    return kib;
}

static void *thread(void *unused)
{
    return unused;
}

static void round_of(int count)
{
    for (int i = 0; i < count; i++) {
        pid_t child = fork();
        if (child == 0) {
            if (i % 4 == 0)
                execl("/bin/busybox", "true", NULL);
            _exit(0);
        }
        waitpid(child, NULL, 0);

        char *a = mmap(NULL, 1 << 17, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        memset(a, i, 1 << 17);
        munmap(a, 1 << 17);

        char *s = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        memset(s, i, 1 << 16);
        munmap(s, 1 << 16);

        pthread_t other;
        pthread_create(&other, NULL, thread, NULL);
        pthread_join(other, NULL);
    }
}

int main(void)
{
    round_of(50);
    long before = available();
    round_of(1000);
    long after = available();

    YES(before > 0 && before - after < 4096);
    if (before - after >= 4096)
        printf("%ld KiB are missing\n", before - after);
    return 0;
}
