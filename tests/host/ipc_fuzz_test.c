/* SPDX-License-Identifier: BSD-2-Clause */
/* Every interface of the system: random messages at its dispatcher, random answers at its stub.
 * The generated operations touch each byte they are given; address and undefined-behaviour
 * sanitizers say when one was not theirs.  FUZZ_ROUNDS=n goes on for longer, FUZZ_SEED=n elsewhere.
 */
#include "host_test.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <ipc/block_gen.h>
#include <ipc/fs_gen.h>
#include <ipc/root_gen.h>
#include <ipc/server.h>
#include <ipc/transport.h>
#include <ipc/uart_gen.h>
#include <linux/errno.h>
#include <rt/bulk.h>
#include <rt/dma.h>
#include <rt/fiber.h>
#include <rt/loop.h>

#include "fuzz.h"

static uint64_t seed = 1;

/* The only region that the attacker may name is line 1. */
enum { ATTACKER = 7, REGION_BITS = 21 };
#define REGION_PADDR 0x40000000ull
static struct region_line table[REGION_LINES] = {
    {.paddr = 0x10000, .owner = 9, .number = 0, .bits = 21},
    {.paddr = REGION_PADDR, .owner = ATTACKER, .number = 1, .bits = REGION_BITS},
};
static uint32_t uses[REGION_LINES];
static unsigned names_held;

static uint64_t random_bits(void)
{
    seed ^= seed << 13; /* xorshift */
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

uint64_t fuzz_word(void)
{
    uint64_t bits = random_bits();
    switch (random_bits() % 8) {
    case 0:
        return bits;
    case 1:
        return ~0ul << bits % 64;
    case 2:
        return (1ul << bits % 64) - 1;
    case 3:
    case 4:
        return bits % 300 * 4096;
    default:
        return bits % 70;
    }
}

int64_t fuzz_result(void)
{
    int64_t word = (int64_t)fuzz_word();
    return random_bits() % 4 == 0 ? -(word & 255) : word;
}

char *fuzz_string(void)
{
    size_t len = random_bits() % 8 == 0 ? random_bits() % 2000 : random_bits() % 20;
    char *s = malloc(len + 1);
    memset(s, 'n', len);
    s[len] = '\0';
    return s;
}

void *fuzz_buffer(uint64_t bytes)
{
    if (bytes > IPC_LARGE_MAX)
        return NULL;
    char *buffer = malloc(bytes == 0 ? 1 : bytes);
    size_t some = bytes < 100000 ? bytes : 100000; /* all of it takes too long */
    fuzz_fill(buffer, some);
    fuzz_fill(buffer + bytes - some, some);
    return buffer;
}

static volatile uint8_t sink;

void fuzz_use(const void *bytes, uint64_t count)
{
    const uint8_t *p = bytes;
    for (uint64_t i = 0; i < count; i++)
        sink ^= p[i];
}

void fuzz_fill(void *bytes, uint64_t count)
{
    if (count != 0)
        memset(bytes, (int)random_bits(), count);
}

void fuzz_bulk(const void *bytes, uint64_t count, bool fill)
{
    struct rt_dma_piece piece[RT_BULK_PIECES];
    if (!rt_bulk_is_named(bytes)) {
        fill ? fuzz_fill((void *)bytes, count) : fuzz_use(bytes, count);
        return;
    }
    int pieces = rt_dma_pieces(bytes, count, piece, RT_BULK_PIECES);
    assert_true(pieces >= 0 || pieces == -EREMOTE);
    uint64_t sum = 0;
    for (int i = 0; i < pieces; i++) {
        assert_true(piece[i].paddr >= REGION_PADDR &&
                    piece[i].paddr + piece[i].bytes <= REGION_PADDR + (1ul << REGION_BITS));
        sum += piece[i].bytes;
    }
    assert_true(pieces < 0 || sum == count);
    names_held++;
    static char byte;
    assert_int_equal(rt_bulk_get(&byte, bytes, count > 0), count > 0 ? -EREMOTE : 0);
}

void fuzz_use_string(const char *s)
{
    assert_true(strlen(s) <= RT_MESSAGE_WORDS * 8);
}

void fuzz_check(bool right)
{
    assert_true(right);
}

/* The channel: memory of exactly its size. */
static char *memory;
static struct ipc_channel *client_end;
static unsigned parked; /* requests that were answered "pending" */

static void random_words(uint64_t *words, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        words[i] = fuzz_word();
}

/* A server that answers anything. */
void ipc_transport_call(uint64_t endpoint, struct rt_message *m)
{
    (void)endpoint;
    assert_true(m->length <= RT_MESSAGE_WORDS);
    m->label = random_bits() % 2;
    if (random_bits() % 64 == 0)
        m->label = fuzz_word();
    m->length = (uint32_t)(random_bits() % (RT_MESSAGE_WORDS + 1));
    random_words(m->mr, m->length);
    parked += m->label == RT_LABEL_PENDING;
}

void ipc_transport_signal(uint64_t slot)
{
    (void)slot;
}

int ipc_channel_open(struct ipc_channel *ch, const char *service)
{
    ch->service = service;
    ch->base = memory;
    client_end = ch;
    return 0;
}

void ipc_channel_close(struct ipc_channel *ch)
{
    (void)ch;
}

int ipc_server_join(struct ipc_server_client *client, uint64_t id)
{
    (void)client;
    (void)id;
    return -EPERM;
}

void ipc_server_leave(struct ipc_server_client *client)
{
    (void)client;
}

void ipc_serve(struct ipc_server *server)
{
    (void)server;
    abort();
}

static unsigned rounds(void)
{
    const char *text = getenv("FUZZ_ROUNDS");
    return text != NULL ? (unsigned)atoi(text) : 20000;
}

typedef int dispatch_fn(void *impl, struct ipc_server_client *client, struct rt_message *m);

/* Puts a name that may be good somewhere into the message, the length where it is often looked for.
 */
static void put_name(struct rt_message *m)
{
    if (random_bits() % 4 == 0) { /* a large buffer, which may be there */
        m->mr[2 + random_bits() % 4] = IPC_LARGE;
        return;
    }
    uint32_t at = 2 + (uint32_t)(random_bits() % 3), pieces = 1 + (uint32_t)(random_bits() % 3),
             units = 0;
    m->mr[at++] = 1ull << 63 | pieces;
    m->mr[at++] = random_bits() % 4 == 0 ? fuzz_word() : 0;
    for (uint32_t i = 0; i < pieces; i++) {
        uint64_t part = random_bits() % 8 + 1, region = random_bits() % 8 == 0 ? fuzz_word() : 1;
        m->mr[at++] = region << 32 | part << 23 | random_bits() % 4100;
        units += (uint32_t)part;
    }
    m->mr[at++] = random_bits() % 2 ? units * 512 : units;
    m->mr[at++] = units;
    m->length = at;
}

/* Messages that are nearly right: a few words, often an id that is free. */
static void attack(dispatch_fn *dispatch, void *impl, unsigned ops)
{
    struct ipc_server_client client = {
        .base = memory, .bytes = IPC_CHANNEL_BYTES, .badge = ATTACKER};
    for (unsigned i = 0; i < rounds(); i++) {
        struct rt_message m = {.label = random_bits() % (ops + 2)};
        if (random_bits() % 16 == 0)
            m.label = IPC_OP_LARGE + random_bits() % 4;
        m.length = (uint32_t)(random_bits() % 14);
        if (random_bits() % 16 == 0)
            m.length = (uint32_t)(random_bits() % (RT_MESSAGE_WORDS + 1));
        random_words(m.mr, m.length);
        if (random_bits() % 4 == 0)
            put_name(&m);
        if (random_bits() % 4 != 0)
            m.mr[0] = random_bits() % IPC_REQUESTS;
        if (m.label >= IPC_OP_LARGE)
            ipc_refuse(&m, ipc_large_handle(&client, &m));
        else
            dispatch(impl, &client, &m);
        assert_true(client.large_bytes <= IPC_LARGE_MAX);
        assert_int_equal(m.label, RT_LABEL_DONE);
        assert_true(m.length >= 1 && m.length <= RT_MESSAGE_WORDS);
        assert_int_equal(client.busy, 0);
        for (unsigned k = 0; k < REGION_LINES; k++)
            assert_int_equal(uses[k], 0);
    }
    ipc_large_drop_all(&client);
    assert_int_equal(client.large_bytes, 0);
}

typedef void call_fn(void *handle, unsigned op);

struct calls {
    call_fn *call;
    void *handle;
    unsigned ops;
    unsigned running;
};

static void calls_randomly(void *arg)
{
    struct calls *c = arg;
    for (unsigned i = 0; i < rounds() / 4; i++) {
        c->call(c->handle, (unsigned)(random_bits() % c->ops) + 1);
        rt_yield();
    }
    c->running--;
}

/* Fibers that call, while the other side of the channel scribbles over all of it. */
static int call_all(void *arg)
{
    struct calls *c = arg;
    struct ipc_shared *shared = (struct ipc_shared *)(void *)memory;
    c->running = 4;
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(rt_fiber_start(calls_randomly, c), 0);
    while (c->running > 0) {
        rt_yield();
        unsigned id = (unsigned)(random_bits() % IPC_REQUESTS);
        shared->completion[id].result = fuzz_result();
        random_words(shared->completion[id].out, IPC_OUT_WORDS);
        atomic_store(&shared->done, random_bits() % 2 ? random_bits() : UINT64_MAX);
        ipc_channel_completed(client_end);
    }
    for (int i = 0; i < IPC_DATA_PAGES / 64; i++)
        assert_int_equal(client_end->page_used[i], 0);
    for (int i = 0; i < IPC_REQUESTS; i++)
        assert_null(client_end->request[i]);
    return 0;
}

#define FUZZ_CHANNEL(x)                                                                            \
    extern const struct x##_ops x##_fuzz_ops;                                                      \
    extern const unsigned x##_fuzz_count;                                                          \
    void x##_fuzz_call(struct x *handle, unsigned op);                                             \
    static int x##_dispatch_any(void *impl, struct ipc_server_client *c, struct rt_message *m)     \
    {                                                                                              \
        return x##_dispatch(impl, c, m);                                                           \
    }                                                                                              \
    static void x##_call_any(void *handle, unsigned op)                                            \
    {                                                                                              \
        x##_fuzz_call(handle, op);                                                                 \
    }                                                                                              \
    static void test_##x(void **state)                                                             \
    {                                                                                              \
        (void)state;                                                                               \
        struct x impl = {&x##_fuzz_ops};                                                           \
        attack(x##_dispatch_any, &impl, x##_fuzz_count);                                           \
        struct calls c = {                                                                         \
            .call = x##_call_any, .handle = x##_remote_new("fuzz"), .ops = x##_fuzz_count};        \
        rt_run(call_all, &c);                                                                      \
        free(c.handle);                                                                            \
    }

FUZZ_CHANNEL(block)
FUZZ_CHANNEL(fs)
FUZZ_CHANNEL(uart)

extern const struct root_ops root_fuzz_ops;
extern const unsigned root_fuzz_count;
void root_fuzz_call(struct root *handle, unsigned op);

static int root_dispatch_any(void *impl, struct ipc_server_client *client, struct rt_message *m)
{
    (void)client;
    return root_dispatch(impl, m);
}

static void test_root(void **state)
{
    (void)state;
    struct root impl = {&root_fuzz_ops};
    struct root_remote remote;
    attack(root_dispatch_any, &impl, root_fuzz_count);
    root_remote_init(&remote, 4);
    for (unsigned i = 0; i < rounds(); i++)
        root_fuzz_call(&remote.base, (unsigned)(random_bits() % root_fuzz_count) + 1);
}

static int setup(void **state)
{
    (void)state;
    const char *text = getenv("FUZZ_SEED");
    if (text != NULL)
        seed = strtoull(text, NULL, 0) | 1;
    rt_bulk_set_table(table, uses, NULL);
    memory = aligned_alloc(4096, IPC_CHANNEL_BYTES);
    return memory == NULL;
}

static int teardown(void **state)
{
    (void)state;
    free(memory);
    return names_held == 0; /* else the names were never good */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block),
        cmocka_unit_test(test_fs),
        cmocka_unit_test(test_uart),
        cmocka_unit_test(test_root),
    };
    return cmocka_run_group_tests_name("ipc_fuzz", tests, setup, teardown);
}
