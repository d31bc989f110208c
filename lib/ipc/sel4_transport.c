/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/transport.h by kernel calls. */
#include <sel4/sel4.h>

#include <ipc/transport.h>

void ipc_transport_call(uint64_t endpoint, struct rt_message *m)
{
    for (uint32_t i = 0; i < m->length; i++)
        seL4_SetMR((int)i, m->mr[i]);
    if (m->out_cap != 0)
        seL4_SetCap(0, m->out_cap);

    seL4_MessageInfo_t info =
        seL4_Call(endpoint, seL4_MessageInfo_new(m->label, 0, m->out_cap != 0, m->length));

    uint64_t words = seL4_MessageInfo_get_length(info);
    m->label = seL4_MessageInfo_get_label(info);
    m->length = (uint32_t)(words < RT_MESSAGE_WORDS ? words : RT_MESSAGE_WORDS);
    for (uint32_t i = 0; i < m->length; i++)
        m->mr[i] = seL4_GetMR((int)i);
}

void ipc_transport_signal(uint64_t slot)
{
    seL4_Signal(slot);
}
