/* SPDX-License-Identifier: BSD-2-Clause */
/* Client stub and dispatcher of one interface against each other, through a channel in plain
 * memory: every kind of parameter, answers that come later, and messages and completions that lie.
 */
#include "host_test.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <ipc/toy_gen.h>
#include <ipc/transport.h>
#include <linux/errno.h>
#include <rt/bulk.h>
#include <rt/dma.h>
#include <rt/fiber.h>

/* Both ends. */
static _Alignas(4096) char memory[IPC_CHANNEL_BYTES];
static struct ipc_server server;
static struct ipc_channel *client_end;
static struct rt_waitq service_wait; /* where the implementation waits */
static bool lie_about_result, server_dead;
static unsigned opened, closed, left;
static unsigned calls;

/* The implementation. */
static int impl_add(struct toy *t, uint8_t a, int32_t b)
{
    (void)t;
    return a + b;
}

static int impl_move(struct toy *t, const struct toy_point *from, uint32_t wait,
                     struct toy_point *to, uint64_t *distance)
{
    (void)t;
    struct toy_point p = *from;
    if (wait != 0)
        rt_wait(&service_wait);
    to->x = p.x + 1;
    to->y = (uint16_t)(p.y + 1);
    *distance = 2;
    return 0;
}

static ssize_t impl_join(struct toy *t, const char *a, void *buf, uint32_t size, const char *b)
{
    (void)t;
    size_t la = strlen(a), lb = strlen(b);
    if (lie_about_result)
        return (ssize_t)size + 1;
    if (la + lb + 1 > size)
        return -ENAMETOOLONG;
    char *out = buf;
    memcpy(out, a, la);
    out[la] = '/';
    memcpy(out + la + 1, b, lb);
    return (ssize_t)(la + lb + 1);
}

static ssize_t impl_sum(struct toy *t, const void *numbers, uint32_t count)
{
    (void)t;
    ssize_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += ((const uint16_t *)numbers)[i];
    return sum;
}

static int impl_fill(struct toy *t, uint32_t count, uint8_t value, uint32_t wait, void *buf)
{
    (void)t;
    if (wait != 0)
        rt_wait(&service_wait);
    memset(buf, value, (size_t)count * 512);
    return 0;
}

/* What stands for a device: it works on the pieces of a buffer, by their "physical" addresses,
 * which are real ones here. */
static bool device; /* the service has one; else it touches the bytes */
static unsigned in_place, by_channel;
static char store[IPC_PAGE * 40];

static int impl_move_bytes(char *stored, const void *buf, uint32_t count, bool in)
{
    struct rt_dma_piece piece[RT_BULK_PIECES];
    if (!device || !rt_bulk_is_named(buf)) {
        by_channel++;
        return in ? rt_bulk_get(stored, buf, count) : rt_bulk_put((void *)buf, stored, count);
    }
    int pieces = rt_dma_pieces(buf, count, piece, RT_BULK_PIECES);
    for (int i = 0; i < pieces; i++) {
        void *at = (void *)piece[i].paddr;
        memcpy(in ? stored : at, in ? at : stored, piece[i].bytes);
        stored += piece[i].bytes;
    }
    in_place++;
    return pieces < 0 ? pieces : 0;
}

static ssize_t impl_load(struct toy *t, uint32_t count, void *buf)
{
    (void)t;
    int err = count > sizeof(store) ? -E2BIG : impl_move_bytes(store, buf, count, false);
    return err ? err : (ssize_t)count;
}

static ssize_t impl_store(struct toy *t, const void *buf, uint32_t count)
{
    (void)t;
    int err = count > sizeof(store) ? -E2BIG : impl_move_bytes(store, buf, count, true);
    return err ? err : (ssize_t)count;
}

static const struct toy_ops impl_ops = {.add = impl_add,
                                        .move = impl_move,
                                        .join = impl_join,
                                        .sum = impl_sum,
                                        .fill = impl_fill,
                                        .load = impl_load,
                                        .store = impl_store};
static struct toy impl = {&impl_ops};

static int dispatch(void *any, struct ipc_server_client *client, struct rt_message *m)
{
    return toy_dispatch(any, client, m);
}

/* The kernel of the test: a call runs the server's handler on a fiber, as rt_loop does. */
static void handler(void *arg)
{
    ipc_server_handle(&server.rt, arg);
    struct rt_message *m = arg;
    if (m->answered_early)
        free(m);
    else
        m->no_reply = true; /* ended: read by ipc_transport_call */
}

void ipc_transport_call(uint64_t endpoint, struct rt_message *m)
{
    (void)endpoint;
    calls++;
    if (server_dead) { /* the kernel's answer to a call on a deleted capability */
        m->label = 2;
        m->length = 1;
        return;
    }
    struct rt_message *at_server = malloc(sizeof(*at_server));
    *at_server = *m;
    at_server->badge = 5;
    at_server->early_answer = at_server->answered_early = at_server->no_reply = false;
    assert_int_equal(rt_fiber_start(handler, at_server), 0);
    rt_yield();
    if (at_server->no_reply) {
        *m = *at_server;
        free(at_server);
    } else {
        assert_true(at_server->early_answer);
        at_server->answered_early = true;
        m->label = RT_LABEL_PENDING;
        m->length = 0;
    }
}

static bool notified;

void ipc_transport_signal(uint64_t slot)
{
    assert_int_equal(slot, 77);
    notified = true;
}

int ipc_server_join(struct ipc_server_client *client, uint64_t id)
{
    if (id != 1234)
        return -EPERM;
    client->base = memory;
    client->bytes = sizeof(memory);
    client->signal = 77;
    return 0;
}

void ipc_server_leave(struct ipc_server_client *client)
{
    (void)client;
    left++;
}

void ipc_channel_close(struct ipc_channel *ch)
{
    ipc_channel_unlink(ch);
    ch->base = NULL;
    closed++;
}

int ipc_channel_open(struct ipc_channel *ch, const char *service)
{
    opened++;
    ch->service = service;
    if (server_dead)
        return -ESHUTDOWN;
    assert_string_equal(service, "toy-thread");
    ch->base = memory;
    client_end = ch;
    ipc_channel_link(ch);
    struct rt_message m = {.label = IPC_OP_ATTACH, .length = 1, .mr = {1234}};
    ipc_transport_call(0, &m);
    return (int)m.mr[0];
}

void ipc_serve(struct ipc_server *s)
{
    (void)s;
    abort();
}

static struct toy *toy;

/* Sends a message as a hostile client would; returns the answer's result. */
static int64_t raw(uint64_t badge, uint64_t label, uint32_t length, const uint64_t *words)
{
    struct rt_message m = {.badge = badge, .label = label, .length = length};
    memcpy(m.mr, words, length * sizeof(words[0]));
    ipc_server_handle(&server.rt, &m);
    assert_int_equal(m.label, RT_LABEL_DONE);
    assert_true(m.length >= 1);
    return (int64_t)m.mr[0];
}

static int attaches(void *arg)
{
    (void)arg;
    server = (struct ipc_server){.dispatch = dispatch, .impl = &impl};
    server.rt.ctx = &server;
    const uint64_t add[] = {0, 1, 1};
    assert_int_equal(raw(5, TOY_OP_ADD, 3, add), -ENOTCONN);
    assert_int_equal(raw(5, IPC_OP_ATTACH, 0, add), -EINVAL);
    assert_int_equal(raw(5, IPC_OP_ATTACH, 1, add), -EPERM);
    toy = toy_remote_new("toy-thread");
    assert_non_null(toy);
    assert_int_equal(raw(6, TOY_OP_ADD, 3, add), -ENOTCONN);
    assert_int_equal(raw(5, TOY_OP_ADD, 3, add), 2);
    return 0;
}

static int setup(void **state)
{
    (void)state;
    return rt_run(attaches, NULL);
}

static int parameters(void *arg)
{
    (void)arg;
    assert_int_equal(toy_add(toy, 200, -300), -100);
    assert_int_equal(toy_add(toy, 255, INT32_MAX - 255), INT32_MAX);

    struct toy_point from = {.x = -5, .y = 65534}, to = {0};
    uint64_t distance = 0;
    assert_int_equal(toy_move(toy, &from, 0, &to, &distance), 0);
    assert_int_equal(to.x, -4);
    assert_int_equal(to.y, 65535);
    assert_int_equal(distance, 2);

    char buf[600];
    memset(buf, '#', sizeof(buf));
    assert_int_equal(toy_join(toy, "usr", buf, sizeof(buf), "bin"), 7);
    assert_memory_equal(buf, "usr/bin###", 10);
    assert_int_equal(toy_join(toy, "", buf, 3, "xyz"), -ENAMETOOLONG);

    char longest[IPC_STRING_MAX + 1];
    memset(longest, 'a', sizeof(longest));
    longest[IPC_STRING_MAX - 1] = '\0';
    assert_int_equal(toy_join(toy, longest, buf, sizeof(buf), longest), 2 * 255 + 1);
    assert_memory_equal(buf, longest, 255);
    longest[IPC_STRING_MAX - 1] = 'a';
    longest[IPC_STRING_MAX] = '\0';
    unsigned before = calls;
    assert_int_equal(toy_join(toy, longest, buf, sizeof(buf), "b"), -ENAMETOOLONG);
    assert_int_equal(calls, before); /* not even sent */

    uint16_t numbers[] = {1, 2, 3, 60000};
    assert_int_equal(toy_sum(toy, numbers, 4), 60006);
    assert_int_equal(toy_sum(toy, NULL, 0), 0);
    return 0;
}

static void test_parameters(void **state)
{
    (void)state;
    rt_run(parameters, NULL);
}

static int result_beyond_the_buffer(void *arg)
{
    (void)arg;
    char buf[16] = "untouched";
    lie_about_result = true;
    assert_int_equal(toy_join(toy, "a", buf, sizeof(buf), "b"), -EIO);
    lie_about_result = false;
    assert_string_equal(buf, "untouched");
    assert_int_equal(toy_sum(toy, buf, UINT32_MAX), -E2BIG);
    assert_int_equal(toy_join(toy, "a", buf, sizeof(buf), "b"), 3); /* ids and pages came back */
    return 0;
}

static void test_result(void **state)
{
    (void)state;
    rt_run(result_beyond_the_buffer, NULL);
}

/* More waiting requests than there are ids, with more data than the channel holds. */
static unsigned filled;

static void fills(void *arg)
{
    enum { COUNT = 40 };
    unsigned char *buf = malloc(COUNT * 512);
    uint8_t value = (uint8_t)(uintptr_t)arg;
    assert_int_equal(toy_fill(toy, COUNT, value, 1, buf), 0);
    for (int i = 0; i < COUNT * 512; i++)
        assert_int_equal(buf[i], value);
    free(buf);
    filled++;
}

static int many_at_once(void *arg)
{
    (void)arg;
    unsigned rounds = 0;
    for (uintptr_t i = 1; i <= 150; i++)
        assert_int_equal(rt_fiber_start(fills, (void *)i), 0);
    while (filled < 150 && ++rounds < 1000) {
        rt_yield();
        rt_yield();
        rt_waitq_wake_all(&service_wait);
        rt_yield();
        if (notified)
            ipc_channel_completed(client_end);
        notified = false;
    }
    assert_int_equal(filled, 150);
    assert_int_equal(server.clients->busy, 0);
    for (int i = 0; i < IPC_DATA_PAGES / 64; i++)
        assert_int_equal(client_end->page_used[i], 0);
    return 0;
}

static void test_pending(void **state)
{
    (void)state;
    rt_run(many_at_once, NULL);
}

static int move_result = 1;

static void moves_later(void *arg)
{
    struct toy_point from = {.x = 1}, *to = arg;
    uint64_t distance;
    move_result = toy_move(toy, &from, 1, to, &distance);
}

/* A client that ends while a request of its is in work: the record goes with the request. */
static int client_ends(void *arg)
{
    (void)arg;
    struct toy_point to = {0};
    rt_fiber_start(moves_later, &to);
    rt_yield();
    rt_yield();
    rt_yield();
    struct ipc_server_client *c = server.clients;
    unsigned before = left;
    ipc_server_client_gone(c);
    assert_int_equal(left, before);
    assert_ptr_equal(server.clients, c);
    rt_waitq_wake_all(&service_wait);
    rt_yield();
    assert_int_equal(left, before + 1);
    assert_null(server.clients);
    ipc_channel_completed(client_end);
    rt_yield();

    const uint64_t id = 1234;
    assert_int_equal(raw(5, IPC_OP_ATTACH, 1, &id), 0);
    ipc_server_client_gone(server.clients); /* without a request, at once */
    assert_null(server.clients);
    assert_int_equal(raw(5, IPC_OP_ATTACH, 1, &id), 0);
    assert_int_equal(toy_add(toy, 1, 1), 2);
    return 0;
}

static void test_client_ends(void **state)
{
    (void)state;
    rt_run(client_ends, NULL);
}

/* Buffers larger than the channel go in chunks. */
static int large(void *arg)
{
    enum { COUNT = 5000, NUMBERS = COUNT * 256 };
    uint16_t *buf = malloc(COUNT * 512);
    ssize_t sum = 0;
    (void)arg;
    for (unsigned i = 0; i < NUMBERS; i++) {
        buf[i] = (uint16_t)(i * 7);
        sum += buf[i];
    }
    assert_int_equal(toy_sum(toy, buf, NUMBERS), sum);
    assert_int_equal(toy_fill(toy, COUNT, 0xa5, 0, buf), 0);
    for (unsigned i = 0; i < NUMBERS; i++)
        assert_int_equal(buf[i], 0xa5a5);
    memset(buf, '#', COUNT * 512);
    assert_int_equal(toy_join(toy, "usr", (char *)buf, COUNT * 512, "bin"), 7);
    assert_memory_equal(buf, "usr/bin###", 10);
    assert_int_equal(toy_sum(toy, buf, IPC_LARGE_MAX / 2 + 1), -E2BIG);
    assert_int_equal(server.clients->large_bytes, 0);
    for (int i = 0; i < IPC_DATA_PAGES / 64; i++)
        assert_int_equal(client_end->page_used[i], 0);
    free(buf);
    return 0;
}

static void test_large(void **state)
{
    (void)state;
    rt_run(large, NULL);
}

static int64_t about_large(uint64_t op, uint64_t id, uint64_t at, uint64_t count, uint64_t offset)
{
    const uint64_t words[] = {id, at, count, offset};
    return raw(5, op, 4, words);
}

static int hostile_large(void *arg)
{
    const uint64_t sum[] = {3, IPC_LARGE, 2048};
    (void)arg;
    assert_int_equal(raw(5, TOY_OP_SUM, 3, sum), -EINVAL); /* there is none */
    assert_int_equal(about_large(IPC_OP_LARGE, 64, 0, 4096, 0), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE, UINT64_MAX, 0, 4096, 0), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE, 3, 0, 0, 0), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE, 3, 0, IPC_LARGE_MAX + 1, 0), -E2BIG);
    assert_int_equal(about_large(IPC_OP_LARGE, 3, 0, UINT64_MAX, 0), -E2BIG);
    assert_int_equal(raw(5, IPC_OP_LARGE, 3, sum), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE, 3, 0, 4096, 0), 0);
    assert_int_equal(about_large(IPC_OP_LARGE, 4, 0, IPC_LARGE_MAX - 4095, 0),
                     -E2BIG);                        /* all together */
    assert_int_equal(raw(5, TOY_OP_SUM, 3, sum), 0); /* zeroed */
    memset(memory + IPC_DATA_OFFSET, 1, 4096);
    assert_int_equal(about_large(IPC_OP_LARGE_PUT, 3, 4090, 6, IPC_DATA_OFFSET), 0);
    assert_int_equal(raw(5, TOY_OP_SUM, 3, sum), 3 * 257);
    assert_int_equal(about_large(IPC_OP_LARGE_PUT, 3, 4090, 7, IPC_DATA_OFFSET), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE_PUT, 3, UINT64_MAX, 2, IPC_DATA_OFFSET), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE_GET, 3, 0, 4096, 0),
                     -EINVAL); /* over the completions */
    assert_int_equal(about_large(IPC_OP_LARGE_GET, 3, 0, 4096, IPC_CHANNEL_BYTES - 4095), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE_GET, 3, 0, 4096, UINT64_MAX), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE_GET, 5, 0, 1, IPC_DATA_OFFSET), -EINVAL);
    const uint64_t longer[] = {3, IPC_LARGE, 2049};
    assert_int_equal(raw(5, TOY_OP_SUM, 3, longer), -EINVAL);
    assert_int_equal(about_large(IPC_OP_LARGE_DROP, 3, 0, 0, 0), 0);
    assert_int_equal(about_large(IPC_OP_LARGE_DROP, 3, 0, 0, 0), 0);
    assert_int_equal(raw(5, TOY_OP_SUM, 3, sum), -EINVAL);
    assert_int_equal(server.clients->large_bytes, 0);
    return 0;
}

static void test_hostile_large(void **state)
{
    (void)state;
    rt_run(hostile_large, NULL);
}

/* Region 2 of task 5, the client, and region 3 of task 9; "physical" addresses are those of the
 * test itself. */
static _Alignas(4096) char pages[16 * IPC_PAGE], others[4 * IPC_PAGE];
static struct region_line table[REGION_LINES];
static uint32_t uses[REGION_LINES];
enum { REGION = 2 + 7 * REGION_LINES, OTHERS = 3 };

static void make_table(void)
{
    table[2] =
        (struct region_line){.paddr = (uint64_t)pages, .owner = 5, .number = REGION, .bits = 16};
    table[3] =
        (struct region_line){.paddr = (uint64_t)others, .owner = 9, .number = OTHERS, .bits = 14};
    rt_bulk_set_table(table, uses, NULL);
    assert_int_equal(rt_dma_add_region(pages, sizeof(pages), (uint64_t)pages, REGION, 0), 0);
}

/* Writes the buffer to the service and reads it back; what came and how. */
static void there_and_back(void *buf, uint32_t count, unsigned want_in_place,
                           unsigned want_by_channel)
{
    static char before[sizeof(store)], after[sizeof(store)];
    in_place = by_channel = 0;
    memset(store, 0, sizeof(store));
    assert_int_equal(rt_bulk_get(before, buf, count), 0);
    assert_int_equal(toy_store(toy, buf, count), count);
    assert_memory_equal(store, before, count);
    for (uint32_t i = 0; i < count; i++)
        store[i] = (char)(store[i] + 1);
    assert_int_equal(toy_load(toy, count, buf), count);
    assert_int_equal(rt_bulk_get(after, buf, count), 0);
    assert_memory_equal(store, after, count);
    assert_int_equal(in_place, want_in_place);
    assert_int_equal(by_channel, want_by_channel);
    for (int i = 0; i < REGION_LINES; i++)
        assert_int_equal(uses[i], 0);
}

static int bulk(void *arg)
{
    (void)arg;
    for (size_t i = 0; i < sizeof(pages); i++)
        pages[i] = (char)(i * 31 ^ i >> 8);
    make_table();
    device = true;
    there_and_back(pages + 512, 3 * IPC_PAGE, 2, 0);
    there_and_back(pages, 512, 0, 2);          /* small: copied */
    there_and_back(pages + 8, IPC_PAGE, 0, 2); /* does not begin at a unit */
    there_and_back(pages, IPC_PAGE + 100, 1,
                   1); /* a device may read, but not write, past the end */
    char *heap = malloc(2 * IPC_PAGE);
    memset(heap, 5, 2 * IPC_PAGE);
    there_and_back(heap, 2 * IPC_PAGE, 0, 2);
    free(heap);

    void *parts[] = {pages + 5 * IPC_PAGE, pages + 3 * IPC_PAGE, pages + 4 * IPC_PAGE, pages};
    void *gathered = rt_bulk_gather(parts, 4, IPC_PAGE);
    there_and_back(gathered, 4 * IPC_PAGE, 2, 0);
    there_and_back((char *)gathered + IPC_PAGE + 512, 2 * IPC_PAGE, 2, 0);
    device = false; /* gives back -EREMOTE: the stub sends the bytes */
    there_and_back(gathered, 4 * IPC_PAGE, 0, 4);
    rt_bulk_drop(gathered);
    return 0;
}

static void test_bulk(void **state)
{
    (void)state;
    rt_run(bulk, NULL);
}

/* A message of toy_store that names one piece. */
static int64_t store_named(uint64_t owner, uint32_t region, uint64_t offset, uint32_t bytes,
                           uint64_t count)
{
    uint64_t words[] = {0, 1ull << 63 | 1, owner,
                        (uint64_t)region << 32 | (uint64_t)(bytes / 512) << 23 | offset / 512,
                        count};
    int64_t result = raw(5, TOY_OP_STORE, 5, words);
    for (int i = 0; i < REGION_LINES; i++)
        assert_int_equal(uses[i], 0);
    return result;
}

static int hostile_names(void *arg)
{
    (void)arg;
    device = true;
    assert_int_equal(store_named(0, REGION, 0, 4096, 4096), 4096);
    assert_int_equal(store_named(5, REGION, 15 * 4096, 4096, 4096), 4096);
    assert_int_equal(store_named(0, REGION, 15 * 4096, 8192, 8192), -EFAULT); /* past its end */
    assert_int_equal(store_named(0, REGION, 16 * 4096, 4096, 4096), -EFAULT);
    assert_int_equal(store_named(0, REGION - REGION_LINES, 0, 4096, 4096),
                     -EFAULT); /* it had ended */
    assert_int_equal(store_named(0, 100, 0, 4096, 4096), -EFAULT);
    assert_int_equal(store_named(0, UINT32_MAX, 0, 4096, 4096), -EFAULT);
    assert_int_equal(store_named(0, OTHERS, 0, 4096, 4096), -EPERM);
    assert_int_equal(store_named(9, OTHERS, 0, 4096, 4096), -EPERM); /* task 9 has not shared it */
    assert_int_equal(store_named(9, REGION, 0, 4096, 4096), -EPERM);
    table[3].users = 1 << 4;
    assert_int_equal(store_named(9, OTHERS, 0, 4096, 4096), 4096); /* now it has */
    assert_int_equal(store_named(0, OTHERS, 0, 4096, 4096), -EPERM);
    table[3].users = 0;
    assert_int_equal(store_named(0, REGION, 0, 4096, 512), -EINVAL);  /* longer than said, */
    assert_int_equal(store_named(0, REGION, 0, 4096, 8192), -EINVAL); /* shorter */
    assert_int_equal(store_named(0, REGION, 0, 0, 0), -EINVAL);

    uint64_t words[60] = {0, 1ull << 63, 0};
    words[3] = 0; /* no pieces, count 0 */
    assert_int_equal(raw(5, TOY_OP_STORE, 4, words), -EINVAL);
    words[1] = 1ull << 63 | 33; /* too many */
    for (int i = 3; i < 60; i++)
        words[i] = (uint64_t)REGION << 32 | 1ull << 23;
    assert_int_equal(raw(5, TOY_OP_STORE, 60, words), -EINVAL);
    words[1] = UINT64_MAX;
    assert_int_equal(raw(5, TOY_OP_STORE, 60, words), -EINVAL);
    words[1] = 1ull << 63 | 32; /* the message ends before */
    assert_int_equal(raw(5, TOY_OP_STORE, 20, words), -EMSGSIZE);
    /* where no name is allowed, it is a bad offset */
    const uint64_t sum[] = {0, 1ull << 63 | 1, 0, (uint64_t)REGION << 32 | 8ull << 23, 16};
    assert_int_equal(raw(5, TOY_OP_SUM, 5, sum), -EINVAL);

    rt_bulk_set_table(NULL, NULL,
                      NULL); /* a server that drives no device takes names of its client only */
    assert_int_equal(store_named(9, OTHERS, 0, 4096, 4096), -EPERM);
    device = false;
    assert_int_equal(store_named(0, REGION, 0, 4096, 4096), -EREMOTE); /* could only pass it on */
    return 0;
}

static void test_hostile_names(void **state)
{
    (void)state;
    rt_run(hostile_names, NULL);
}

static int lying_completions(void *arg)
{
    (void)arg;
    struct ipc_shared *shared = (struct ipc_shared *)(void *)memory;
    struct toy_point to = {0};
    rt_fiber_start(moves_later, &to);
    rt_yield();
    rt_yield();
    rt_yield();
    shared->completion[0].result = INT64_MIN;
    atomic_store(&shared->done, UINT64_MAX); /* all of them, also those that nobody asked for */
    ipc_channel_completed(client_end);
    rt_yield();
    assert_int_equal(move_result, -EIO);
    assert_int_equal(to.x, 0);
    rt_waitq_wake_all(&service_wait);
    rt_yield();
    ipc_channel_completed(client_end); /* the true completion, too late */
    return 0;
}

static int server_ends(void *arg)
{
    (void)arg;
    struct toy_point to = {0};
    move_result = 1;
    rt_fiber_start(moves_later, &to);
    rt_yield();
    rt_yield();
    rt_yield();
    ipc_channels_check(NULL); /* some server has ended, but not this one */
    rt_yield();
    assert_int_equal(move_result, 1);
    server_dead = true;
    ipc_channels_check(NULL);
    rt_yield();
    assert_int_equal(move_result, -EIO);

    unsigned before = opened;
    char buf[16] = "untouched";
    assert_int_equal(toy_add(toy, 1, 1), -EIO); /* looked for a new one: there is none */
    assert_int_equal(opened, before + 1);
    assert_int_equal(toy_sum(toy, buf, 4), -EIO);
    assert_int_equal(toy_fill(toy, 1, 1, 0, buf), -EIO);
    assert_string_equal(buf, "untouched");

    server_dead = false;
    rt_waitq_wake_all(&service_wait); /* what was left of the old one */
    rt_yield();
    before = opened;
    assert_int_equal(toy_add(toy, 1, 1), 2); /* the new one */
    assert_int_equal(opened, before + 1);
    assert_int_equal(toy_add(toy, 1, 2), 3);
    assert_int_equal(opened, before + 1);
    return 0;
}

static void test_server_ends(void **state)
{
    (void)state;
    rt_run(server_ends, NULL);
}

static void test_lying_server(void **state)
{
    (void)state;
    rt_run(lying_completions, NULL);
}

static int malformed(void *arg)
{
    (void)arg;
    uint64_t w[RT_MESSAGE_WORDS] = {0};

    assert_int_equal(raw(5, TOY_OP_ADD, 0, w), -EMSGSIZE);
    assert_int_equal(raw(5, TOY_OP_ADD, 2, w), -EMSGSIZE);
    assert_int_equal(raw(5, TOY_OP_STORE + 1, 2, w), -ENOSYS);
    assert_int_equal(raw(5, UINT64_MAX >> 12, 2, w), -ENOSYS);
    w[0] = IPC_REQUESTS;
    assert_int_equal(raw(5, TOY_OP_ADD, 3, w), -EINVAL); /* id */
    w[0] = 0;
    w[1] = 256;
    assert_int_equal(raw(5, TOY_OP_ADD, 3, w), -EINVAL); /* uint8_t */
    w[1] = 1;
    w[2] = 1ul << 31;
    assert_int_equal(raw(5, TOY_OP_ADD, 3, w), -EINVAL); /* int32_t */
    w[2] = (uint64_t)-1;
    assert_int_equal(raw(5, TOY_OP_ADD, 3, w), 0);

    /* buffers: below the data area, behind its end, unaligned, wrapping */
    static const uint64_t offsets[] = {0,
                                       IPC_DATA_OFFSET - 8,
                                       IPC_DATA_OFFSET + 4,
                                       IPC_CHANNEL_BYTES,
                                       IPC_CHANNEL_BYTES - 504,
                                       UINT64_MAX - 7,
                                       UINT64_MAX};
    uint64_t fill[] = {0, 1, 7, 0, 0};
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        fill[4] = offsets[i];
        assert_int_equal(raw(5, TOY_OP_FILL, 5, fill), -EINVAL);
    }
    fill[4] = IPC_CHANNEL_BYTES - 512;
    assert_int_equal(raw(5, TOY_OP_FILL, 5, fill), 0);
    fill[1] = UINT32_MAX; /* 512 times this does not fit 32 bits */
    fill[4] = IPC_DATA_OFFSET;
    assert_int_equal(raw(5, TOY_OP_FILL, 5, fill), -EINVAL);

    /* strings: longer than the message, longer than allowed, with a NUL inside */
    uint64_t join[RT_MESSAGE_WORDS] = {0, 8, 0x4141414141414141, IPC_DATA_OFFSET, 16, 1, 'b'};
    assert_int_equal(raw(5, TOY_OP_JOIN, 7, join), 10);
    join[2] = 0x4141410041414141;
    assert_int_equal(raw(5, TOY_OP_JOIN, 7, join), -EINVAL);
    join[1] = 200;
    assert_int_equal(raw(5, TOY_OP_JOIN, 7, join), -EMSGSIZE);
    join[1] = IPC_STRING_MAX;
    assert_int_equal(raw(5, TOY_OP_JOIN, RT_MESSAGE_WORDS, join), -ENAMETOOLONG);
    join[1] = UINT64_MAX;
    assert_int_equal(raw(5, TOY_OP_JOIN, RT_MESSAGE_WORDS, join), -ENAMETOOLONG);
    assert_int_equal(server.clients->busy, 0);
    return 0;
}

static void test_malformed(void **state)
{
    (void)state;
    rt_run(malformed, NULL);
}

static int twice_the_same_id(void *arg)
{
    (void)arg;
    const uint64_t add[] = {0, 1, 1};
    struct toy_point to;
    rt_fiber_start(moves_later, &to); /* takes id 0 and waits */
    rt_yield();
    rt_yield();
    rt_yield();
    assert_int_equal(raw(5, TOY_OP_ADD, 3, add), -EBUSY);
    const uint64_t id = 1234;
    assert_int_equal(raw(5, IPC_OP_ATTACH, 1, &id), -EBUSY);
    rt_waitq_wake_all(&service_wait);
    rt_yield();
    ipc_channel_completed(client_end);
    rt_yield();
    assert_int_equal(move_result, 0);
    assert_int_equal(raw(5, TOY_OP_ADD, 3, add), 2);
    assert_int_equal(raw(5, IPC_OP_ATTACH, 1, &id), 0);
    return 0;
}

static void test_same_id(void **state)
{
    (void)state;
    rt_run(twice_the_same_id, NULL);
}

static void random_run(uint32_t seed)
{
    srand(seed);
    for (int i = 0; i < 20000; i++) {
        uint64_t w[RT_MESSAGE_WORDS];
        for (int k = 0; k < 12; k++) {
            uint64_t small = (uint64_t)rand() % 70, page = (uint64_t)rand() % 300 * 4096;
            w[k] = rand() % 4 == 0 ? page : rand() % 5 == 0 ? (uint64_t)rand() << 33 : small;
        }
        struct rt_message m = {
            .badge = 5, .label = (uint64_t)rand() % 7 + 1, .length = (uint32_t)rand() % 12};
        memcpy(m.mr, w, sizeof(w[0]) * m.length);
        if (m.label == TOY_OP_MOVE || m.label == TOY_OP_FILL)
            m.mr[3] = 0; /* `wait`: nobody would wake them here */
        ipc_server_handle(&server.rt, &m);
        assert_true(m.length >= 1 && m.length <= RT_MESSAGE_WORDS);
    }
}

static int random_messages(void *arg)
{
    (void)arg;
    for (uint32_t seed = 1; seed <= 5; seed++)
        random_run(seed);
    assert_int_equal(server.clients->busy, 0);
    return 0;
}

static void test_random(void **state)
{
    (void)state;
    rt_run(random_messages, NULL);
}

static int teardown(void **state)
{
    (void)state;
    free(toy);
    free(server.clients);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameters),    cmocka_unit_test(test_result),
        cmocka_unit_test(test_pending),       cmocka_unit_test(test_lying_server),
        cmocka_unit_test(test_malformed),     cmocka_unit_test(test_same_id),
        cmocka_unit_test(test_random),        cmocka_unit_test(test_server_ends),
        cmocka_unit_test(test_bulk),          cmocka_unit_test(test_large),
        cmocka_unit_test(test_hostile_large), cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_client_ends),
    };
    return cmocka_run_group_tests_name("ipc_channel", tests, setup, teardown);
}
