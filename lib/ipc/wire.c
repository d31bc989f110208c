/* SPDX-License-Identifier: BSD-2-Clause */
/* ipc/wire.c: writing and reading the words of a message. */
#include <ipc/wire.h>

#include <string.h>

#include <linux/errno.h>

struct ipc_wire ipc_wire(uint64_t *words, uint32_t end)
{
    return (struct ipc_wire){.words = words, .end = end};
}

static void fail(struct ipc_wire *w, int err)
{
    if (w->err == 0)
        w->err = err;
}

/* Room for `count` bytes in whole words; NULL, with an error, if there is none. */
static uint64_t *take(struct ipc_wire *w, size_t count)
{
    size_t words = count / 8 + (count % 8 != 0);
    if (w->err != 0 || words > w->end - w->used) {
        fail(w, -EMSGSIZE);
        return NULL;
    }
    uint64_t *at = w->words + w->used;
    w->used += (uint32_t)words;
    return at;
}

void ipc_put_word(struct ipc_wire *w, uint64_t value)
{
    uint64_t *at = take(w, sizeof(value));
    if (at != NULL)
        *at = value;
}

void ipc_put_bytes(struct ipc_wire *w, const void *bytes, size_t count)
{
    uint64_t *at = take(w, count);
    if (at == NULL || count == 0)
        return;
    at[(count - 1) / 8] = 0; /* no stale bytes behind the last one */
    memcpy(at, bytes, count);
}

void ipc_put_string(struct ipc_wire *w, const char *s, size_t max)
{
    size_t len = strnlen(s, max + 1);
    if (len > max) {
        fail(w, -ENAMETOOLONG);
        return;
    }
    ipc_put_word(w, len);
    ipc_put_bytes(w, s, len);
}

uint64_t ipc_get_word(struct ipc_wire *w, uint64_t max)
{
    const uint64_t *at = take(w, sizeof(*at));
    if (at == NULL)
        return 0;
    if (*at > max) {
        fail(w, -EINVAL);
        return 0;
    }
    return *at;
}

int64_t ipc_get_signed(struct ipc_wire *w, int64_t min, int64_t max)
{
    int64_t value = (int64_t)ipc_get_word(w, UINT64_MAX);
    if (value < min || value > max) {
        fail(w, -EINVAL);
        return 0;
    }
    return value;
}

void ipc_get_bytes(struct ipc_wire *w, void *bytes, size_t count)
{
    const uint64_t *at = take(w, count);
    if (at != NULL)
        memcpy(bytes, at, count);
    else
        memset(bytes, 0, count);
}

void ipc_get_string(struct ipc_wire *w, char *buf, size_t size)
{
    size_t len = ipc_get_word(w, UINT64_MAX);
    buf[0] = '\0';
    if (w->err != 0)
        return;
    if (len >= size) {
        fail(w, -ENAMETOOLONG);
        return;
    }
    ipc_get_bytes(w, buf, len);
    buf[len] = '\0';
    if (w->err == 0 && strlen(buf) != len)
        fail(w, -EINVAL);
}
