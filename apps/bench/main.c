/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times operations of the system: `bench [NAME...]` prints a line a row: name, nanoseconds an operation, spread in
 * per cent.  In an emulator whose clock counts instructions a nanosecond is an instruction.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define BATCHES 3

static const struct row *const groups[] = {rows_calls,     rows_files,  rows_pipes,  rows_threads,
                                           rows_processes, rows_memory, rows_signals};

static int64_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void measure(const struct row *row)
{
    int64_t times[BATCHES];

    if (row->setup && row->setup() < 0) {
        printf("%s - %s\n", row->name, strerror(errno));
        return;
    }
    int bad = row->run(row->count); /* warms caches up */
    for (int i = 0; i < BATCHES && !bad; i++) {
        int64_t start = now();

        bad = row->run(row->count);
        times[i] = now() - start;
    }
    if (bad) {
        printf("%s - %s\n", row->name, strerror(errno));
    } else {
        qsort(times, BATCHES, sizeof(times[0]), compare);
        double median = (double)times[BATCHES / 2];

        printf("%s %.1f %.2f\n", row->name, median / row->count,
               100.0 * (times[BATCHES - 1] - times[0]) / median);
    }
    if (row->finish)
        row->finish();
    fflush(stdout);
}

static int wanted(const char *name, int argc, char *argv[])
{
    for (int i = 1; i < argc; i++)
        if (strncmp(name, argv[i], strlen(argv[i])) == 0)
            return 1;
    return argc < 2;
}

int main(int argc, char *argv[])
{
    if (argc > 1 && strcmp(argv[1], "--exit") == 0)
        return 0;
    mkdir(DISK, 0755);
    mkdir(TMP, 0755);
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        for (const struct row *row = groups[i]; row->name; row++)
            if (wanted(row->name, argc, argv))
                measure(row);
    return 0;
}
