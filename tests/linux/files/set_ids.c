/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * dir: /root /tmp
 * Which changes take set-user-id and set-group-id away, from whom, with and without group execute.
 */
#include "as_user.h"

#include <fcntl.h>
#include <sys/stat.h>

static const unsigned modes[] = { 06777, 06767, 02755, 04755, 02745 };

static void after(void)
{
    struct stat st;

    stat("file", &st);
    printf("  %o\n", st.st_mode & 07777);
}

static void change(int how)
{
    int fd;

    switch (how) {
    case 0: fd = open("file", O_WRONLY); write(fd, "x", 1); break;
    case 1: fd = open("file", O_WRONLY); write(fd, "x", 0); break;
    case 2: truncate("file", 10); break;
    case 3: fd = open("file", O_WRONLY); ftruncate(fd, 10); break;
    case 4: fd = open("file", O_WRONLY | O_TRUNC); break;
    case 5: fd = open("file", O_WRONLY); fallocate(fd, 0, 0, 10); break;
    case 6: chown("file", 1000, -1); break;
    case 7: chown("file", -1, 1000); break;
    case 8: chown("file", -1, -1); break;
    case 9: utimensat(AT_FDCWD, "file", NULL, 0); break;
    case 10: link("file", "link"); break;
    }
}

int main(void)
{
    static const char *const names[] = { "write", "write nothing", "truncate", "ftruncate", "O_TRUNC", "fallocate",
                                         "chown user", "chown group", "chown neither", "utimes", "link" };

    chmod(".", 0777);
    umask(0);
    close(open("file", O_CREAT, 0777));
    for (unsigned how = 0; how < sizeof(names) / sizeof(names[0]); how++) {
        for (unsigned i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
            printf("%s, %o\n", names[how], modes[i]);
            for (int who = 0; who < 4; who++) {
                unlink("link");
                chown("file", 1000, 1000);
                chmod("file", modes[i]);
                if (who == 0)
                    change((int)how);
                if (who == 1)
                    AS(1000, 1000, 0, 0, change((int)how));
                if (who == 2)
                    AS(1000, 1001, 0, 0, change((int)how));
                if (who == 3)
                    AS(1000, 1000, 0, CAP(FSETID), change((int)how));
                after();
            }
        }
    }
    return 0;
}
