/* SPDX-License-Identifier: BSD-2-Clause */
/* A test process: runs the one test that the driver named and reports. */
#include "test.h"

extern const struct test __start_tests[], __stop_tests[];

static volatile bool failed;
static volatile bool reporting;

static _Noreturn void report(seL4_Word label)
{
    reporting = true;
    for (;;)
        seL4_Send(ENV_REPORT, seL4_MessageInfo_new(label, 0, 0, 0));
}

_Noreturn void finish_test(void)
{
    report(failed ? REPORT_FAILED : REPORT_PASSED);
}

_Noreturn void skip_test(const char *why)
{
    note("%s\n", why);
    report(REPORT_SKIPPED);
}

bool check_eq(const char *file, int line, const char *what, uint64_t got, uint64_t want)
{
    if (got == want)
        return true;
    failed = true;
    note("%s:%d: %s is %ld (0x%lx), want %ld (0x%lx)\n", file, line, what, (long)got,
         (unsigned long)got, (long)want, (unsigned long)want);
    return false;
}

bool check_true(const char *file, int line, const char *what, bool holds)
{
    if (holds)
        return true;
    failed = true;
    note("%s:%d: not so: %s\n", file, line, what);
    return false;
}

static void note_words(const char *title, seL4_Word label, const seL4_Word *words, size_t count)
{
    note("    %s label %lu:", title, (unsigned long)label);
    for (size_t i = 0; i < count; i++)
        note(" 0x%lx", (unsigned long)words[i]);
    note("\n");
}

void expect(const char *file, int line, const char *what, struct answer a, seL4_Word label,
            const seL4_Word *words, size_t count)
{
    seL4_Word got_label = a.info >> 12, got_count = a.info & 0x7f;
    bool same = got_label == label && got_count == count && (a.info & 0xf80) == 0 && a.badge == 0;

    for (size_t i = 0; same && i < count; i++)
        same = a.mr[i] == words[i];
    if (same)
        return;
    failed = true;
    note("%s:%d: %s\n", file, line, what);
    note_words("got ", got_label, a.mr, got_count <= 6 ? got_count : 6);
    note_words("want", label, words, count);
    if (a.badge || (a.info & 0xf80))
        note("    badge 0x%lx, info 0x%lx\n", (unsigned long)a.badge, (unsigned long)a.info);
}

/* Is the group of "group/test" in the list? */
static bool is_left_out(const char *name)
{
    const char *list = ENV->leave_out;

    while (*list) {
        size_t i = 0;
        while (list[i] && list[i] != ',' && list[i] == name[i])
            i++;
        if ((!list[i] || list[i] == ',') && name[i] == '/')
            return true;
        while (*list && *list++ != ',')
            ;
    }
    return false;
}

void test_main(void);
void test_main(void)
{
    seL4_SetIPCBuffer((seL4_IPCBuffer *)ENV_IPC_VADDR);
    const struct test *test = &__start_tests[ENV->index];

    if (test >= __stop_tests)
        report(0); /* there is no such test: the driver stops here */
    note("%s", test->name);
    ENV->text_used++; /* keeps the NUL: the name ends there, notes follow */
    if (is_left_out(test->name))
        skip_test("left out");
    test->run();
    finish_test();
}
