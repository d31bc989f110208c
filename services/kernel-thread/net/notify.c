/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of mq_notify to netlink sockets. */
#include "net/notify.h"

#include <linux/errno.h>
#include <string.h>

#include "mm/user.h"
#include "net/unix.h"

int notify_check(const struct file *f)
{
    const struct usock *s = file_socket(f);

    return !s ? -ENOTSOCK : s->netlink ? 0 : -EINVAL;
}

void notify_send(struct file *f, const uint8_t cookie[NOTIFY_COOKIE_BYTES], enum notify_code code)
{
    struct usock *s = file_socket(f);
    uint8_t bytes[NOTIFY_COOKIE_BYTES];
    struct usock_message m = { 0 };
    struct packet *p;
    struct uio uio;

    memcpy(bytes, cookie, sizeof bytes);
    bytes[sizeof bytes - 1] = (uint8_t)code;
    uio_from_kernel(&uio, bytes, sizeof bytes);
    if (packet_new(NULL, s, s, &uio, sizeof bytes, &m, &p) == 0)
        packet_queue(s, p);
}
