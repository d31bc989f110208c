/* SPDX-License-Identifier: BSD-2-Clause */
/* unikernel: a guest with its own runtime.  It knows the kernel interface and the task contract, nothing else. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sel4/sel4.h>

#include <task/info.h>

extern const struct task_info *info;

/* root-task: operation numbers of docs/task-contract.md. */
enum root_operation {
    ROOT_FIND_SERVICE = 1,
    ROOT_READY,
    ROOT_REGISTER_IRQ,
    ROOT_NOTIFICATION,
    ROOT_PAGE,
    ROOT_UNTYPED,
    ROOT_REGION,
    ROOT_ASID_POOL,
    ROOT_GROW_HEAP,
    ROOT_TRANSLATE,
    ROOT_CHANNEL_CREATE,
    ROOT_CHANNEL_JOIN,
    ROOT_CHANNEL_LEAVE,
    ROOT_CHANNEL,
    ROOT_LOG,
    ROOT_MEMORY,
    ROOT_TASK,
    ROOT_RESTART,
    ROOT_SHUTDOWN,
    ROOT_REGION_SHARE,
    ROOT_REGION_FREE,
    ROOT_REGION_DONE,
    ROOT_UNTYPED_FREE,
};

/* Calls root-task with up to three words; returns its result (negative: a Linux error number). */
int64_t root_call(enum root_operation operation, unsigned count, uint64_t a, uint64_t b);
int64_t root_call_text(enum root_operation operation, const char *text);

/* Memory for ever. */
void *heap_take(size_t bytes);

/* The description's memory entry of that name, NULL if there is none. */
const struct task_mem *find_mem(const char *name);
bool same(const char *a, const char *b);

/* The next free capability slot. */
seL4_CPtr take_slot(void);

/* services.c: every operation of root-task; says each line of a table. */
bool services_work(void (*say)(const char *what, bool good));

int timer_start(void);
void timer_sleep_ms(unsigned ms);
uint64_t timer_now_us(void);

int uart_start(void);
void uart_write(const char *text);
/* Reads up to the end of the line; returns its length. */
unsigned uart_read_line(char *line, unsigned bytes);

int disk_start(void);
uint64_t disk_sectors(void);
/* One sector of 512 bytes; 0 or negative. */
int disk_transfer(uint64_t sector, void *data, bool write);
