/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/open.c: making both ends of a channel, with root-task's help, and serving. */
#include <ipc/channel.h>
#include <ipc/root.h>
#include <ipc/server.h>
#include <ipc/transport.h>
#include <linux/errno.h>
#include <rt/cslot.h>
#include <rt/dma.h>
#include <rt/log.h>
#include <rt/notify.h>
#include <rt/panic.h>
#include <rt/task.h>

static int attach(struct ipc_channel *ch, const char *service, cptr_t endpoint, cptr_t signal)
{
    uint64_t vaddr;
    uint32_t id;
    int err = root_find_service(rt_root(), service, endpoint);
    if (err)
        return err;
    int bit = root_channel_create(rt_root(), service, IPC_CHANNEL_BYTES, signal, &vaddr, &id);
    if (bit < 0)
        return bit;
    ch->endpoint = endpoint;
    ch->base = (char *)vaddr;
    err = rt_on_bit((unsigned)bit, ipc_channel_completed, ch);
    if (err)
        return err;

    struct rt_message m = {.label = IPC_OP_ATTACH, .length = 1, .mr = {id}};
    ipc_transport_call(endpoint, &m);
    if (m.label != RT_LABEL_DONE || m.length < 1)
        return -EIO;
    return (int)m.mr[0];
}

int ipc_channel_open(struct ipc_channel *ch, const char *service)
{
    cptr_t endpoint = rt_cslot_alloc();
    cptr_t signal = rt_cslot_alloc();
    int err = endpoint == 0 || signal == 0 ? -ENOMEM : attach(ch, service, endpoint, signal);
    if (err)
        log_error("no channel to %s: error %d", service, err);
    return err;
}

static bool task_has_dma(void)
{
    for (uint32_t i = 0; i < rt_task_info->mem_count; i++) {
        if (rt_task_info->mem[i].flags & TASK_MEM_DMA)
            return true;
    }
    return false;
}

/* A driver's device may read and write the channel itself.  Best effort: what is not known is copied. */
static void know_addresses(const struct ipc_server_client *client)
{
    for (uint64_t at = 0; at < client->bytes; at += IPC_PAGE) {
        uint64_t paddr;
        if (root_translate(rt_root(), (uint64_t)(client->base + at), &paddr) == 0)
            (void)rt_dma_add(client->base + at, IPC_PAGE, paddr);
    }
}

int ipc_server_join(struct ipc_server_client *client, uint64_t id)
{
    cptr_t signal = rt_cslot_alloc();
    uint64_t vaddr, bytes;
    if (signal == 0)
        return -ENOMEM;
    int bit = id > UINT32_MAX ? -EINVAL
                              : root_channel_join(rt_root(), (uint32_t)id, client->badge, signal,
                                                  &vaddr, &bytes);
    if (bit < 0) {
        rt_cslot_free(signal);
        return bit;
    }
    client->base = (char *)vaddr;
    client->bytes = bytes;
    client->signal = signal;
    if (task_has_dma())
        know_addresses(client);
    return 0;
}

void ipc_serve(struct ipc_server *server)
{
    server->rt = (struct rt_server){.handle = ipc_server_handle, .ctx = server};
    int err = root_ready(rt_root());
    if (err)
        rt_panic("root-task refuses root_ready: error %d", err);
    rt_loop(&server->rt);
}
