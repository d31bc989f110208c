/* SPDX-License-Identifier: BSD-2-Clause */
/* Every operation of root-task, asked for by nothing but docs/task-contract.md: a line of a table each. */
#include "uni.h"

/* Linux error numbers, as the contract has them. */
enum { NO_RIGHT = -1, NOT_THERE = -2, OCCUPIED = -17, NOT_VALID = -22, ALREADY = -114 };
/* What test-peer answers to. */
enum { PEER_BADGE = 100, PEER_JOIN = 101 };
enum { PAGE = 4096, REGION_BITS = 21 };

/* A request in the making, and the words of its answer. */
static struct {
    unsigned words;
    uint64_t answer[8];
} request;

static void word(uint64_t value)
{
    seL4_SetMR((int)request.words++, value);
}

static void text(const char *s)
{
    unsigned at = request.words++, length = 0;

    for (uint64_t packed = 0; s[length];) {
        packed |= (uint64_t)(unsigned char)s[length] << length % 8 * 8;
        length++;
        if (length % 8 == 0 || !s[length]) {
            word(packed);
            packed = 0;
        }
    }
    seL4_SetMR((int)at, length);
}

static int64_t send(seL4_CPtr to, uint64_t label)
{
    seL4_MessageInfo_t answer = seL4_Call(to, seL4_MessageInfo_new(label, 0, 0, request.words));
    uint64_t count = seL4_MessageInfo_get_length(answer);

    request.words = 0;
    for (unsigned i = 0; i < 8; i++)
        request.answer[i] = i < count ? seL4_GetMR((int)i) : 0;
    return seL4_MessageInfo_get_label(answer) ? -5 : (int64_t)request.answer[0];
}

static int64_t ask(enum root_operation operation)
{
    return send(TASK_SLOT_PARENT, operation);
}

/* Operations with one word, with a text, with a text and a slot. */
static int64_t ask_word(enum root_operation operation, uint64_t value)
{
    word(value);
    return ask(operation);
}

static int64_t ask_text(enum root_operation operation, const char *s)
{
    text(s);
    return ask(operation);
}

static int64_t find(const char *name, seL4_CPtr slot)
{
    text(name);
    word(slot);
    return ask(ROOT_FIND_SERVICE);
}

static int64_t sized(enum root_operation operation, uint64_t bits, seL4_CPtr slot)
{
    word(bits);
    word(slot);
    return ask(operation);
}

static bool services(void)
{
    seL4_CPtr peer = take_slot();

    if (find("nobody", peer) != NOT_THERE || find("test-peer", peer) != 0 || find("test-peer", peer) != OCCUPIED)
        return false;
    return send(peer, PEER_BADGE) == (int64_t)info->badge && ask(ROOT_READY) == ALREADY;
}

static bool interrupts(void)
{
    return sized(ROOT_REGISTER_IRQ, 30, take_slot()) == ALREADY && sized(ROOT_REGISTER_IRQ, 40, take_slot()) == NO_RIGHT;
}

static bool notifications(void)
{
    seL4_CPtr slot = take_slot();
    seL4_Word badge = 1;

    if (ask_word(ROOT_NOTIFICATION, slot) || ask_word(ROOT_NOTIFICATION, slot) != OCCUPIED)
        return false;
    seL4_Signal(slot);
    seL4_Wait(slot, &badge);
    return badge == 0;
}

static bool objects(void)
{
    if (ask_word(ROOT_PAGE, take_slot()) || sized(ROOT_UNTYPED, 16, take_slot()) || request.answer[1] % (1 << 16))
        return false;
    uint64_t address = request.answer[1];
    if (ask_word(ROOT_UNTYPED_FREE, address) || ask_word(ROOT_UNTYPED_FREE, address) != NOT_THERE)
        return false;
    return ask_word(ROOT_ASID_POOL, take_slot()) == 0 && ask_word(ROOT_PAGE, 1ull << 60) == NOT_VALID;
}

static bool regions(void)
{
    int64_t number = sized(ROOT_REGION, REGION_BITS, take_slot());

    if (number < 0 || request.answer[1] % (1 << REGION_BITS) || sized(ROOT_REGION, 12, take_slot()) != NOT_VALID)
        return false;
    return ask_text(ROOT_REGION_SHARE, "test-peer") == 0 && ask_text(ROOT_REGION_SHARE, "nobody") == NOT_THERE &&
           ask_word(ROOT_REGION_FREE, (uint64_t)number) == 0 && ask_word(ROOT_REGION_FREE, (uint64_t)number) == NOT_THERE &&
           ask_word(ROOT_REGION_DONE, (uint64_t)number) == 0;
}

static bool addresses(void)
{
    char here;

    return ask_word(ROOT_TRANSLATE, (uint64_t)&here) == 0 && request.answer[1] % PAGE == (uint64_t)&here % PAGE &&
           ask_word(ROOT_TRANSLATE, 0) < 0 && ask_word(ROOT_GROW_HEAP, 1) == NOT_VALID;
}

/* Memory shared with test-peer, which turns all its bits around. */
static bool channels(void)
{
    seL4_CPtr peer = take_slot();
    seL4_Word badge = 0;

    text("test-peer");
    word(PAGE);
    word(take_slot());
    int64_t bit = ask(ROOT_CHANNEL_CREATE);
    volatile uint64_t *shared = (volatile uint64_t *)request.answer[1];
    uint64_t id = request.answer[2];
    if (bit < 0 || find("test-peer", peer))
        return false;
    for (unsigned i = 0; i < PAGE / 8; i++)
        shared[i] = i;
    word(id);
    word(info->badge);
    word(take_slot());
    if (ask(ROOT_CHANNEL_JOIN) != NO_RIGHT || ask_word(ROOT_CHANNEL, 1 << 20) != NOT_THERE || ask_word(ROOT_CHANNEL, 0))
        return false;
    word(id);
    if (send(peer, PEER_JOIN) < 0)
        return false;
    while (!(badge & 1ull << bit))
        seL4_Wait(TASK_SLOT_NOTIFY, &badge);
    for (unsigned i = 0; i < PAGE / 8; i++)
        if (shared[i] != ~(uint64_t)i)
            return false;
    return ask_word(ROOT_CHANNEL_LEAVE, id) == 0 && ask_word(ROOT_CHANNEL_LEAVE, id) == NOT_THERE;
}

static bool books(void)
{
    unsigned tasks = 0;

    if (ask(ROOT_MEMORY) || request.answer[1] <= request.answer[2] || request.answer[3] == 0)
        return false;
    while (ask_word(ROOT_TASK, tasks) == 0)
        tasks++;
    return tasks == 2;
}

static bool restarts(void)
{
    seL4_CPtr peer = take_slot();

    return ask_text(ROOT_RESTART, "nobody") == NOT_THERE && ask_text(ROOT_RESTART, "unikernel") == NOT_VALID &&
           ask_text(ROOT_RESTART, "test-peer") == 0 && find("test-peer", peer) == 0 &&
           send(peer, PEER_BADGE) == (int64_t)info->badge;
}

static bool mistakes(void)
{
    return ask(0) < 0 && ask(1000) < 0 && ask(ROOT_FIND_SERVICE) < 0;
}

bool services_work(void (*say)(const char *what, bool good))
{
    static const struct {
        const char *name;
        bool (*works)(void);
    } table[] = {
        {"find_service, ready", services},
        {"register_irq", interrupts},
        {"notification", notifications},
        {"page, untyped, untyped_free, asid_pool", objects},
        {"region, region_share, region_free, region_done", regions},
        {"translate, grow_heap", addresses},
        {"channel_create, channel_join, channel_leave, channel", channels},
        {"memory, task", books},
        {"restart", restarts},
        {"requests that are none", mistakes},
    };
    bool all = true;

    for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        bool good = table[i].works();
        say(table[i].name, good);
        all = all && good;
    }
    return all;
}
