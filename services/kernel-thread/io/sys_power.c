/* SPDX-License-Identifier: BSD-2-Clause */
/* reboot(2), vhangup(2). */
#include <linux/capability.h>
#include <linux/errno.h>

#include "io/control.h"
#include "proc/proc.h"
#include "trace/syscalls.h"

enum {
    MAGIC1 = 0xfee1dead,
    CAD_OFF = 0, CAD_ON = 0x89abcdef,
    RESTART = 0x01234567, HALT = 0xcdef0123, POWER_OFF = 0x4321fedc,
};

static int magic2(uint32_t m)
{
    return m == 672274793 || m == 85072278 || m == 369367448 || m == 537993216;
}

long sys_reboot(struct thread *t, const uint64_t a[6])
{
    if (!cred_has(t, CAP_SYS_BOOT))
        return -EPERM;
    if ((uint32_t)a[0] != MAGIC1 || !magic2((uint32_t)a[1]))
        return -EINVAL;
    switch ((uint32_t)a[2]) {
    case CAD_OFF:
    case CAD_ON: return 0;
    case RESTART: system_halt("reboot"); return 0;
    case HALT:
    case POWER_OFF: system_halt("poweroff"); return 0;
    default: return -EINVAL;
    }
}

/* Hangs up the caller's terminal. */
long sys_vhangup(struct thread *t, const uint64_t a[6])
{
    (void)a;
    if (!cred_has(t, CAP_SYS_TTY_CONFIG))
        return -EPERM;
    struct proc *leader = proc_find(t->proc->session);
    if (t->proc->ctty != NULL && leader != NULL)
        tty_session_leave(leader); /* the session has no terminal any more; descriptors stay */
    return 0;
}
