/* SPDX-License-Identifier: BSD-2-Clause */
/* Where mappings go when there are many, and how many there can be (vm.max_map_count). */
#include "check.h"

#include <fcntl.h>
#include <sys/mman.h>

#define PAGE 4096
#define MANY 600

static char *at[MANY];

static char *map(int pages, int i)
{
    return mmap(NULL, (size_t)pages * PAGE, i % 2 ? PROT_READ : PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int set_limit(const char *text)
{
    int fd = open("/proc/sys/vm/max_map_count", O_WRONLY), n = (int)write(fd, text, strlen(text));

    close(fd);
    return n;
}

static void until_limit(void)
{
    int i = 0;

    while (i < MANY && (at[i] = map(1, i)) != MAP_FAILED)
        i++;
    printf("then %s\n", error_name(errno));
    YES(i > 100 && i < 400);
    VALUE(mprotect(at[1], 0, PROT_READ));
    VALUE(munmap(at[0], PAGE));
    OK(at[0] = map(1, 0));
}

int main(void)
{
    char *gap;

    for (int i = 0; i < MANY; i++)
        at[i] = map(2, i);
    YES(at[1] == at[0] - 2 * PAGE && at[MANY - 1] == at[0] - 2 * PAGE * (MANY - 1));
    for (int i = 100; i < 200; i++) /* one large gap, small ones above and below */
        munmap(at[i], 2 * PAGE);
    munmap(at[50], 2 * PAGE);
    munmap(at[250], 2 * PAGE);
    YES(map(3, 0) == at[100] - PAGE);
    YES(map(2, 1) == at[50]);
    YES((gap = map(1, 0)) == at[101]);
    munmap(gap, PAGE);
    munmap(at[20] + PAGE, PAGE);
    YES(map(1, 1) == at[20] + PAGE);
    munmap(at[10], 2 * PAGE);
    munmap(at[11], 2 * PAGE);
    YES(map(4, 1) == at[11]);
    VALUE(set_limit("300"));
    IN_CHILD("limit", for (int i = 0; i < MANY; i++) munmap(at[i], 2 * PAGE); until_limit());
    VALUE(set_limit("65530"));
    return 0;
}
