/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times operations of the system: `bench [OPTION...] [NAME...]` prints a line a row: name, cost of an operation, spread
 * in per cent.  The cost is instructions where the system lets a program count them, else nanoseconds of the clock.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define BATCHES 3

static const struct row *const groups[] = {rows_calls,     rows_files,  rows_cold,    rows_pipes,   rows_threads,
                                           rows_processes, rows_memory, rows_signals, rows_programs};

static const char usage[] =
    "usage: bench [--clock] [--batches N] [--step] [--list] [NAME...]\n"
    "  --clock      time by the clock, in nanoseconds, also where instructions can be counted\n"
    "  --batches N  measure each row N times (3); the result is the median\n"
    "  --step       run each row once more between two lines read from standard input\n"
    "  --list       only print the names of the rows and how many operations a batch has\n"
    "  NAME         rows whose names begin so (all)\n";

static int batches = BATCHES, step;

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static int batch(const struct row *row)
{
    return row->prepare && row->prepare() < 0 ? -1 : row->run(row->count);
}

/* The host looks at its own counters between the lines "begin" and "end", and sends a line to go on after each. */
static int stepped(const struct row *row)
{
    char line[16];

    if (row->prepare && row->prepare() < 0)
        return -1;
    printf("%s begin %ld\n", row->name, row->count);
    fflush(stdout);
    if (!fgets(line, sizeof(line), stdin))
        return -1;
    int bad = row->run(row->count);
    printf("%s end %ld\n", row->name, row->count);
    fflush(stdout);
    return fgets(line, sizeof(line), stdin) ? bad : -1;
}

static int repeat(const struct row *row, int64_t *times)
{
    int bad = batch(row); /* warms caches up */

    if (step)
        return bad ? bad : stepped(row);
    for (int i = 0; i < batches && !bad; i++) {
        if (row->prepare && row->prepare() < 0)
            return -1;
        int64_t start = counter_read();

        bad = row->run(row->count);
        times[i] = counter_read() - start;
    }
    return bad;
}

static void measure(const struct row *row)
{
    int64_t times[batches];

    if (row->setup && row->setup() < 0) {
        printf("%s - %s\n", row->name, strerror(errno));
    } else if (repeat(row, times)) {
        printf("%s - %s\n", row->name, strerror(errno));
    } else if (!step) {
        qsort(times, batches, sizeof(times[0]), compare);
        double median = (double)times[batches / 2];

        printf("%s %.1f %.2f\n", row->name, median / row->count,
               100.0 * (times[batches - 1] - times[0]) / median);
    }
    if (row->finish)
        row->finish();
    fflush(stdout);
}

static int wanted(const char *name, char *names[])
{
    for (int i = 0; names[i]; i++)
        if (strncmp(name, names[i], strlen(names[i])) == 0)
            return 1;
    return !names[0];
}

/* Reads the options; returns where the names begin, NULL if something is wrong. */
static char **options(char *argv[], int *use_clock, int *list)
{
    for (argv++; *argv && **argv == '-'; argv++) {
        if (strcmp(*argv, "--clock") == 0)
            *use_clock = 1;
        else if (strcmp(*argv, "--step") == 0)
            step = 1;
        else if (strcmp(*argv, "--list") == 0)
            *list = 1;
        else if (strcmp(*argv, "--batches") == 0 && argv[1] && atoi(argv[1]) > 0)
            batches = atoi(*++argv);
        else
            return NULL;
    }
    return argv;
}

int main(int argc, char *argv[])
{
    int use_clock = 0, list = 0;

    if (argc > 1 && strcmp(argv[1], "--exit") == 0)
        return 0;
    char **names = options(argv, &use_clock, &list);
    if (!names) {
        fputs(usage, stderr);
        return 2;
    }
    if (!use_clock)
        fprintf(stderr, "bench: counts by the %s\n", counter_init());
    mkdir(DISK, 0755);
    mkdir(TMP, 0755);
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        for (const struct row *row = groups[i]; row->name; row++) {
            if (!wanted(row->name, names))
                continue;
            if (list)
                printf("%s %ld\n", row->name, row->count);
            else
                measure(row);
        }
    return 0;
}
