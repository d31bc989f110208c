/* SPDX-License-Identifier: BSD-2-Clause */
/* The direct interface root: stub against dispatcher, its wire format word by word, malformed
 * messages. */
#include "host_test.h"

#include <string.h>

#include <ipc/root_gen.h>
#include <ipc/transport.h>
#include <linux/errno.h>

static struct rt_message last; /* as it went over the wire */
static struct rt_message lie;  /* label != 0: the answer to give instead */
static char logged[1000];

static int impl_find_service(struct root *r, const char *name, cptr_t slot)
{
    (void)r;
    if (strcmp(name, "later") == 0)
        return -EINPROGRESS;
    return strcmp(name, "fs-thread") == 0 && slot == 0x1234567890 ? 0 : -ENOENT;
}

static int impl_channel_create(struct root *r, const char *peer, uint64_t bytes, cptr_t slot,
                               uint64_t *vaddr, uint32_t *id)
{
    (void)r;
    assert_string_equal(peer, "block-thread");
    assert_int_equal(bytes, 8192);
    assert_int_equal(slot, 20);
    *vaddr = 0xabcdef000;
    *id = 99;
    return 3;
}

static int impl_log(struct root *r, const char *text)
{
    (void)r;
    strcpy(logged, text);
    return 0;
}

static int impl_task(struct root *r, uint32_t index, struct root_task_state *state)
{
    (void)r;
    if (index != 0)
        return -ENOENT;
    *state =
        (struct root_task_state){.name = "a", .badge = 7, .bytes = 8, .state = 1, .priority = 200};
    return 0;
}

static const struct root_ops impl_ops = {.find_service = impl_find_service,
                                         .channel_create = impl_channel_create,
                                         .log = impl_log,
                                         .task = impl_task};
static struct root impl = {&impl_ops};

void ipc_transport_call(uint64_t endpoint, struct rt_message *m)
{
    assert_int_equal(endpoint, 4);
    last = *m;
    if (lie.label != 0) {
        *m = lie;
        m->label = 0;
        return;
    }
    assert_int_equal(root_dispatch(&impl, m), 0);
}

static struct root *root(void)
{
    static struct root_remote remote;
    root_remote_init(&remote, 4);
    return &remote.base;
}

static void test_wire(void **state)
{
    (void)state;
    assert_int_equal(root_find_service(root(), "fs-thread", 0x1234567890), 0);
    assert_int_equal(last.label, 1);
    assert_int_equal(last.length, 4);
    assert_int_equal(last.mr[0], 9);
    assert_memory_equal(&last.mr[1], "fs-thread\0\0\0\0\0\0", 16);
    assert_int_equal(last.mr[3], 0x1234567890);
    assert_int_equal(root_find_service(root(), "nobody", 1), -ENOENT);

    uint64_t vaddr = 0;
    uint32_t id = 0;
    assert_int_equal(root_channel_create(root(), "block-thread", 8192, 20, &vaddr, &id), 3);
    assert_int_equal(vaddr, 0xabcdef000);
    assert_int_equal(id, 99);
}

static void test_struct(void **state)
{
    (void)state;
    struct root_task_state task;
    memset(&task, 0x55, sizeof(task));
    assert_int_equal(root_task(root(), 1, &task), -ENOENT);
    assert_int_equal(task.badge, 0x5555555555555555); /* untouched by a failure */
    assert_int_equal(root_task(root(), 0, &task), 0);
    assert_string_equal(task.name, "a");
    assert_int_equal(task.priority, 200);
}

static void test_long_text(void **state)
{
    (void)state;
    char text[1000];
    memset(text, 'x', sizeof(text));
    text[ROOT_LOG_MAX] = '\0';
    assert_int_equal(root_log(root(), text), 0);
    assert_string_equal(logged, text);
    text[ROOT_LOG_MAX] = 'x';
    text[999] = '\0';
    assert_true(root_log(root(), text) < 0);
}

static int64_t raw(struct rt_message *m)
{
    root_dispatch(&impl, m);
    assert_int_equal(m->label, 0);
    return (int64_t)m->mr[0];
}

static void test_malformed(void **state)
{
    (void)state;
    struct rt_message m = {.label = 0, .length = 1};
    assert_int_equal(raw(&m), -ENOSYS);
    m = (struct rt_message){.label = 12345678, .length = 1};
    assert_int_equal(raw(&m), -ENOSYS);
    m = (struct rt_message){.label = ROOT_OP_TASK};
    assert_int_equal(raw(&m), -EMSGSIZE);
    m = (struct rt_message){.label = ROOT_OP_TASK, .length = 1, .mr = {1ul << 32}};
    assert_int_equal(raw(&m), -EINVAL);
    m = (struct rt_message){.label = ROOT_OP_LOG, .length = RT_MESSAGE_WORDS, .mr = {UINT64_MAX}};
    assert_true(raw(&m) < 0);
    m = (struct rt_message){
        .label = ROOT_OP_LOG, .length = RT_MESSAGE_WORDS, .mr = {RT_MESSAGE_WORDS * 8}};
    assert_int_equal(raw(&m), -EMSGSIZE);
    m = (struct rt_message){
        .label = ROOT_OP_LOG, .length = 2000000, .mr = {1, 'a'}}; /* a wrong length */
    assert_int_equal(raw(&m), 0);
    assert_string_equal(logged, "a");
}

static void test_later(void **state)
{
    (void)state;
    struct rt_message m = {.label = ROOT_OP_FIND_SERVICE, .length = 3, .mr = {5, 0x726574616c, 1}};
    root_dispatch(&impl, &m);
    assert_true(m.no_reply);
}

static void test_lying_server(void **state)
{
    (void)state;
    uint64_t vaddr = 1;
    uint32_t id = 1;
    lie = (struct rt_message){.label = 1, .length = 0};
    assert_int_equal(root_ready(root()), -EIO);
    lie = (struct rt_message){.label = 1, .length = 1, .mr = {1ul << 40}};
    assert_int_equal(root_ready(root()), -EIO);
    lie = (struct rt_message){.label = 1, .length = 2, .mr = {0, 5}};
    assert_int_equal(root_channel_create(root(), "block-thread", 8192, 20, &vaddr, &id), -EIO);
    assert_int_equal(vaddr, 1);
    lie.label = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire),      cmocka_unit_test(test_struct),
        cmocka_unit_test(test_long_text), cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_later),     cmocka_unit_test(test_lying_server),
    };
    return cmocka_run_group_tests_name("ipc_direct", tests, NULL, NULL);
}
