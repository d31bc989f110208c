/* SPDX-License-Identifier: BSD-2-Clause */
/* Program files that may say anything: headers, segments, first lines of scripts. */
#include "host_test.h"

#include <stdlib.h>
#include <string.h>

#include <linux/errno.h>

#include "proc/elf.h"

#define TOP 0x7fffffe00000ul

static struct elf_header good_header(void)
{
    return (struct elf_header){
        .ident = {0x7f, 'E', 'L', 'F', 2, 1, 1}, .type = ET_EXEC, .machine = EM_AARCH64, .entry = 0x400100,
        .phoff = 64, .phentsize = sizeof(struct elf_segment), .phnum = 2};
}

static void headers(void **state)
{
    (void)state;
    struct elf_header h = good_header();
    assert_int_equal(elf_check_header(&h, sizeof(h)), 0);
    assert_int_equal(elf_check_header(&h, sizeof(h) - 1), -ENOEXEC);
    h.machine = 62;
    assert_int_equal(elf_check_header(&h, sizeof(h)), -ENOEXEC);
    h = good_header();
    h.type = 1;
    assert_int_equal(elf_check_header(&h, sizeof(h)), -ENOEXEC);
    h = good_header();
    h.phentsize = 32;
    assert_int_equal(elf_check_header(&h, sizeof(h)), -ENOEXEC);
    h = good_header();
    h.phnum = 0;
    assert_int_equal(elf_check_header(&h, sizeof(h)), -ENOEXEC);
    h.phnum = 0xffff;
    assert_int_equal(elf_check_header(&h, sizeof(h)), -ENOEXEC);
    h = good_header();
    h.ident[0] = 0;
    assert_int_equal(elf_check_header(&h, sizeof(h)), -ENOEXEC);
}

static void layout(void **state)
{
    (void)state;
    struct elf_header h = good_header();
    struct elf_segment s[2] = {
        {.type = PT_LOAD, .flags = PF_R | PF_X, .vaddr = 0x400000, .filesz = 0x1234, .memsz = 0x1234},
        {.type = PT_LOAD, .flags = PF_R | PF_W, .offset = 0x2010, .vaddr = 0x412010, .filesz = 0x100, .memsz = 0x9000},
    };
    struct elf_layout l;
    assert_int_equal(elf_plan(&h, s, TOP, &l), 0);
    assert_int_equal(l.low, 0x400000);
    assert_int_equal(l.high, 0x41c000);
    assert_int_equal(l.bss_end, 0x41b010);
    assert_int_equal(l.phdr, 0x400040);
    assert_null(l.interp);

    s[1].vaddr++; /* place in the page differs from the file's */
    assert_int_equal(elf_plan(&h, s, TOP, &l), -EINVAL);
    s[1].vaddr--;
    s[1].filesz = s[1].memsz + 1;
    assert_int_equal(elf_plan(&h, s, TOP, &l), -EINVAL);
    s[1].filesz = 0;
    s[1].memsz = UINT64_MAX - 10;
    assert_int_equal(elf_plan(&h, s, TOP, &l), -EINVAL);
    s[1].memsz = 0x2000;
    s[1].vaddr = TOP - 0x1000 + 0x10;
    assert_int_equal(elf_plan(&h, s, TOP, &l), -EINVAL);
    s[1].vaddr = UINT64_MAX - 0xfff + 0x10;
    assert_int_equal(elf_plan(&h, s, TOP, &l), -EINVAL);
    s[0].type = s[1].type = 7;
    assert_int_equal(elf_plan(&h, s, TOP, &l), -EINVAL);
}

/* Whatever the numbers are, an accepted layout lies below the top. */
static void random_segments(void **state)
{
    (void)state;
    srand(1);
    for (int round = 0; round < 200000; round++) {
        struct elf_header h = good_header();
        struct elf_segment s[3];
        struct elf_layout l;
        h.phnum = 3;
        for (size_t i = 0; i < sizeof(s); i++)
            ((uint8_t *)s)[i] = (uint8_t)(rand() & rand() & rand());
        for (int i = 0; i < 3; i++) {
            s[i].type = PT_LOAD;
            if (rand() & 1)
                s[i].offset = s[i].vaddr & 0xfff;
            if (rand() & 1)
                s[i].vaddr &= TOP - 1;
            if (rand() & 1)
                s[i].memsz &= 0xffffff, s[i].filesz &= s[i].memsz;
        }
        if (elf_plan(&h, s, TOP, &l) != 0)
            continue;
        assert_true(l.low < l.high && l.high <= TOP && l.bss_end <= l.high);
        assert_int_equal((l.low | l.high) & 0xfff, 0);
    }
}

static void one_script(const char *text, size_t size, int err, const char *name, const char *argument)
{
    char buffer[256], *got_name, *got_argument;
    assert_true(size <= sizeof(buffer));
    memcpy(buffer, text, size);
    assert_int_equal(script_parse(buffer, size, &got_name, &got_argument), err);
    if (err)
        return;
    assert_string_equal(got_name, name);
    if (argument == NULL)
        assert_null(got_argument);
    else
        assert_string_equal(got_argument, argument);
}

static void scripts(void **state)
{
    (void)state;
    char full[256];
    one_script("#!/bin/sh\nrest", 14, 0, "/bin/sh", NULL);
    one_script("#! /bin/sh\t-e x \n", 17, 0, "/bin/sh", "-e x");
    one_script("#!/bin/sh", 10, 0, "/bin/sh", NULL);
    one_script("#!\n", 4, -ENOEXEC, NULL, NULL);
    one_script("#!   \n", 7, -ENOEXEC, NULL, NULL);
    one_script("#!", 3, -EACCES, NULL, NULL);
    one_script("#", 2, -ENOEXEC, NULL, NULL);
    memset(full, 'x', sizeof(full));
    memcpy(full, "#!/", 3);
    one_script(full, sizeof(full), -ENOEXEC, NULL, NULL); /* the name is cut off */
    full[20] = ' ';
    full[19] = '\0';
    memset(full + 21, 'y', sizeof(full) - 21);
    full[19] = 'x';
    char name[21], argument[256];
    memcpy(name, full + 2, 18);
    name[18] = '\0';
    memset(argument, 'y', sizeof(argument));
    argument[255 - 21] = '\0'; /* an argument may be cut off */
    one_script(full, sizeof(full), 0, name, argument);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(headers), cmocka_unit_test(layout),
                                       cmocka_unit_test(random_segments), cmocka_unit_test(scripts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
