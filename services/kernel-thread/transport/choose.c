/* SPDX-License-Identifier: BSD-2-Clause */
/* transport/choose.c: which transport the kernel allows. */
#include <string.h>

#include <linux/errno.h>
#include <rt/log.h>
#include <rt/loop.h>
#include <rt/task.h>
#include <sel4/extensions.h>
#include <sel4/sel4.h>

#include "mm/kobj.h"
#include "transport/direct.h"
#include "mm/stub.h"
#include "transport/transport.h"

const struct transport *transport = &transport_fault;
bool transport_rewrites_files;
struct rt_server transport_server = {.handle = transport_handle, .loop_hook = transport_idle};

/* The answer of a kernel without extensions is an error. */
static bool kernel_has_foreign_calls(void)
{
    return seL4_TCB_ExtSetFlags(TASK_SLOT_TCB, 0, 0).error == seL4_NoError;
}

/* An older kernel does not take the flag. */
static bool become_foreign_server(void)
{
    return seL4_TCB_ExtSetFlags(TASK_SLOT_TCB, 0, seL4_ExtFlag_ForeignServer).flags & seL4_ExtFlag_ForeignServer;
}

int transport_init(void)
{
    char wanted[16] = "", rewrite[8] = "";
    (void)rt_task_option("transport", wanted, sizeof(wanted));
    (void)rt_task_option("rewrite", rewrite, sizeof(rewrite));
    bool any = wanted[0] == '\0';
    if ((any || strcmp(wanted, "native") == 0) && kernel_has_foreign_calls()) {
        transport = &transport_native;
        if (strcmp(rewrite, "off") != 0)
            stub_use(&stub_code_native);
        native_detached = become_foreign_server();
        if (native_detached)
            direct_init(&transport_server);
        kobj_thread_flags(seL4_ExtFlag_ForeignSyscalls | seL4_ExtFlag_TimerClosed |
                          (native_detached ? seL4_ExtFlag_Detached : 0));
    } else if (any || strcmp(wanted, "call") == 0) {
        transport = &transport_call;
        kobj_thread_calls();
        call_loop_init(&transport_server);
        stub_use(&stub_code_call);
    } else if (strcmp(wanted, "fault") != 0) {
        log_error("transport %s: this kernel does not have it", wanted);
        return -ENOSYS;
    }
    transport_rewrites_files = (transport->rewrites || transport->stubs) && strcmp(rewrite, "off") != 0;
    log_info("system calls by the %s transport", transport->name);
    return 0;
}
