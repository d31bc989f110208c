/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * timeout: 400
 * Forks until the system refuses: a proper error, and everything works afterwards.
 */
#include "check.h"

#include <signal.h>

int main(void)
{
    int count = 0, ends[2];
    char byte;

    if (pipe(ends))
        return 1;
    for (; count < 20000; count++) {
        pid_t child = fork();

        if (child == 0) {
            close(ends[1]);
            read(ends[0], &byte, 1);
            _exit(0);
        }
        if (child < 0)
            break;
    }
    YES(errno == EAGAIN || errno == ENOMEM);
    YES(count > 30);
    close(ends[1]);
    int gone = 0;
    while (wait(NULL) > 0)
        gone++;
    YES(gone == count);
    IN_CHILD("one more", printf("works again\n"));
    return 0;
}
