/* SPDX-License-Identifier: BSD-2-Clause */
/* process_vm_readv and process_vm_writev. */
#include "check.h"

#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/prctl.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

int main(void)
{
    static char mine[64];
    char *a = mmap(NULL, 2 * PAGE, RW, ANON, -1, 0);
    int go[2], ready[2];

    strcpy(a, "parent");
    pipe(go);
    pipe(ready);
    pid_t child = fork();
    if (child == 0) {
        char c;
        strcpy(a, "child's own");
        write(ready[1], "x", 1);
        read(go[0], &c, 1);
        printf("%s\n", a);
        fflush(stdout);
        _exit(0);
    }
    char c;
    read(ready[0], &c, 1);
    struct iovec local = {mine, 20}, remote = {a, 20};
    VALUE(process_vm_readv(child, &local, 1, &remote, 1, 0));
    printf("%s, here %s\n", mine, a);
    struct iovec pieces[2] = {{mine, 3}, {mine + 10, 9}}, both[2] = {{a, 6}, {a + 6, 6}};
    memset(mine, 0, sizeof(mine));
    VALUE(process_vm_readv(child, pieces, 2, both, 2, 0));
    printf("%s %s\n", mine, mine + 10);
    strcpy(mine, "written");
    local.iov_len = remote.iov_len = 8;
    VALUE(process_vm_writev(child, &local, 1, &remote, 1, 0));
    remote.iov_base = a + 2 * PAGE - 4;
    munmap(a + PAGE, PAGE);
    remote.iov_base = (void *)8;
    VALUE(process_vm_readv(child, &local, 1, &remote, 1, 0));
    remote.iov_base = a;
    VALUE(process_vm_readv(child, &local, 1, &remote, 1, 1));
    VALUE(process_vm_readv(99999, &local, 1, &remote, 1, 0));
    VALUE(process_vm_readv(child, &local, 1025, &remote, 1, 0));
    VALUE(process_vm_readv(child, &local, 0, &remote, 1, 0));
    write(go[1], "x", 1);
    show_child("child", child);
    return 0;
}
