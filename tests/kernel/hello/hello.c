/* SPDX-License-Identifier: BSD-2-Clause */
/* hello.c: the smallest root task that shows a working kernel: boot information, retype, mapping, a second thread, IPC,
 * a fault.  It uses nothing but the system call interface, so that it also runs on other kernels of it. */
#include <stdbool.h>
#include <stdint.h>

typedef uint64_t word;

enum {
#define SYSCALL(number, name, group) SYS_##name = number,
#include <sel4/syscalls.def>
#undef SYSCALL
};
enum {
#define INV(label, name, object, handler, words, caps, text) LABEL_##name = label,
#include <sel4/invocations.def>
#undef INV
};
enum {
#define OBJECT(number, name, kernel_name, bits) OBJECT_##kernel_name = number,
#include <sel4/objects.def>
#undef OBJECT
};
enum {
#define BOOT_SLOT(index, name, kernel_name) SLOT_##kernel_name = index,
#include <sel4/bootslots.def>
#undef BOOT_SLOT
};

struct region {
    word start, end;
};
struct bootinfo {
    word extra_bytes, node, nodes, io_levels, ipc_buffer;
    struct region empty, shared, image_frames, image_paging, io, extra_pages;
    word cnode_bits, domain;
    struct region untyped;
    struct {
        word paddr;
        uint8_t bits, is_device, padding[6];
    } untypeds[230];
};

static const struct bootinfo *info;
static word *buffer; /* IPC buffer: [1..] message words, [122..] capabilities */
static word free_slot;
static unsigned failures;

/* ---- output ---- */

/* A release kernel has no DebugPutChar: then the UART is mapped here and written directly. */
static volatile uint32_t *const uart = (volatile uint32_t *)0x11000000;

static void put_uart(char c)
{
    while (uart[0x18 / 4] & 1 << 5) /* UARTFR.TXFF */
        ;
    uart[0] = (uint8_t)c;
}

static void put(char c)
{
    if (!BUILD_DEBUG) {
        put_uart(c);
        return;
    }

    register word x0 __asm__("x0") = (uint8_t)c;
    register word x7 __asm__("x7") = (word)SYS_DebugPutChar;

    __asm__ volatile("svc #0" : : "r"(x0), "r"(x7) : "memory");
}

static void print(const char *s)
{
    while (*s)
        put(*s++);
}

static void print_hex(word value)
{
    print("0x");
    for (int shift = 60; shift >= 0; shift -= 4)
        if (value >> shift || shift == 0)
            put("0123456789abcdef"[value >> shift & 15]);
}

static void print_value(const char *name, word value)
{
    print(name);
    put(' ');
    print_hex(value);
    put(' ');
}

/* ---- system calls ---- */

struct message {
    word badge, info, mr[4];
};

static struct message syscall(int number, word cap, struct message m)
{
    register word x0 __asm__("x0") = cap;
    register word x1 __asm__("x1") = m.info;
    register word x2 __asm__("x2") = m.mr[0];
    register word x3 __asm__("x3") = m.mr[1];
    register word x4 __asm__("x4") = m.mr[2];
    register word x5 __asm__("x5") = m.mr[3];
    register word x7 __asm__("x7") = (word)number;

    __asm__ volatile("svc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5) : "r"(x7) : "memory");
    return (struct message){x0, x1, {x2, x3, x4, x5}};
}

static struct message call(word cap, word label, unsigned length, unsigned caps, const word *words)
{
    struct message m = {.info = label << 12 | caps << 7 | length};

    for (unsigned i = 0; i < length; i++) {
        if (i < 4)
            m.mr[i] = words[i];
        else
            buffer[1 + i] = words[i];
    }
    return syscall(SYS_Call, cap, m);
}

static void check(const char *what, word got, word want)
{
    print(got == want ? "  ok    " : "  WRONG ");
    print(what);
    if (got != want) {
        print_value(": got", got);
        print_value("want", want);
        failures++;
    }
    put('\n');
}

static word retype(word untyped, word type, word bits, word slot, word count)
{
    const word words[] = {type, bits, 0, 0, slot, count};

    buffer[122] = SLOT_CNODE;
    return call(untyped, LABEL_UntypedRetype, 6, 1, words).info >> 12;
}

/* The smallest normal untyped with at least `bits`. */
static word find_untyped(unsigned bits)
{
    word best = 0;
    unsigned best_bits = 64;

    for (word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        if (info->untypeds[i].is_device || info->untypeds[i].bits < bits || info->untypeds[i].bits >= best_bits)
            continue;
        best = info->untyped.start + i;
        best_bits = info->untypeds[i].bits;
    }
    return best;
}

static void map_uart(void)
{
    const word uart_paddr = 0x9000000, vaddr = (word)uart;
    const word table_words[] = {vaddr, 0}, map_words[] = {vaddr, 3, 4};
    word frame = free_slot++, table = free_slot++, untyped = info->untyped.start;

    while (info->untypeds[untyped - info->untyped.start].paddr != uart_paddr)
        untyped++;
    retype(untyped, OBJECT_SMALL_PAGE, 0, frame, 1);
    retype(find_untyped(12), OBJECT_PAGE_TABLE, 0, table, 1);
    buffer[122] = SLOT_VSPACE;
    call(table, LABEL_ARMPageTableMap, 2, 1, table_words);
    buffer[122] = SLOT_VSPACE;
    call(frame, LABEL_ARMPageMap, 3, 1, map_words);
}

/* ---- the tests ---- */

static void dump_bootinfo(void)
{
    word ram = 0;

    print_value("bootinfo: ipc buffer", info->ipc_buffer);
    print_value("extra", info->extra_bytes);
    print_value("empty", info->empty.start);
    print_value("-", info->empty.end);
    print_value("image", info->image_frames.start);
    print_value("-", info->image_frames.end);
    print_value("paging", info->image_paging.start);
    print_value("-", info->image_paging.end);
    print_value("untyped", info->untyped.start);
    print_value("-", info->untyped.end);
    put('\n');
    for (word i = 0; i < info->untyped.end - info->untyped.start; i++) {
        print_hex(info->untypeds[i].paddr);
        put('/');
        print_hex(info->untypeds[i].bits);
        print(info->untypeds[i].is_device ? " device  " : " ram  ");
        if (!info->untypeds[i].is_device)
            ram += 1ul << info->untypeds[i].bits;
    }
    print_value("\nfree RAM bytes", ram);
    put('\n');
}

static void test_mapping(word untyped)
{
    volatile word *page = (volatile word *)0x10000000;
    word frame = free_slot++, table[3], vaddr = 0x10000000;
    const word map_words[] = {vaddr, 3, 3};
    struct message m;

    check("retype a frame", retype(untyped, OBJECT_SMALL_PAGE, 0, frame, 1), 0);
    buffer[122] = SLOT_VSPACE;
    m = call(frame, LABEL_ARMPageMap, 3, 1, map_words);
    check("map without a table is FailedLookup", m.info >> 12, 6);
    check("  ... and names the missing level", m.mr[2], 21);
    for (unsigned i = 0; i < 3; i++) {
        const word words[] = {vaddr + 0x123, 0};

        table[i] = free_slot++;
        check("retype a page table", retype(untyped, OBJECT_PAGE_TABLE, 0, table[i], 1), 0);
        buffer[122] = SLOT_VSPACE;
        m = call(table[i], LABEL_ARMPageTableMap, 2, 1, words);
        check("map the page table (or all levels are there)", m.info >> 12, i == 0 ? 0 : 8);
        if (m.info >> 12)
            break;
    }
    buffer[122] = SLOT_VSPACE;
    check("map the frame", call(frame, LABEL_ARMPageMap, 3, 1, map_words).info >> 12, 0);
    check("it is zero", page[0], 0);
    page[1] = 0x1234567890;
    check("it keeps what is written", page[1], 0x1234567890);
    m = call(frame, LABEL_ARMPageGetAddress, 0, 0, 0);
    check("it has an address", m.info == 1 && m.mr[0] >= 0x40000000, 1);
}

static word partner_endpoint;

void partner_main(void);
void partner_main(void)
{
    struct message m = {.info = 7 << 12 | 4, .mr = {1, 2, 3, 4}};

    m = syscall(SYS_Call, partner_endpoint, m);
    m.mr[0] += 100;
    m.info = 8 << 12 | 1;
    m = syscall(SYS_Call, partner_endpoint, m);
    *(volatile word *)0x7edcba987650 = m.mr[0];
    for (;;)
        ;
}

extern char partner_entry[];

static void test_threads(word untyped)
{
    word tcb = free_slot++, endpoint = free_slot++, fault = free_slot++;
    const word registers[] = {1, 3, (word)partner_entry, 0, 0};
    const word mint[] = {fault, 64, endpoint, 64, 15, 0xfa};
    word configure[] = {fault, 0, 0, 0};
    const word priority[] = {254};
    struct message m = {0};

    partner_endpoint = endpoint;
    check("retype a TCB", retype(untyped, OBJECT_TCB, 0, tcb, 1), 0);
    check("retype an endpoint", retype(untyped, OBJECT_ENDPOINT, 0, endpoint, 1), 0);
    buffer[122] = SLOT_CNODE;
    check("mint a badged endpoint", call(SLOT_CNODE, LABEL_CNodeMint, 6, 1, mint).info >> 12, 0);
    buffer[122] = SLOT_CNODE;
    buffer[123] = SLOT_VSPACE;
    buffer[124] = 0;
    check("configure the thread", call(tcb, LABEL_TCBConfigure, 4, 3, configure).info >> 12, 0);
    buffer[122] = SLOT_TCB;
    check("set its priority", call(tcb, LABEL_TCBSetPriority, 1, 1, priority).info >> 12, 0);
    check("start it", call(tcb, LABEL_TCBWriteRegisters, 5, 0, registers).info >> 12, 0);

    m = syscall(SYS_Recv, endpoint, m);
    check("its message arrives", m.info == (7 << 12 | 4) && m.mr[0] == 1 && m.mr[3] == 4 && m.badge == 0, 1);
    m.info = 1;
    m.mr[0] = 42;
    m = syscall(SYS_ReplyRecv, endpoint, m);
    check("its second message has our answer", m.info == (8 << 12 | 1) && m.mr[0] == 142, 1);
    m.info = 0;
    m = syscall(SYS_ReplyRecv, endpoint, m);
    check("its fault arrives with the badge", m.badge, 0xfa);
    check("it is a VM fault", m.info, 5 << 12 | 4);
    check("with the full address", m.mr[1], 0x7edcba987650);
    check("of a write", m.mr[3] & ~0xful, 0x92000040);
}

void hello_main(const struct bootinfo *boot);
void hello_main(const struct bootinfo *boot)
{
    word untyped;

    info = boot;
    buffer = (word *)boot->ipc_buffer;
    free_slot = boot->empty.start;
    if (!BUILD_DEBUG)
        map_uart();
    print("hello: root task runs\n");
    dump_bootinfo();
    untyped = find_untyped(16);
    test_mapping(untyped);
    test_threads(untyped);
    print(failures ? "hello: FAILED\n" : "hello: all is well\n");
}
