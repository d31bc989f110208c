/* SPDX-License-Identifier: BSD-2-Clause */
/* What the guest does: says who it is, uses heap, timer, disk, serial line and root-task, and ends the system. */
#include "uni.h"

enum { SECTOR = 512, BLOCKS = 100, BLOCK_BYTES = 10000, TICKS = 10, TICK_MS = 10 };

const struct task_info *info;

static void say(const char *what, const char *result)
{
    uart_write("unikernel: ");
    uart_write(what);
    uart_write(": ");
    uart_write(result);
    uart_write("\n");
}

static void check(const char *what, bool good)
{
    say(what, good ? "ok" : "FAILED");
}

static bool heap_works(void)
{
    static unsigned char *block[BLOCKS];
    bool good = true;

    for (unsigned i = 0; i < BLOCKS; i++) {
        block[i] = heap_take(BLOCK_BYTES);
        if (!block[i])
            return false;
        for (unsigned j = 0; j < BLOCK_BYTES; j++) {
            good = good && block[i][j] == 0;
            block[i][j] = (unsigned char)i;
        }
    }
    for (unsigned i = 0; i < BLOCKS; i++)
        good = good && block[i][0] == i && block[i][BLOCK_BYTES - 1] == i;
    return good;
}

static bool timer_works(void)
{
    uint64_t start = timer_now_us();

    for (int i = 0; i < TICKS; i++)
        timer_sleep_ms(TICK_MS);
    uint64_t took = timer_now_us() - start;
    return took >= TICKS * TICK_MS * 1000 && took < 100 * TICKS * TICK_MS * 1000;
}

/* Sector 0 holds what the host wrote; sector 1 gets it turned around. */
static bool disk_works(void)
{
    static unsigned char data[SECTOR];

    if (disk_sectors() < 2 || disk_transfer(0, data, false))
        return false;
    for (unsigned i = 0; i < SECTOR / 2; i++) {
        unsigned char byte = data[i];
        data[i] = data[SECTOR - 1 - i];
        data[SECTOR - 1 - i] = byte;
    }
    return disk_transfer(1, data, true) == 0 && disk_transfer(disk_sectors(), data, false) != 0;
}

void uni_main(const struct task_info *task_info);

void uni_main(const struct task_info *task_info)
{
    char line[64];

    info = task_info;
    __sel4_ipc_buffer = (seL4_IPCBuffer *)info->ipc_buffer;
    if (info->magic != TASK_INFO_MAGIC || info->version < 1)
        return;
    root_call_text(ROOT_LOG, "a guest with its own runtime");
    if (timer_start() || uart_start()) {
        root_call_text(ROOT_LOG, "no timer or no serial line");
        return;
    }
    root_call(ROOT_READY, 0, 0, 0);

    check("heap", heap_works());
    check("timer", timer_works());
    check("disk", disk_start() == 0 && disk_works());
    check("all of root-task", services_work(check));
    uart_write("unikernel: type a line\n");
    uart_read_line(line, sizeof(line));
    say("you typed", line);
    root_call_text(ROOT_SHUTDOWN, "the unikernel is done");
}
