/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver of the kernel tests: a root server that runs each test in a fresh process. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "env.h"

enum { PAGE_BYTES = 4096, CPTR_BITS = 64 };

/* -- console.c: the serial line, written by polling; works on release kernels too -- */
void console_init(void);
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void stop(const char *why); /* says so and never returns */

/* -- memory.c: untyped memory and slots of the root server -- */
void memory_init(const seL4_BootInfo *info);
const seL4_BootInfo *boot_info(void);
seL4_CPtr slot_take(size_t count); /* consecutive; never given back */
/* An untyped of 2^bits bytes of RAM, or 0 when there is none left. */
seL4_CPtr untyped_take(unsigned bits);
/* A device frame of 4 KiB at that physical address; 0 when no device untyped covers it. */
seL4_CPtr device_frame(uint64_t paddr);
/* A device untyped that nothing else uses, for tests. */
seL4_CPtr device_untyped(void);
/* Maps a frame in the driver's own address space at a scratch address; kept until unmap_here. */
void *map_here(seL4_CPtr frame, bool device);
void unmap_here(seL4_CPtr frame);

/* -- bootinfo.c -- */
/* Tests that only a root server can do; adds to the counts.  Before anything else uses up what it got. */
void bootinfo_tests(unsigned *passed, unsigned *failed);
/* Part of such a test: prints and counts a difference. */
void driver_check(const char *what, seL4_Word got, seL4_Word want);

/* -- huge.c -- */
void test_huge_page(const seL4_BootInfo *info);

/* Groups of tests to leave out, from the kernel command line (leave-out=A,B); ENV_LEAVE_OUT_BYTES long. */
const char *left_out(void);

/* -- process.c -- */
enum outcome { PASSED, FAILED, SKIPPED, NO_SUCH_TEST };

void process_init(void); /* once */
/* Runs test `index`; *text is what it said, its name first, valid until the next call. */
enum outcome process_run(uint32_t index, const char **text);
