/* SPDX-License-Identifier: BSD-2-Clause */
/* What the driver (the root server) gives each test process: capability slots and one shared page. */
#pragma once

#include <sel4/sel4.h>

enum {
    ENV_CNODE_BITS = 12,
    ENV_VADDR = 0x10000000,       /* struct test_env */
    ENV_IPC_VADDR = 0x10002000,   /* IPC buffer of the first thread */
    ENV_STACK_VADDR = 0x10010000, /* stack of the first thread */
    ENV_STACK_PAGES = 16,
    ENV_PRIORITY = 254,
    ENV_TEXT_BYTES = 2944,
    ENV_LEAVE_OUT_BYTES = 128,
};

enum env_slot {
    ENV_TCB = 1,
    ENV_CNODE = 2,
    ENV_VSPACE = 3,
    ENV_REPORT = 4, /* endpoint of the driver, badged with the process */
    ENV_ASID_POOL = 5,
    ENV_ASID_CONTROL = 6,
    ENV_DOMAIN = 7,
    ENV_IRQ_CONTROL = 8, /* the only one: the driver takes it back */
    ENV_DEVICE_UNTYPED = 9,
    ENV_IPC_FRAME = 10,
    ENV_ENV_FRAME = 11, /* the page of struct test_env */
    ENV_UNTYPED = 16, /* untyped_count slots, largest first */
    ENV_IMAGE = 64,   /* image_count frames of the program, ascending address */
    ENV_FREE = 512,   /* first slot that is free */
};

enum { REPORT_PASSED = 1, REPORT_FAILED = 2, REPORT_SKIPPED = 3 }; /* labels of the report message */

/* Set by the driver, but for text[], which the test fills. */
struct test_env {
    uint32_t index; /* which test to run */
    uint32_t untyped_count;
    uint32_t image_count;
    uint32_t domains;     /* how many the kernel has */
    uint32_t text_used;
    uint64_t untyped_bits[16];
    uint64_t image_vaddr;
    char leave_out[ENV_LEAVE_OUT_BYTES]; /* groups to skip, separated by commas */
    char text[ENV_TEXT_BYTES]; /* what the checks said */
};
