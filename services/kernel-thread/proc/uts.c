/* SPDX-License-Identifier: BSD-2-Clause */
/* proc/uts.c: uname, the names of host and domain, and their namespaces. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "mm/user.h"
#include "proc/hostname.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum { UNAME26 = 0x20000 };

struct uts_ns uts_first = {.refs = 1, .host = "cel4", .domain = "(none)"};

void uts_put(struct uts_ns *u)
{
    if (--u->refs == 0)
        free(u);
}

int uts_unshare(struct proc *p)
{
    struct uts_ns *own = malloc(sizeof(*own));
    if (own == NULL)
        return -ENOMEM;
    *own = *p->uts;
    own->refs = 1;
    uts_put(p->uts);
    p->uts = own;
    return 0;
}

static struct uts_ns *of_caller(void)
{
    return current() != NULL ? current()->proc->uts : &uts_first;
}

const char *hostname_get(void)
{
    return of_caller()->host;
}

const char *domainname_get(void)
{
    return of_caller()->domain;
}

static int name_set(char *to, const char *name, size_t size)
{
    if (size >= UTS_BYTES)
        return -EINVAL;
    memset(to, 0, UTS_BYTES);
    memcpy(to, name, size);
    return 0;
}

int hostname_set(const char *name, size_t size)
{
    return name_set(of_caller()->host, name, size);
}

int domainname_set(const char *name, size_t size)
{
    return name_set(of_caller()->domain, name, size);
}

long sys_uname(struct thread *t, const uint64_t a[6])
{
    struct {
        char sysname[UTS_BYTES], nodename[UTS_BYTES], release[UTS_BYTES], version[UTS_BYTES], machine[UTS_BYTES],
            domain[UTS_BYTES];
    } u;
    memset(&u, 0, sizeof(u));
    strcpy(u.sysname, "Linux");
    memcpy(u.nodename, t->proc->uts->host, UTS_BYTES);
    if (t->proc->personality & UNAME26) /* for programs that cannot count further */
        snprintf(u.release, sizeof(u.release), "2.6.%d%s", KERNEL_MINOR + 60, strchr(KERNEL_RELEASE, '-'));
    else
        strcpy(u.release, KERNEL_RELEASE);
    strcpy(u.version, KERNEL_VERSION);
    strcpy(u.machine, "aarch64");
    memcpy(u.domain, t->proc->uts->domain, UTS_BYTES);
    return copy_out(t->proc->mm, a[0], &u, sizeof(u));
}

static long set_name(struct thread *t, char *name, const uint64_t a[6])
{
    char new[UTS_BYTES] = "";
    if (!cred_capable(t))
        return -EPERM;
    if (a[1] >= UTS_BYTES)
        return -EINVAL;
    if (copy_in(t->proc->mm, new, a[0], a[1]) != 0)
        return -EFAULT;
    memcpy(name, new, UTS_BYTES);
    return 0;
}

long sys_sethostname(struct thread *t, const uint64_t a[6])
{
    return set_name(t, t->proc->uts->host, a);
}

long sys_setdomainname(struct thread *t, const uint64_t a[6])
{
    return set_name(t, t->proc->uts->domain, a);
}
