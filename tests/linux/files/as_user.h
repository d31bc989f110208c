/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls made as somebody else, in a child whose user, groups and capabilities are set. */
#ifndef AS_USER_H
#define AS_USER_H

#include "check.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>

/* Only these capabilities (bits) stay permitted and effective. */
static inline void only_capabilities(unsigned bits)
{
    struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = { { bits, bits, 0 }, { 0, 0, 0 } };

    if (syscall(SYS_capset, &head, data))
        printf("no capset\n");
}

static inline void become(unsigned uid, unsigned gid, unsigned group, unsigned capabilities)
{
    prctl(PR_SET_KEEPCAPS, 1);
    if (setgroups(group != 0, &group) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
        printf("cannot become %u\n", uid);
    only_capabilities(capabilities);
}

/* Runs a statement as user `uid` with group `gid`, one more group (0: none), and capabilities. */
#define AS(uid, gid, group, capabilities, statement)  \
    do {                                              \
        fflush(stdout);                               \
        pid_t child_ = fork();                        \
        if (child_ == 0) {                            \
            become(uid, gid, group, capabilities);    \
            printf("[%u:%u] ", uid, gid);             \
            statement;                                \
            fflush(stdout);                           \
            _exit(0);                                 \
        }                                             \
        waitpid(child_, NULL, 0);                     \
    } while (0)

#define CAP(name) (1u << CAP_##name)

#endif
