/* SPDX-License-Identifier: BSD-2-Clause */
/* /proc/net: local sockets; of other families there are only the headings. */
#include <linux/errno.h>

#include "fs/inode.h"
#include "fs/procfs_int.h"
#include "fs/text.h"
#include "net/unix.h"

static void show_socket(struct usock *s, void *ctx)
{
    struct text *out = ctx;

    text_printf(out, "%016lx: %08X %08X %08X %04X %02X %5lu", (unsigned long)(uintptr_t)s, s->refs, 0,
                s->state == USOCK_LISTENING ? 0x10000 : 0, s->type, s->state == USOCK_CONNECTED ? 3 : 1,
                s->file_inode ? (unsigned long)s->file_inode->ino : 0);
    uint32_t len = s->name.len > 2 ? s->name.len - 2 : 0;
    if (len) {
        text_printf(out, " ");
        for (uint32_t i = 0; i < len && (s->name.sun.path[0] ? s->name.sun.path[i] != 0 : 1); i++)
            text_add(out, s->name.sun.path[i] ? &s->name.sun.path[i] : "@", 1);
    }
    text_printf(out, "\n");
}

static int show_unix(struct text *out, struct proc *p, const struct procfs_node *node)
{
    (void)p;
    (void)node;
    text_printf(out, "Num       RefCount Protocol Flags    Type St Inode Path\n");
    usock_each(show_socket, out);
    return 0;
}

#define TEXT(name, contents) { name, PROCFS_FILE, 0444, .constant = contents "\n" }

const struct procfs_entry procfs_net[] = {
    TEXT("arp", "IP address       HW type     Flags       HW address            Mask     Device"),
    TEXT("dev", "Inter-|   Receive                                                |  Transmit\n"
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls "
                "carrier compressed"),
    { "if_inet6", PROCFS_FILE, 0444, .constant = "" },
    TEXT("netlink", "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode"),
    TEXT("packet", "sk               RefCnt Type Proto  Iface R Rmem   User   Inode"),
    TEXT("raw", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer "
                "drops"),
    { "route", PROCFS_FILE, 0444, .constant = "" },
    TEXT("sockstat", "sockets: used 0\nTCP: inuse 0 orphan 0 tw 0 alloc 0 mem 0\nUDP: inuse 0 mem 0\nUDPLITE: inuse 0\n"
                     "RAW: inuse 0\nFRAG: inuse 0 memory 0"),
    TEXT("tcp", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
                "                                                     "),
    TEXT("udp", "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer "
                "drops            "),
    { "unix", PROCFS_FILE, 0444, .show = show_unix },
    { 0 },
};
