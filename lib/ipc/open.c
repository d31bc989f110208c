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

static int attach(const struct ipc_channel *ch)
{
    struct rt_message m = {.label = IPC_OP_ATTACH, .length = 1, .mr = {ch->id}};
    ipc_transport_call(ch->endpoint, &m);
    if (m.label != RT_LABEL_DONE || m.length < 1)
        return -EIO;
    return (int)m.mr[0];
}

static int open_channel(struct ipc_channel *ch)
{
    uint64_t vaddr;
    int err = root_find_service(rt_root(), ch->service, ch->endpoint);
    if (err)
        return err;
    int bit =
        root_channel_create(rt_root(), ch->service, IPC_CHANNEL_BYTES, ch->signal, &vaddr, &ch->id);
    if (bit < 0)
        return bit;
    ch->base = (char *)vaddr;
    ch->bit = bit;
    err = rt_on_bit((unsigned)bit, ipc_channel_completed, ch);
    if (err)
        return err;
    if (ch->bulk)
        (void)root_region_share(rt_root(),
                                ch->service); /* else what it passes on is refused, and carried */
    ipc_channel_link(ch);
    (void)rt_on_bit(RT_NOTIFY_ENDED, ipc_channels_check, NULL); /* -EBUSY: it is there already */
    return attach(ch);
}

int ipc_channel_open(struct ipc_channel *ch, const char *service)
{
    ch->service = service;
    ch->bit = -1;
    ch->endpoint = rt_cslot_alloc();
    ch->signal = rt_cslot_alloc();
    int err = ch->endpoint == 0 || ch->signal == 0 ? -ENOMEM : open_channel(ch);
    if (err) {
        ipc_channel_close(ch);
        log_error("no channel to %s: error %d", service, err);
    }
    return err;
}

static void slot_drop(cptr_t *slot)
{
    if (*slot != 0)
        rt_cslot_delete(*slot);
    *slot = 0;
}

void ipc_channel_close(struct ipc_channel *ch)
{
    ipc_channel_unlink(ch);
    if (ch->bit >= 0) {
        rt_off_bit((unsigned)ch->bit);
        (void)root_channel_leave(rt_root(), ch->id); /* it was ours: cannot fail */
    }
    ch->bit = -1;
    ch->base = NULL;
    slot_drop(&ch->endpoint);
    slot_drop(&ch->signal);
}

static bool task_has_dma(void)
{
    for (uint32_t i = 0; i < rt_task_info->mem_count; i++) {
        if (rt_task_info->mem[i].flags & TASK_MEM_DMA)
            return true;
    }
    return false;
}

/* A driver's device may read and write the channel itself.  Best effort: what is not known is
 * copied. */
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
    uint64_t vaddr;
    if (id > UINT32_MAX)
        return -EINVAL;
    client->signal = rt_cslot_alloc();
    if (client->signal == 0)
        return -ENOMEM;
    client->channel = (uint32_t)id;
    client->bit = root_channel_join(rt_root(), client->channel, client->badge, client->signal,
                                    &vaddr, &client->bytes);
    if (client->bit < 0) {
        rt_cslot_free(client->signal);
        return client->bit;
    }
    client->base = (char *)vaddr;
    int err = rt_on_bit((unsigned)client->bit, ipc_server_client_gone, client);
    if (err) {
        ipc_server_leave(client);
        return err;
    }
    if (task_has_dma())
        know_addresses(client);
    return 0;
}

void ipc_server_leave(struct ipc_server_client *client)
{
    rt_dma_remove(client->base, client->bytes);
    rt_off_bit((unsigned)client->bit);
    (void)root_channel_leave(rt_root(), client->channel); /* it was joined: cannot fail */
    rt_cslot_delete(client->signal);
}

void ipc_serve(struct ipc_server *server)
{
    server->rt = (struct rt_server){.handle = ipc_server_handle, .ctx = server};
    int err = root_ready(rt_root());
    if (err)
        rt_panic("root-task refuses root_ready: error %d", err);
    rt_loop(&server->rt);
}
