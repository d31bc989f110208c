/* SPDX-License-Identifier: BSD-2-Clause */
/* The number of the next System V object, as it is asked for in kernel.*_next_id. */
#include "check.h"

#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static int next_id(const char *kind, long id)
{
    char path[64], text[24];

    snprintf(path, sizeof path, "/proc/sys/kernel/%s_next_id", kind);
    int fd = open(path, O_RDWR), n = snprintf(text, sizeof text, "%ld", id);
    if (id != -1 && write(fd, text, (size_t)n) != n)
        printf("%s: %s\n", text, error_name(errno));
    lseek(fd, 0, SEEK_SET);
    n = (int)read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n - 1 : 0] = 0;
    return atoi(text);
}

static int make(const char *kind)
{
    if (kind[0] == 'm')
        return msgget(IPC_PRIVATE, 0600);
    return kind[1] == 'e' ? semget(IPC_PRIVATE, 1, 0600) : shmget(IPC_PRIVATE, 1, 0600);
}

static int drop(const char *kind, int id)
{
    if (kind[0] == 'm')
        return msgctl(id, IPC_RMID, NULL);
    return kind[1] == 'e' ? semctl(id, 0, IPC_RMID) : shmctl(id, IPC_RMID, NULL);
}

int main(void)
{
    static const char *const kinds[] = { "msg", "sem", "shm" };
    int a, b, c, d;

    for (int i = 0; i < 3; i++) {
        const char *kind = kinds[i];
        printf("-- %s\n", kind);
        VALUE(next_id(kind, -1));
        VALUE(next_id(kind, 1234));
        VALUE(a = make(kind));
        VALUE(next_id(kind, -1));
        VALUE(next_id(kind, 1234));
        VALUE(b = make(kind));
        VALUE(next_id(kind, 5 << 15 | 77));
        VALUE(c = make(kind));
        YES((d = make(kind)) >= 0 && d != a && d != b && d != c);
        VALUE(next_id(kind, -2));
        VALUE(next_id(kind, 0x7fffffff));
        VALUE(drop(kind, a));
        VALUE(drop(kind, b));
        VALUE(drop(kind, c));
        VALUE(drop(kind, d));
        VALUE(a = make(kind));
        VALUE(drop(kind, a));
        VALUE(next_id(kind, -1));
    }
    return 0;
}
