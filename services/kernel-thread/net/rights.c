/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptors that travel with a message. */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <stdlib.h>

#include "fs/file.h"
#include "fs/files.h"
#include "mm/user.h"
#include "net/unix.h"
#include "proc/proc.h"

enum { HEAD = sizeof(struct linux_cmsghdr) };

void rights_drop(struct usock_message *m)
{
    for (unsigned i = 0; i < m->nfiles; i++)
        file_put(m->files[i]);
    free(m->files);
    m->files = NULL;
    m->nfiles = 0;
}

static int add_files(struct thread *t, uint64_t uaddr, uint64_t count, struct usock_message *m)
{
    if (count > SCM_MAX_FD || m->nfiles)
        return -EINVAL;
    m->files = calloc(count + 1, sizeof *m->files);
    if (!m->files)
        return -ENOMEM;
    for (; m->nfiles < count; m->nfiles++) {
        int fd;
        int err = copy_in(t->proc->mm, &fd, uaddr + m->nfiles * sizeof fd, sizeof fd);
        struct file *f = err ? NULL : fd_get(t->proc->files, fd);
        if (!f)
            return err ? err : -EBADF;
        m->files[m->nfiles] = f;
    }
    return 0;
}

int rights_in(struct thread *t, uint64_t control, uint64_t len, struct usock_message *m)
{
    struct linux_cmsghdr h;

    for (uint64_t at = 0; len - at >= HEAD;) {
        int err = copy_in(t->proc->mm, &h, control + at, HEAD);
        if (!err && (h.len < HEAD || h.len > len - at))
            err = -EINVAL;
        if (!err && h.level == SOL_SOCKET && h.type == SCM_RIGHTS)
            err = add_files(t, control + at + HEAD, (h.len - HEAD) / sizeof(int), m);
        else if (!err && h.level == SOL_SOCKET)
            err = -EINVAL;
        if (err) {
            rights_drop(m);
            return err;
        }
        uint64_t step = (h.len + 7) & ~7ull;
        if (step > len - at)
            break;
        at += step;
    }
    return 0;
}

int rights_out(struct thread *t, uint64_t control, uint64_t *len, uint32_t *flags, struct usock_message *m)
{
    uint64_t room = *len >= HEAD ? (*len - HEAD) / sizeof(int) : 0;
    unsigned given = 0;
    int err = 0;

    while (!err && given < m->nfiles && given < room) {
        int fd = fd_install(t, m->files[given], m->flags & MSG_CMSG_CLOEXEC ? O_CLOEXEC : 0, 0);
        if (fd < 0)
            break;
        file_get(m->files[given]); /* one for the descriptor, one dropped below */
        err = copy_out(t->proc->mm, control + HEAD + given * sizeof fd, &fd, sizeof fd);
        given++;
    }
    if (given < m->nfiles)
        *flags |= MSG_CTRUNC;
    struct linux_cmsghdr h = { HEAD + given * sizeof(int), SOL_SOCKET, SCM_RIGHTS };
    if (!err && given)
        err = copy_out(t->proc->mm, control, &h, HEAD);
    *len = given ? h.len : 0;
    rights_drop(m);
    return err;
}
