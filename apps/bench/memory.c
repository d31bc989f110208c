/* SPDX-License-Identifier: BSD-2-Clause */
/* Mappings and page faults. */
#include "bench.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define PAGE     4096L
#define MIB      (1L << 20)
#define RW       (PROT_READ | PROT_WRITE)
#define ANON     (MAP_PRIVATE | MAP_ANONYMOUS)
#define COW_SIZE 64

static char *area;
static int fd = -1;

static int touch(long count)
{
    for (long i = 0; i < count; i++) {
        volatile char *p = mmap(NULL, MIB, RW, ANON, -1, 0);

        if (p == MAP_FAILED)
            return -1;
        for (long at = 0; at < MIB; at += PAGE)
            p[at] = 1;
        munmap((void *)p, MIB);
    }
    return 0;
}

static int map(long count)
{
    for (long i = 0; i < count; i++) {
        void *p = mmap(NULL, MIB, RW, ANON, -1, 0);

        if (p == MAP_FAILED)
            return -1;
        munmap(p, MIB);
    }
    return 0;
}

static int open_file(void)
{
    static char block[65536];

    fd = open(DISK "/mapped", O_RDWR | O_CREAT, 0600);
    return write(fd, block, sizeof(block)) == sizeof(block) ? 0 : -1;
}

static int map_file(long count)
{
    for (long i = 0; i < count; i++) {
        volatile char *p = mmap(NULL, 65536, PROT_READ, MAP_SHARED, fd, 0);

        if (p == MAP_FAILED)
            return -1;
        for (long at = 0; at < 65536; at += PAGE)
            (void)p[at];
        munmap((void *)p, 65536);
    }
    return 0;
}

static void remove_file(void)
{
    close(fd);
    unlink(DISK "/mapped");
}

static int make_area(void)
{
    area = mmap(NULL, COW_SIZE * PAGE, RW, ANON, -1, 0);
    for (long at = 0; area != MAP_FAILED && at < COW_SIZE * PAGE; at += PAGE)
        area[at] = 1;
    return area == MAP_FAILED ? -1 : 0;
}

static void drop_area(void)
{
    munmap(area, COW_SIZE * PAGE);
}

static int protect_pair(long count)
{
    for (long i = 0; i < count; i++) {
        call(SYS_mprotect, area, PAGE, PROT_READ);
        call(SYS_mprotect, area, PAGE, RW);
    }
    return 0;
}

/* A fork for each 64 pages written by the child: the row's count is of pages, so a 64th of a fork is in it. */
static int copy_on_write(long count)
{
    for (long i = 0; i < count; i += COW_SIZE) {
        int status;
        pid_t child = fork();

        if (child == 0) {
            for (long at = 0; at < COW_SIZE * PAGE; at += PAGE)
                ((volatile char *)area)[at] = 2;
            _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status)
            return -1;
    }
    return 0;
}

const struct row rows_memory[] = {
    {"mmap_touch_1m", 5, NULL, NULL, touch, NULL},
    {"mmap_munmap", 200, NULL, NULL, map, NULL},
    {"mmap_file_64k", 40, open_file, NULL, map_file, remove_file},
    {"mprotect_pair", 200, make_area, NULL, protect_pair, drop_area},
    {"cow_page", COW_SIZE * 4, make_area, NULL, copy_on_write, drop_area},
    {NULL},
};
