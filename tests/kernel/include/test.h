/* SPDX-License-Identifier: BSD-2-Clause */
/* How a kernel test is written.
 *
 *     TEST(cnode, copy_onto_occupied)
 *     {
 *         seL4_CPtr ep = new_object(seL4_EndpointObject, 0);
 *         EXPECT(ask(ENV_CNODE, CNodeCopy, CAPS(ENV_CNODE), WORDS(...)), seL4_DeleteFirst);
 *     }
 *
 * Each test runs in a process of its own with the capabilities of env.h; its name is "cnode/copy_...".
 * CHECK macros note a failure and go on, REQUIRE ends the test.  Checks may be used on any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "env.h"

struct test {
    const char *name;
    void (*run)(void);
};

#define TEST(group, id)                                                                            \
    static void test_##group##_##id(void);                                                         \
    __attribute__((used, section("tests"))) static const struct test entry_##group##_##id = {      \
        #group "/" #id, test_##group##_##id};                                                      \
    static void test_##group##_##id(void)

#define ENV ((struct test_env *)ENV_VADDR)

void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool check_eq(const char *file, int line, const char *what, uint64_t got, uint64_t want);
bool check_true(const char *file, int line, const char *what, bool holds);
_Noreturn void finish_test(void);
_Noreturn void skip_test(const char *why);

#define CHECK_EQ(got, want) check_eq(__FILE__, __LINE__, #got, (uint64_t)(got), (uint64_t)(want))
#define CHECK(condition) check_true(__FILE__, __LINE__, #condition, (condition))
#define REQUIRE_EQ(got, want)                                                                      \
    do {                                                                                           \
        if (!CHECK_EQ(got, want))                                                                  \
            finish_test();                                                                         \
    } while (0)

/* -- invocations as they are on the wire -- */

struct answer {
    seL4_Word badge, info;
    seL4_Word mr[6]; /* mr[4], mr[5] from the IPC buffer */
};

/* Calls `cap` with the label, words and extra capabilities given. */
struct answer ask(seL4_CPtr cap, seL4_Word label, const seL4_CPtr *caps, size_t cap_count,
                  const seL4_Word *words, size_t word_count);
void expect(const char *file, int line, const char *what, struct answer a, seL4_Word label,
            const seL4_Word *words, size_t word_count);

#define LIST(type, ...) (const type[]){__VA_ARGS__}, sizeof((const type[]){__VA_ARGS__}) / sizeof(type)
#define CAPS(...) LIST(seL4_CPtr, __VA_ARGS__)
#define WORDS(...) LIST(seL4_Word, __VA_ARGS__)
#define NOTHING NULL, 0
/* The answer must have this error code, exactly as many words as listed here, and those words. */
#define EXPECT(answer, ...)                                                                        \
    expect(__FILE__, __LINE__, #answer, (answer), FIRST(__VA_ARGS__, 0),                           \
           &LIST_OF(__VA_ARGS__)[1], sizeof(LIST_OF(__VA_ARGS__)) / sizeof(seL4_Word) - 1)
#define FIRST(a, ...) (a)
#define LIST_OF(...) ((const seL4_Word[]){__VA_ARGS__})

/* -- objects and slots -- */

enum { WORD_BITS = 64, PAGE = 4096 };

seL4_CPtr new_slot(void);                /* an empty slot */
seL4_CPtr new_slots(size_t count);       /* consecutive empty slots; the first */
seL4_CPtr new_object(seL4_Word type, seL4_Word size_bits); /* ends the test when memory is out */
seL4_CPtr new_untyped(seL4_Word size_bits);
seL4_CPtr copy_cap(seL4_CPtr from, seL4_Word rights);
seL4_CPtr mint_cap(seL4_CPtr from, seL4_Word rights, seL4_Word badge);
seL4_Error delete_cap(seL4_CPtr slot);
seL4_Error revoke_cap(seL4_CPtr slot);
bool slot_is_empty(seL4_CPtr slot);

enum { RIGHTS_ALL = 0xf, RIGHT_WRITE = 1, RIGHT_READ = 2, RIGHT_GRANT = 4, RIGHT_GRANT_REPLY = 8 };

/* -- memory -- */

/* Makes the tables that a mapping of 2^size_bits bytes at vaddr needs. */
void map_tables(seL4_CPtr vspace, seL4_Word vaddr, seL4_Word size_bits);
seL4_Error map_frame(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_Word rights);
/* A fresh 4 KiB frame mapped read/write at an unused address of this process. */
void *new_page(seL4_CPtr *frame);
seL4_Word unused_vaddr(seL4_Word size_bits); /* aligned, never given twice */
seL4_CPtr new_vspace(void);              /* with an ASID */

/* -- threads -- */

struct thread {
    seL4_CPtr tcb, cnode, vspace, ipc_frame, fault_ep;
    seL4_IPCBuffer *ipc_buffer;
    char *stack_top;
    volatile uint64_t result; /* what the function returned */
    volatile uint64_t done;
};

typedef uint64_t (*thread_fn)(uint64_t a, uint64_t b, uint64_t c);

/* A thread of this process (same CSpace; same VSpace, or one of its own that shares the program's
 * memory), suspended, with stack and IPC buffer. */
void thread_init(struct thread *t, bool own_vspace);
/* Lets it run fn(a, b, c) at the priority; when fn returns, result is set and the thread waits. */
void thread_start(struct thread *t, unsigned priority, thread_fn fn, uint64_t a, uint64_t b, uint64_t c);
uint64_t thread_join(struct thread *t); /* yields its own priority until fn has returned */
void set_priority(seL4_CPtr tcb, unsigned priority);
