/* SPDX-License-Identifier: BSD-2-Clause */
/* Owners of robust locks die: by exit, by a signal, by execve; lists that are wrong do no harm. */
#include "futex.h"

struct entry { struct entry *next; unsigned word; };
struct head { struct entry *next; long offset; struct entry *pending; };
struct all { struct head head; struct entry e[3]; unsigned before; };

static struct all *all;

static void owner(int how)
{
    unsigned me = syscall(SYS_gettid);

    all->head = (struct head){&all->e[0], offsetof(struct entry, word), &all->e[2]};
    all->e[0] = (struct entry){&all->e[1], me};
    all->e[1] = (struct entry){(struct entry *)&all->head, me | WAITERS};
    all->e[2] = (struct entry){NULL, me};
    if (how == 3)
        all->e[1].next = &all->e[0];
    if (how == 4)
        all->e[0].next = (struct entry *)8;
    if (how == 5)
        all->e[0].word = 77;
    if (how == 6)
        all->e[2].word = 0;
    syscall(SYS_set_robust_list, &all->head, sizeof(all->head));
    ms(60);
    if (how == 1)
        raise(SIGKILL);
    if (how == 2)
        execl("/bin/true", "true", NULL);
    _exit(0);
}

int main(void)
{
    all = (void *)shared_page();
    for (int how = 0; how < 7; how++) {
        pid_t child = fork(), waiter;
        if (child == 0)
            owner(how);
        ms(20);
        waiter = fork();
        if (waiter == 0) {
            struct entry *e = &all->e[how == 6 ? 2 : 1];
            unsigned word = e->word;
            long n = futex(&e->word, WAIT, word, &(struct timespec){0, 300000000}, NULL, 0);
            printf("waiter: %s\n", n == 0 ? "woken" : error_name(errno));
            fflush(stdout);
            _exit(0);
        }
        waitpid(waiter, NULL, 0);
        waitpid(child, NULL, 0);
        printf("%d:", how);
        for (int i = 0; i < 3; i++)
            printf(" %#x", all->e[i].word & 0xc0000000u ? all->e[i].word & 0xc0000000u : all->e[i].word == 77 ? 77 : all->e[i].word != 0);
        printf("\n");
        fflush(stdout);
    }
    return 0;
}
